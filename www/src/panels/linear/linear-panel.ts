import { type TemplateResult, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { imageAt } from "../../draw/digits.ts";
import { dot } from "../../math/dot.ts";
import { byComponents, leftBy } from "../../math/linear.ts";
import type { Options } from "../../run/protocol.ts";
import { NONE, fixed } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { resetButton, trainButton } from "../run-buttons.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { scree, spectrumBars } from "./pictures.ts";
import { linearStyles } from "./styles.ts";
import { Linear } from "./subject.ts";

/** Milliseconds between two looks at the model while it trains. */
const PACE_MS = 400;
/** Columns that are pictured. */
const COLUMNS = 8;
/** The least number of components over which curves are drawn, and the most latent dimensions that the slider has. */
const MOST = 32;

const METHODS = ["ae", "vae"] as const;

/** What the figure begins with, where the lab has no linear model. */
const BEGIN: Options = {
  method: "ae",
  hidden: [],
  output: "linear",
  likelihood: "gaussian",
  sigma: 1.4,
  latent: 8,
  lr: 0.003,
};

/** A linear model beside the singular value decomposition of its images, `<vae-linear>`. */
export class LinearPanel extends LabPart {
  static override styles = [base, panelStyles, barStyles, linearStyles];

  /** Whether it has the model's controls, and makes a linear model where there is none: the figure. */
  @property({ type: Boolean }) whole = false;
  /** Whether there are buttons that train. */
  @property({ attribute: false }) buttons = false;

  /** Whether columns are shown after their rotation is taken out. */
  @state() private unrotated = false;
  /** k as long as the slider is held. */
  @state() private held: number | undefined;

  #follower = this.follow(PACE_MS, () => this.#subject.refresh());
  #about: unknown[] = [];

  get #subject(): Linear {
    return Linear.of(this.store);
  }

  protected override firstUpdated(): void {
    if (this.whole) this.store.act(() => this.#begin());
  }

  async #begin(): Promise<void> {
    const { run, model } = this.store;
    await run.ask("ping", {});
    if (!model.linear.peek()) await run.setOptions(BEGIN);
  }

  protected override willUpdate(): void {
    const { model } = this.store;
    const about = [model.heldOut.value, model.latent.value, model.linear.value];
    if (about.some((value, at) => value !== this.#about[at])) this.store.refresh(this.#follower);
    this.#about = about;
  }

  protected override render() {
    const { model } = this.store;
    const title = html`<h2 id="title">${this.say("linear.title")}</h2>`;
    if (!model.linear.value)
      return html`<section class="panel" aria-labelledby="title">
        ${title}
        <p class="note muted">${this.say("linear.none")}</p>
      </section>`;
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">${title} ${this.buttons ? this.#buttons() : nothing}</div>
      ${this.whole ? this.#controls() : nothing}
      <div class="halves">${this.#image()} ${this.#scree()}</div>
      ${this.#columns()} ${this.#spectrum()}
      <p class="spoken" role="status">${this.store.state.value.training ? "" : this.#spoken()}</p>
    </section>`;
  }

  #buttons(): TemplateResult {
    const { store } = this;
    return html`<div class="row" role="group" aria-label=${this.say("controls.name")}>
      ${trainButton(store)} ${resetButton(store)}
    </div>`;
  }

  /** The method, and k. */
  #controls(): TemplateResult {
    const { method } = this.store.model.spec.value;
    const latent = this.#latent;
    return html`<div class="halves">
      <div class="row" role="group" aria-label=${this.say("linear.method")}>
        ${METHODS.map(
          (each) =>
            html`<button
              class="button small"
              aria-pressed=${each === method}
              @click=${() => each !== method && this.#set({ method: each })}
            >
              ${this.say(`linear.methods.${each}`)}
            </button>`,
        )}
      </div>
      <label>
        <span>${this.say("linear.latent")}</span>
        <input
          type="range"
          min="1"
          max=${MOST}
          .value=${String(latent)}
          @input=${(event: Event) => (this.held = valueOf(event))}
          @change=${(event: Event) => {
            this.held = undefined;
            this.#set({ latent: valueOf(event) });
          }}
        />
        <span class="number">${latent}</span>
      </label>
    </div>`;
  }

  /** Changes options; a run that was training goes on with them. */
  #set(options: Options): void {
    const { store } = this;
    const { training } = store.state.value;
    store.act(async () => {
      await store.run.setOptions(options);
      if (training && !store.state.peek().training) await store.run.train();
    });
  }

  /** The number of dimensions that is looked at. */
  get #latent(): number {
    return this.held ?? this.store.model.latent.value;
  }

  #image(): TemplateResult {
    const { store } = this;
    const { spectrum, found } = this.#subject;
    const { heldOut, image } = store.model;
    const at = store.plane.selected.value ?? 0;
    const bytes = imageAt(heldOut.value?.pixels, image.value, at);
    const x = bytes && Float32Array.from(bytes, (byte) => byte / 255);
    const best = spectrum.value && x && byComponents(spectrum.value, x, this.#latent);
    const own = imageAt(found.value?.reconstructed, image.value, at);
    const next = this.say("linear.next");
    const sheet = (pixels: Float32Array | undefined, name: string) =>
      html`<div>
        <vae-sheet .store=${store} .pixels=${pixels?.map(shown)} .name=${name} crisp></vae-sheet>
        <span aria-hidden="true">${name}</span>
      </div>`;
    return html`<div class="part">
      <div class="bar">
        <h3>${this.say("linear.image")}</h3>
        <button class="button small" @click=${this.#next}>${next}</button>
      </div>
      <div class="images">
        ${sheet(x, this.say("linear.original"))} ${sheet(best, this.say("linear.svd", { count: this.#latent }))}
        ${sheet(own, this.say("linear.own"))}
      </div>
    </div>`;
  }

  readonly #next = (): void => {
    const { plane, model } = this.store;
    const images = (this.#subject.found.value?.reconstructed.length ?? 0) / model.size.value;
    plane.selected.value = ((plane.selected.value ?? 0) + 1) % Math.max(1, images);
  };

  #scree(): TemplateResult {
    const { seen, found, best, excess } = this.#subject;
    const latent = this.#latent;
    const spread = seen.value;
    const most = Math.min(Math.max(MOST, latent), spread?.along.length ?? 0);
    const left = spread && Array.from({ length: most + 1 }, (_, k) => leftBy(spread, k));
    const error = this.held === undefined ? found.value?.error : undefined;
    return html`<div class="part">
      <h3>${this.say("linear.scree")}</h3>
      ${
        left
          ? scree(this.say("linear.screeName", { best: fixed(left[latent], 2), count: latent }), left, latent, error)
          : html`<p class="note muted" data-testid="linear-waiting">${this.say("linear.waiting")}</p>`
      }
      <p class="figures number" data-testid="linear-errors">
        ${this.#figure(this.say("linear.best"), fixed(this.held === undefined ? best.value : left?.[latent], 2))}
        ${this.#figure(this.say("linear.error"), fixed(error, 2))}
        ${
          excess.value === undefined || this.held !== undefined
            ? nothing
            : html`<span>${this.say("linear.excess", { percent: fixed(excess.value, 1) })}</span>`
        }
      </p>
    </div>`;
  }

  #figure(name: string, value: string): TemplateResult {
    return html`<span><span class="muted">${name}</span> <b>${value}</b></span>`;
  }

  #columns(): TemplateResult {
    const { store } = this;
    const { spectrum, ordered, directions, angle, overlap, pays } = this.#subject;
    // Columns that are components but for their signs.
    const alike = this.unrotated || pays.value;
    const pixels = spectrum.value?.mean.length ?? 0;
    const count = Math.min(COLUMNS, store.model.latent.value);
    const axes = Array.from({ length: count }, (_, k) => spectrum.value?.axes.subarray(k * pixels, (k + 1) * pixels));
    const own = this.unrotated ? directions.value : ordered.value;
    const sheet = (columns: readonly (Float32Array | undefined)[], name: string) =>
      html`<vae-sheet
        .store=${store}
        .pixels=${joined(columns.map((column, k) => column && signed(column, alike ? axes[k] : undefined)))}
        .columns=${count}
        .gap=${2}
        .name=${name}
        crisp
      ></vae-sheet>`;
    return html`<div class="part">
      <div class="bar">
        <h3>${this.say("linear.columns")}</h3>
        <button class="button small" aria-pressed=${this.unrotated} @click=${() => (this.unrotated = !this.unrotated)}>
          ${this.say("linear.unrotate")}
        </button>
      </div>
      <div class="columns">
        <span>${this.say("linear.ownColumns")}</span>
        ${sheet((own ?? []).slice(0, count), this.say(this.unrotated ? "linear.ownTurned" : "linear.ownColumns"))}
        <span>${this.say("linear.axes")}</span> ${sheet(axes, this.say("linear.axes"))}
      </div>
      <p class="figures number" data-testid="linear-angle">
        ${this.#figure(this.say("linear.angle"), angle.value === undefined ? NONE : this.say("linear.degrees", { value: fixed(angle.value, 1) }))}
        ${this.#figure(this.say("linear.overlap"), fixed(overlap.value, 2))}
      </p>
      <p class="note muted">${this.say("linear.columnsNote")}</p>
    </div>`;
  }

  /** Which dimensions are worth their nats: of a model that pays for them. */
  #spectrum(): TemplateResult | typeof nothing {
    const { spectrum, floor, predicted, alive, variance, evidence, ordered, pays } = this.#subject;
    const { model } = this.store;
    const latent = model.latent.value;
    if (!pays.value) return nothing;
    const values = spectrum.value?.values;
    const most = Math.max(Math.min(MOST, 2 * latent), latent);
    const counts = { predicted: predicted.value ?? NONE, of: latent };
    // They are the eigenvalues at the optimum.
    const own = ordered.value?.map((column) => dot(column, column) + (variance.value ?? 0));
    return html`<div class="part">
      <h3>${this.say("linear.alive")}</h3>
      <div class="halves">
        ${
          values && floor.value !== undefined
            ? spectrumBars(
                this.say("linear.aliveName", { ...counts, found: alive.value ?? NONE }),
                [...values.subarray(0, most)],
                latent,
                floor.value,
                own ?? [],
              )
            : nothing
        }
        <div class="part">
          ${this.whole ? this.#sigma() : nothing}
          <p class="figures number" data-testid="linear-alive">
            ${this.#figure(this.say("linear.predicted"), this.say("linear.of", { count: counts.predicted, of: latent }))}
            ${this.#figure(this.say("linear.found"), String(alive.value ?? NONE))}
          </p>
          ${
            evidence.value === undefined
              ? nothing
              : html`<p class="figures number" data-testid="linear-evidence">
                  ${this.#figure("−ELBO", fixed(model.figure("loss"), 2))}
                  ${this.#figure(this.say("linear.evidence"), fixed(evidence.value, 2))}
                </p>`
          }
          <p class="note muted">${this.say("linear.aliveNote")}</p>
        </div>
      </div>
    </div>`;
  }

  #sigma(): TemplateResult | typeof nothing {
    const { likelihood, sigma } = this.#subject.options.value;
    if (likelihood !== "gaussian") return nothing;
    return html`<label>
      <span>σ</span>
      <input
        type="range"
        min="-1"
        max="0.5"
        step="0.02"
        aria-label=${this.say("linear.sigma")}
        aria-valuetext=${fixed(Number(sigma), 2)}
        .value=${String(Math.log10(Number(sigma)))}
        @input=${(event: Event) => this.#set({ sigma: Number((10 ** valueOf(event)).toPrecision(3)) })}
      />
      <span class="number">${fixed(Number(sigma), 2)}</span>
    </label>`;
  }

  #spoken(): string {
    const { excess, predicted, alive } = this.#subject;
    const said = [];
    if (excess.value !== undefined) said.push(this.say("linear.excess", { percent: fixed(excess.value, 1) }));
    if (predicted.value !== undefined && alive.value !== undefined)
      said.push(
        this.say("linear.aliveName", {
          predicted: predicted.value,
          of: this.store.model.latent.value,
          found: alive.value,
        }),
      );
    return said.join(" ");
  }
}

const valueOf = (event: Event) => Number((event.target as HTMLInputElement).value);

/** A pixel as it is shown: what a linear model makes may be darker than black. */
const shown = (value: number) => Math.max(0, Math.min(1, value));

/** A direction as a picture: 0 is half the ink. Directions have no sign of their own, so it takes that of another one. */
function signed(column: Float32Array, like: Float32Array | undefined): Float32Array {
  const most = column.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const factor = (like && dot(column, like) < 0 ? -0.5 : 0.5) / most;
  return column.map((value) => 0.5 + factor * value);
}

/** All of them, one after the other; undefined unless all are there. */
function joined(parts: readonly (Float32Array | undefined)[]): Float32Array | undefined {
  const there = parts.flatMap((part) => part ?? []);
  if (there.length < parts.length || there.length === 0) return;
  const whole = new Float32Array(there.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of there) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
