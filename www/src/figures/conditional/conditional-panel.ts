import { type TemplateResult, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { classColour } from "../../draw/palette.ts";
import { likeliest, posteriorOfClass, recognised } from "../../math/bayes.ts";
import { Sketching } from "../../panels/draw/sketching.ts";
import { newest } from "../../run/newest.ts";
import { fixed } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { resetButton, trainButton } from "../../panels/run-buttons.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { conditionalStyles } from "./styles.ts";

const PACE_MS = 150;
const BAYES_MS = 600;
/** Samples of z of a drawing, and of each of many images. */
const SAMPLES = 20;
const FEW = 4;
/** Beyond it no digits are said: bounds are not the likelihoods themselves. */
const SURE = 0.99;
/** Held-out images whose classes are told. */
const IMAGES = 300;

/** One hand, every class: `<vae-conditional-panel>`. */
export class ConditionalPanel extends LabPart {
  static override styles = [base, panelStyles, barStyles, conditionalStyles];

  @property({ attribute: false }) buttons = false;
  /** The present z as each class. */
  @state() private row: readonly Float32Array[] = [];
  /** p(y|x) of the drawing. */
  @state() private bayes: readonly number[] | undefined;
  /** How many held-out images were recognised, of how many, at which step. */
  @state() private counted: { right: number; of: number; step: number } | undefined;
  @state() private counting = false;

  #decode = newest(() => this.#decodeAll());
  #shown = this.follow(PACE_MS, () => this.#decode());
  #judge = newest(() => this.#recognise());
  #about: readonly unknown[] = [];

  constructor() {
    super();
    this.follow(BAYES_MS, () => this.#judge());
  }

  get #sketching(): Sketching {
    return Sketching.of(this.store);
  }

  get #z(): readonly number[] {
    const { pins, active } = this.store.plane;
    return pins.value[active.value]?.z ?? [];
  }

  protected override willUpdate(): void {
    const { model } = this.store;
    const about = [this.#z, model.givenClass.value, model.classes.value.length, model.spec.value];
    if (about.some((value, at) => value !== this.#about[at])) this.store.refresh(this.#shown);
    this.#about = about;
    if (!this.#sketching.x.value) this.bayes = undefined;
  }

  protected override render() {
    const { store } = this;
    const { labels, prior } = store.model.spec.value;
    if (!labels) return html`<p class="panel">${this.say("conditional.none")}</p>`;
    // Where all have the prior N(0, I), the networks read the class.
    const form = prior ? "concat" : "prior";
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">
        <h2 id="title">${this.say("conditional.title")}</h2>
        ${this.buttons ? this.#buttons() : nothing}
      </div>
      ${this.#digits()}
      <p class="note">${this.say(`conditional.${form}`)}</p>
      <vae-models-beside .store=${store} .row=${this.row}></vae-models-beside>
      <div class="drawing">
        <div>
          <vae-pad .store=${store} @rest=${this.#rest}></vae-pad>
          <button
            class="button small"
            ?disabled=${!this.#sketching.sketch.value}
            @click=${() => this.#sketching.clear()}
          >
            ${this.say("draw.clear")}
          </button>
        </div>
        ${this.#recognition()}
      </div>
    </section>`;
  }

  #buttons(): TemplateResult {
    const { store } = this;
    const { metrics } = store.state.value;
    return html`<div class="row" role="group" aria-label=${this.say("controls.name")}>
      <span class="number muted">${this.say("conditional.step", { step: metrics.step })}</span>
      ${trainButton(store)} ${resetButton(store)}
    </div>`;
  }

  /** The present z as each class; the one whose hand it is, is marked. */
  #digits(): TemplateResult {
    const { model } = this.store;
    return html`<ol class="digits" data-testid="ten">
      ${model.classes.value.map((label) => {
        const name = String(model.className(label));
        const own = label === model.givenClass.value;
        return html`<li aria-current=${own ? "true" : nothing}>
          <vae-sheet
            .store=${this.store}
            .pixels=${this.row[label]}
            .name=${this.say("conditional.digit", { name })}
          ></vae-sheet>
          <span .style="border-color: ${classColour(label)}">${name}</span>
        </li>`;
      })}
    </ol>`;
  }

  #recognition(): TemplateResult {
    const { model } = this.store;
    const { bayes, counted } = this;
    const percent = (share: number) => fixed(100 * share, 0);
    const best = bayes && likeliest(bayes);
    const share = bayes?.[best ?? 0] ?? 0;
    const name = best === undefined ? "" : String(model.className(best));
    const said = bayes
      ? this.say(share > SURE ? "conditional.sure" : "conditional.likeliest", { name, percent: percent(share) })
      : this.say("conditional.draw");
    const choose = (event: Event) => this.#take(Number((event.target as HTMLSelectElement).value));
    return html`<div class="bayes">
      <p role="status">${said}</p>
      ${
        bayes
          ? html`<label
                >${this.say("conditional.wrote")}
                <select class="button small number" @change=${choose}>
                  ${model.classes.value.map(
                    (label) =>
                      html`<option value=${label} .selected=${label === model.givenClass.value}>
                        ${model.className(label)}
                      </option>`,
                  )}
                </select></label
              >
              <ol class="bars" aria-hidden="true">
                ${bayes.map(
                  (share, label) =>
                    html`<li>
                      <i .style="block-size: ${100 * share}%; background: ${classColour(label)}"></i
                      ><span>${model.className(label)}</span>
                    </li>`,
                )}
              </ol>`
          : nothing
      }
      <p>
        <button class="button small" ?disabled=${this.counting} @click=${this.#count}>
          ${this.say("conditional.count", { images: this.#images })}
        </button>
        <span class="number" role="status" data-testid="accuracy"
          >${
            counted
              ? this.say("conditional.counted", {
                  right: counted.right,
                  of: counted.of,
                  percent: percent(counted.right / counted.of),
                  step: counted.step,
                })
              : nothing
          }</span
        >
      </p>
      <p class="note muted">${this.say("conditional.bayes")}</p>
    </div>`;
  }

  get #images(): number {
    return Math.min(IMAGES, this.store.model.dataset.value?.heldOut ?? 0);
  }

  /** z as each class: the code with the class beside it, or as far from the class's m as z is from that of its own. */
  async #decodeAll(): Promise<void> {
    const { store } = this;
    const { classes, givenClass, spec, latent } = store.model;
    const z = this.#z;
    if (!spec.peek().labels || z.length !== latent.peek()) return;
    const means = await store.run.ask("priorMeans", {});
    const meanOf = (label: number, axis: number) => means[label * z.length + axis] ?? 0;
    const own = givenClass.peek();
    const row = await Promise.all(
      classes.peek().map((label) => {
        const code = z.map((value, axis) => value - meanOf(own, axis) + meanOf(label, axis));
        return store.run.ask("decode", { z: Float32Array.from(code), label });
      }),
    );
    this.row = row;
  }

  /** p(y|x) of the drawing; without one nothing. */
  async #recognise(): Promise<void> {
    const x = this.#sketching.x.peek();
    if (!x || !this.store.model.spec.peek().labels) return;
    const pixels = unit(x);
    const { elbos } = await this.store.run.ask("bounds", { pixels, samples: SAMPLES });
    if (this.#sketching.x.peek()) this.bayes = posteriorOfClass(elbos);
  }

  /** A stroke is done: the drawing is taken for what it is likeliest to be. */
  readonly #rest = (): void => {
    this.store.act(async () => {
      await this.#recognise();
      if (this.bayes) await this.#place(likeliest(this.bayes));
    });
  };

  #take(label: number): void {
    this.store.act(() => this.#place(label));
  }

  /** Puts the pin at the drawing's code, as one of a class. */
  async #place(label: number): Promise<void> {
    const { store } = this;
    const x = this.#sketching.x.peek();
    if (!x) return;
    store.giveClass(label);
    const { mu } = await store.run.ask("encode", { pixels: unit(x), label });
    if (mu.length !== store.model.latent.peek()) return;
    const { pins, active } = store.plane;
    store.plane.placePins(pins.peek().map((pin, at) => (at === active.peek() ? { ...pin, z: [...mu] } : pin)));
    await store.plane.decode();
  }

  readonly #count = (): void => {
    const { store } = this;
    this.counting = true;
    store.act(async () => {
      try {
        const { step } = store.state.peek().metrics;
        const { classes, elbos, labels } = await store.run.ask("bounds", { heldOut: this.#images, samples: FEW });
        if (labels) this.counted = { right: recognised(elbos, classes, labels), of: labels.length, step };
      } finally {
        this.counting = false;
      }
    });
  };
}

/** Bytes as values in [0, 1]. */
const unit = (bytes: ArrayLike<number>) => Float32Array.from(bytes, (byte) => byte / 255);
