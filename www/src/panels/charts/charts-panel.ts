import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { RateDistortion } from "../../charts/rate-distortion.ts";
import type { ChartChoices } from "../../store/page-state.ts";
import { LabPart } from "../../ui/element.ts";
import { lazyElement } from "../../ui/lazy.ts";
import { define } from "../../ui/define.ts";
import { base, panelStyles } from "../../ui/styles.ts";

/** Fetched when it is asked for: it costs some of the time that training has. */
const hasEvidence = lazyElement(async () => {
  const { EvidenceChart } = await import("./evidence-chart.ts");
  define({ "vae-evidence-chart": EvidenceChart });
});

/** The run's curves in full: lights, terms, those by latent dimension, rate and distortion. `<vae-charts>`. */
export class ChartsPanel extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      .charts {
        display: grid;
        gap: 12px;
      }
      h2 {
        flex-wrap: wrap;
        gap: 4px 8px;
      }
      .log {
        display: flex;
        gap: 4px;
      }
      .note {
        margin-top: 6px;
        font-size: var(--text-note);
        line-height: 1.45;
      }
      vae-chart {
        --plot-height: 260px;
      }
      vae-dimension-chart {
        --plot-height: 150px;
      }
      vae-rate-distortion,
      vae-evidence-chart {
        --plot-height: 230px;
      }
      @container (min-width: 720px) {
        .charts {
          grid-template-columns: 1fr 1fr;
        }
        .wide {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  /** log p(x) is to be seen. */
  @state() private judges = false;

  protected override updated(): void {
    const { sight } = this.store.page;
    if (!sight.value) return;
    sight.value = false;
    this.renderRoot.querySelector("vae-chart")?.scrollIntoView({ block: "nearest" });
  }

  protected override render() {
    const { store } = this;
    // Read here so that a change is an update.
    void store.page.sight.value;
    const view = store.model.view.value;
    const { terms, code, classifies, judges } = store.model.spec.value;
    return html`<div class="charts">
      ${
        view && view.lights.length > 0
          ? html`<section class="panel wide" aria-labelledby="health">
              <h2 id="health">${this.say("curves.health")}</h2>
              <vae-lights .store=${store}></vae-lights>
            </section>`
          : nothing
      }
      <section class="panel wide" aria-labelledby="losses">
        <h2 id="losses">
          ${this.say("curves.losses")}
          <span class="log" role="group" aria-label=${this.say("curves.log")}>
            ${this.#switch("logValues")} ${this.#switch("logSteps")}
          </span>
        </h2>
        <vae-chart titled .store=${store}></vae-chart>
        <p class="muted note">${this.say("curves.lines")} ${this.#earlier()}</p>
      </section>
      ${view ? terms.filter(({ byDimension }) => byDimension).map(({ key }) => this.#dimensions(key)) : nothing}
      ${
        RateDistortion.suits(terms)
          ? html`<section class="panel" aria-labelledby="path">
              <h2 id="path">${this.say("curves.path")}</h2>
              <vae-rate-distortion .store=${store}></vae-rate-distortion>
              <p class="muted note">${this.say("curves.pathHelp")}</p>
            </section>`
          : nothing
      }
      ${code === "gaussian" && !classifies && judges !== "pairs" ? this.#evidence() : nothing}
    </div>`;
  }

  #evidence() {
    return html`<section class="panel" aria-labelledby="evidence">
      <h2 id="evidence">
        ${this.say("curves.evidence.title")}
        <button class="button small" aria-pressed=${this.judges} @click=${() => (this.judges = !this.judges)}>
          ${this.say("curves.evidence.show")}
        </button>
      </h2>
      ${
        this.judges && hasEvidence(this.store)
          ? html`<vae-evidence-chart .store=${this.store}></vae-evidence-chart>`
          : nothing
      }
    </section>`;
  }

  #dimensions(term: string) {
    const id = `dimensions-${term}`;
    return html`<section class="panel" aria-labelledby=${id}>
      <h2 id=${id}>${this.say("curves.dimensions", { name: this.sayOfModel(`terms.${term}.name`) })}</h2>
      <vae-dimension-chart .store=${this.store} term=${term}></vae-dimension-chart>
      <p class="muted note">${this.sayOfModel(`terms.${term}.bands`)}</p>
    </section>`;
  }

  #switch(choice: keyof ChartChoices) {
    const { charts } = this.store.page;
    const pressed = charts.value[choice];
    return html`<button
      class="button small"
      aria-pressed=${pressed}
      @click=${() => (charts.value = { ...charts.value, [choice]: !pressed })}
    >
      ${this.say(`curves.${choice}`)}
    </button>`;
  }

  /** Which runs are behind this one. */
  #earlier(): string {
    const behind = this.store.session.earlier.value.map(({ number }) => number);
    return behind.length > 0 ? this.say("curves.earlier", { runs: behind.join(", ") }) : "";
  }
}
