import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { PLANE_IMAGES } from "../../store/model-state.ts";
import { effectiveSamples, importanceBound } from "../../math/weights.ts";
import { FROM } from "../../run/from.ts";
import type { Evidence } from "../../run/protocol.ts";
import { count, fixed } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { BACK, FORTH } from "../../ui/arrow-icons.ts";
import { DICE } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { Sketching } from "../draw/sketching.ts";
import { boundCurve } from "./bound-curve.ts";
import { KS } from "./judged.ts";
import { Judging } from "./judging.ts";

/** log p(x) of one image, its bounds, and the gap between: `<vae-evidence-panel>`. */
export class EvidencePanel extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: grid;
        gap: 10px;
        align-content: start;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 5px;
      }
      .button svg {
        width: 12px;
        height: 12px;
      }
      .top {
        display: grid;
        grid-template-columns: 74px minmax(0, 1fr);
        gap: 12px;
        align-items: start;
      }
      vae-sheet {
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        overflow: hidden;
      }
      vae-pad {
        display: block;
        max-width: 192px;
        margin-top: 8px;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 1px 8px;
        margin: 0;
        font-size: var(--text-body);
      }
      dl div {
        display: contents;
      }
      dd {
        margin: 0;
        text-align: right;
        font-weight: 600;
      }
      .gap {
        color: var(--kl);
      }
      .part {
        padding-left: 12px;
        font-size: var(--text-note);
      }
      .bar {
        display: flex;
        height: 12px;
        margin: 8px 0 4px;
        border-radius: var(--radius-small);
        overflow: hidden;
        background: color-mix(in srgb, var(--kl) 25%, transparent);
      }
      .bar i {
        background: var(--kl);
        border-right: 2px solid var(--panel);
      }
      p {
        font-size: var(--text-note);
        line-height: 1.45;
      }
      .note {
        margin-top: 6px;
      }
      .warning {
        padding: 6px 8px;
        border-left: 3px solid var(--recon);
        background: color-mix(in srgb, var(--recon) 8%, transparent);
      }
      .warning .button {
        margin-top: 4px;
      }
      .curve {
        width: 100%;
        height: auto;
        font-size: 10px;
      }
      .grid {
        stroke: var(--line);
      }
      .tick {
        fill: var(--muted);
      }
      .bound {
        fill: none;
        stroke: var(--z);
        stroke-width: 2;
      }
      .exact {
        stroke: var(--kl);
        stroke-width: 1.5;
        stroke-dasharray: 5 3;
      }
      .exact-name {
        fill: var(--kl);
        font-weight: 600;
      }
      .now {
        fill: var(--z);
        stroke: var(--panel);
        stroke-width: 1.5;
      }
      input {
        display: block;
        width: 100%;
        margin: 4px 0;
        accent-color: var(--z);
      }
      label,
      .from {
        font-size: var(--text-note);
      }
      @container (min-width: 560px) {
        :host {
          grid-template-columns: 1fr 1fr;
        }
      }
      @media (pointer: coarse) {
        input {
          height: 30px;
        }
      }
    `,
  ];

  get #judging(): Judging {
    return Judging.of(this.store);
  }

  /** Whether the plane is seen from near at first. */
  @property({ type: Boolean }) near = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.near) this.#judging.near.value = true;
    this.#judging.watched.value++;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#judging.watched.value--;
  }

  protected override render() {
    const { code } = this.store.model.spec.value;
    if (code !== "gaussian") return html`<p class="panel">${this.say("evidence.none")}</p>`;
    const evidence = this.#judging.evidence.value;
    return html`
      <section class="panel" aria-labelledby="title">
        <h2 id="title">${this.say("evidence.title")}</h2>
        ${this.#subject()} ${this.#figures(evidence)}
      </section>
      <section class="panel" aria-labelledby="samples">
        <h2 id="samples">${this.say("evidence.samples")}</h2>
        ${this.#samples(evidence)}
      </section>
    `;
  }

  #subject() {
    const { store } = this;
    const judging = this.#judging;
    const { subject, x, bernoulli, binarizes, image } = judging;
    const drawn = subject.value === "drawn";
    const turn = (by: number) => () => {
      const images = Math.min(PLANE_IMAGES, store.state.value.dataset?.heldOut ?? 1);
      store.plane.selected.value = (image.value + by + images) % images;
    };
    const step = (key: "previous" | "next", icon: unknown, by: number) =>
      html`<button
        class="button small"
        aria-label=${this.say(`inspector.${key}`)}
        title=${this.say(`inspector.${key}`)}
        ?disabled=${drawn}
        @click=${turn(by)}
      >
        ${icon}
      </button>`;
    return html`<div class="top">
        <vae-sheet crisp .store=${store} .pixels=${x.value} .name=${this.say("evidence.x")}></vae-sheet>
        <div>
          <div class="tools">
            ${step("previous", BACK, -1)} ${step("next", FORTH, 1)}
            ${(["heldOut", "drawn"] as const).map(
              (each) =>
                html`<button
                  class="button small"
                  aria-pressed=${subject.value === each}
                  @click=${() => (subject.value = each)}
                >
                  ${this.say(`evidence.subjects.${each}`)}
                </button>`,
            )}
            ${
              bernoulli.value
                ? html`<button
                    class="button small"
                    aria-pressed=${binarizes.value}
                    @click=${() => (binarizes.value = !binarizes.value)}
                  >
                    ${this.say("evidence.binarize")}
                  </button>`
                : nothing
            }
          </div>
          ${
            drawn
              ? html`<vae-pad .store=${store}></vae-pad>
                  <button class="button small" @click=${() => Sketching.of(store).clear()}>
                    ${this.say("draw.clear")}
                  </button>`
              : nothing
          }
        </div>
      </div>
      ${
        judging.isCrossEntropy.value
          ? html`<p class="warning note" role="status">
              ${this.say("evidence.grey")}<br />
              <button class="button small" @click=${() => (binarizes.value = true)}>
                ${this.say("evidence.binarize")}
              </button>
            </p>`
          : nothing
      }`;
  }

  #figures(evidence: Evidence | undefined) {
    const { optimised, isCrossEntropy } = this.#judging;
    const exact = evidence?.exact;
    // Without a lattice the bound of all samples is the nearest.
    const best = exact
      ? exact.logEvidence
      : evidence && importanceBound(evidence.logWeights, evidence.logWeights.length);
    const bits = best === undefined ? undefined : -best / Math.LN2;
    const row = (name: string, value: string, look = "") =>
      html`<div>
        <dt class=${look}>${name}</dt>
        <dd class="number ${look}">${value}</dd>
      </div>`;
    const amortisation = exact && exact.gap - exact.fitted.gap;
    return html`
      <dl class="note" data-testid="figures">
        ${row(this.say(exact || !evidence ? "evidence.exact" : "evidence.estimate", { count: count(evidence?.logWeights.length) }), fixed(best, 2))}
        ${exact ? row(this.say("evidence.bound"), fixed(exact.logEvidence - exact.gap, 2)) : nothing}
        ${exact ? row(this.say("evidence.gap"), fixed(exact.gap, 2), "gap") : nothing}
        ${exact && optimised.value ? row(this.say("evidence.amortisation"), fixed(amortisation, 2), "gap part") : nothing}
        ${exact && optimised.value ? row(this.say("evidence.family"), fixed(exact.fitted.gap, 2), "gap part") : nothing}
        ${isCrossEntropy.value ? nothing : row(this.say("evidence.bits"), fixed(bits, 1))}
      </dl>
      ${
        exact
          ? html`${
                optimised.value
                  ? html`<div class="bar" aria-hidden="true">
                      <i .style="width: ${(100 * (amortisation ?? 0)) / Math.max(exact.gap, 1e-9)}%"></i>
                    </div>`
                  : nothing
              }
              <div class="tools note">
                <button
                  class="button small"
                  aria-pressed=${optimised.value}
                  @click=${() => (optimised.value = !optimised.value)}
                >
                  ${this.say("evidence.optimise")}
                </button>
                ${this.#zoom()}
              </div>
              <p class="muted note">${this.say(optimised.value ? "evidence.optimised" : "evidence.heat")}</p>
              ${exact.resolved ? nothing : html`<p class="warning note">${this.say("evidence.coarse")}</p>`}`
          : evidence
            ? html`<p class="muted note">${this.say("evidence.many", { latent: evidence.q.mu.length })}</p>`
            : nothing
      }
    `;
  }

  #zoom() {
    const { near } = this.#judging;
    return html`<button class="button small" aria-pressed=${near.value} @click=${() => (near.value = !near.value)}>
      ${this.say("evidence.near")}
    </button>`;
  }

  #samples(evidence: Evidence | undefined) {
    const { from, place, k, draw } = this.#judging;
    const logs = evidence?.logWeights;
    const bounds = logs ? KS.map((k) => [k, importanceBound(logs, k)] as const) : [];
    const bound = bounds.find(([each]) => each === k.value)?.[1];
    const kText = count(k.value);
    const exact = evidence?.exact?.logEvidence;
    return html`
      <div class="tools" role="group" aria-label=${this.say("evidence.from")}>
        ${FROM.map(
          (each) =>
            html`<button
              class="button small"
              aria-pressed=${from.value === each}
              ?disabled=${each === "posterior" && evidence !== undefined && !evidence.exact}
              @click=${() => (from.value = each)}
            >
              ${this.say(`evidence.sources.${each}`)}
            </button>`,
        )}
        <button
          class="button small"
          aria-label=${this.say("evidence.again")}
          title=${this.say("evidence.again")}
          @click=${() => draw.value++}
        >
          ${DICE}
        </button>
      </div>
      ${boundCurve({
        name: this.say("evidence.curve", { bound: fixed(bound, 2), exact: fixed(exact, 2), k: kText }),
        bounds,
        k: k.value,
        exact,
        exactName: "log p(x)",
      })}
      <label>
        ${this.say("evidence.k", { k: kText })}
        <input
          type="range"
          min="0"
          max=${KS.length - 1}
          step="1"
          aria-valuetext=${kText}
          .value=${String(place.value)}
          @input=${(event: Event) => (place.value = Number((event.target as HTMLInputElement).value))}
        />
      </label>
      <dl>
        <div>
          <dt>${this.say("evidence.boundOf", { k: kText })}</dt>
          <dd class="number" data-testid="bound">${fixed(bound, 2)}</dd>
        </div>
        <div>
          <dt>${this.say("evidence.effective", { k: kText })}</dt>
          <dd class="number" data-testid="effective">${fixed(logs && effectiveSamples(logs, k.value), 1)}</dd>
        </div>
      </dl>
      <p class="muted note">${this.say(`evidence.explained.${from.value}`)}</p>
    `;
  }
}
