import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { imageAt } from "../../draw/digits.ts";
import { signalToNoise, spoiled, squaredError } from "../../math/spoil.ts";
import { specsOf } from "../../run/options/specs.ts";
import type { ComparisonRun } from "../../store/comparison.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { fixed } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { DICE } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { Sketching } from "./sketching.ts";

const PACE_MS = 150;
/** Of both sliders: where they begin and end. */
const NOISE = { max: 1, usual: 0.4 };
const ERASED = { max: 0.9, usual: 0 };

/** What the model made of a spoiled image. */
interface Mended {
  clean: Float32Array;
  seen: Float32Array;
  mended: Float32Array;
  /** The same by the second model. */
  beside: Float32Array | undefined;
}

/** Decodes the code of an image; nothing where the model has none of its own dimension. */
async function mend({ run, model }: LabStore, pixels: Float32Array): Promise<Float32Array | undefined> {
  const { mu } = await run.ask("encode", { pixels });
  return mu.length === model.latent.peek() ? run.ask("decode", { z: mu }) : undefined;
}

/** The drawing, spoiled, and what the model makes of it: `<vae-mending>`. */
export class Mending extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: block;
        font-size: var(--text-note);
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      summary h2 {
        display: inline;
      }
      label {
        display: grid;
        grid-template-columns: 7em minmax(0, 1fr) 3.5em;
        gap: 8px;
        align-items: center;
        margin-top: 6px;
      }
      input {
        min-width: 0;
        accent-color: var(--epsilon);
      }
      .images {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(90px, 110px));
        gap: 10px;
        margin: 10px 0;
      }
      figure {
        min-width: 0;
        margin: 0;
      }
      figure vae-sheet {
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        overflow: hidden;
      }
      figcaption {
        line-height: 1.4;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-bottom: 6px;
      }
      .button svg {
        width: 12px;
        height: 12px;
      }
      p {
        line-height: 1.45;
      }
    `,
  ];

  @state() private open = false;
  @state() private noise = NOISE.usual;
  @state() private erased = ERASED.usual;
  @state() private draw = 1;
  @state() private found: Mended | undefined;
  /** A second model of the same seed, which differs in what its encoder reads in training. */
  @state() private twin: ComparisonRun | undefined;
  /** The inputs of the last answer. */
  #asked: readonly unknown[] = [];
  #follower = this.follow(PACE_MS, () => this.#mend());

  /** The drawing, or a held-out image while there is none. */
  get #clean(): Float32Array | undefined {
    const { heldOut, image } = this.store.model;
    const own = Sketching.of(this.store).x.value;
    const bytes = own ?? imageAt(heldOut.value?.pixels, image.value, this.store.plane.selected.value ?? 0);
    return bytes && Float32Array.from(bytes, (byte) => byte / 255);
  }

  protected override willUpdate(): void {
    const { heldOut, spec } = this.store.model;
    const subject = [Sketching.of(this.store).x.value, this.store.plane.selected.value, heldOut.value];
    const twin = this.twin?.store.state.value;
    const about = [this.open, this.noise, this.erased, this.draw, spec.value.method, twin, ...subject];
    if (this.open && about.some((value, at) => value !== this.#asked[at])) this.store.refresh(this.#follower);
    this.#asked = about;
  }

  async #mend(): Promise<void> {
    const clean = this.open ? this.#clean : undefined;
    if (!clean) return;
    const seen = spoiled(clean, this.noise, this.erased, this.draw);
    const mended = await mend(this.store, seen);
    // While it opens it has nothing to say.
    const beside = await (this.twin && mend(this.twin.store, seen).catch(() => undefined));
    if (mended?.length === clean.length) this.found = { clean, seen, mended, beside };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#part();
  }

  /** Trains a second model beside this one: with images spoiled as this one is, or with clean ones. */
  async #join(): Promise<void> {
    const { ComparisonRun } = await import("../../store/comparison.ts");
    this.#part();
    if (!this.isConnected) return;
    const twin = new ComparisonRun(this.store, this.#others, false);
    this.twin = twin;
    await twin.open().catch((reason: unknown) => {
      if (this.twin === twin) this.#part();
      throw reason;
    });
  }

  #part(): void {
    this.twin?.close();
    this.twin = undefined;
  }

  protected override render() {
    const toggle = ({ target }: Event) => (this.open = (target as HTMLDetailsElement).open);
    return html`<details @toggle=${toggle}>
      <summary><h2>${this.say("mending.title")}</h2></summary>
      ${this.open ? this.#body() : nothing}
    </details>`;
  }

  #body() {
    return html`${this.#slider("noise", NOISE.max, this.noise, (value) => (this.noise = value))}
      ${this.#slider("erased", ERASED.max, this.erased, (value) => (this.erased = value))} ${this.#images()}
      <div class="row">
        <button class="button small" @click=${() => this.draw++}>${DICE}${this.say("mending.again")}</button>
        ${this.#train()}
      </div>
      ${this.#besideNote()}
      <p class="muted">
        ${
          this.#trained
            ? this.say("mending.trained", {
                noise: fixed(this.#option("corrupt"), 2),
                erased: fixed(100 * this.#option("mask"), 0),
              })
            : this.say("mending.untrained")
        }
      </p>`;
  }

  #option(key: "corrupt" | "mask"): number {
    return Number(this.store.model.options.value[key] ?? 0);
  }

  /** Whether training spoils what the encoder reads. */
  get #trained(): boolean {
    return this.#option("corrupt") + this.#option("mask") > 0;
  }

  /** Trains on with images that are spoiled as this one is, or with clean ones again. */
  #train() {
    const { model, page, run } = this.store;
    if (!specsOf(model.specs.value, model.options.value).some(({ key }) => key === "corrupt")) return nothing;
    const { locked } = page;
    const idle = ["options", "corrupt", "mask"].some((key) => locked.value.has(key));
    const clean = !this.#trained && this.noise + this.erased === 0;
    return html`<button
        class="button small"
        aria-pressed=${this.#trained}
        ?disabled=${idle || clean}
        @click=${() =>
          this.store.act(async () => {
            this.#part();
            await run.setOptions(this.#others);
            if (!run.state.training) await run.train();
          })}
      >
        ${this.say("mending.train")}
      </button>
      <button
        class="button small"
        aria-pressed=${this.twin !== undefined}
        ?disabled=${!this.twin && clean}
        @click=${() => (this.twin ? this.#part() : this.store.act(() => this.#join()))}
      >
        ${this.say("mending.beside")}
      </button>`;
  }

  /** What sets the other way of training apart from this model's. */
  get #others(): { corrupt: number; mask: number } {
    return this.#trained ? { corrupt: 0, mask: 0 } : { corrupt: this.noise, mask: this.erased };
  }

  #besideNote() {
    const { twin, store } = this;
    if (!twin) return nothing;
    const [own, step] = [store, twin.store].map(({ state }) => state.value.metrics.step);
    const { corrupt, mask } = twin.changes;
    const said = Number(corrupt) + Number(mask) > 0 ? "mending.besideNoisy" : "mending.besideClean";
    return html`<p role="status">
      ${
        own === 0
          ? this.say("mending.besideWaits")
          : this.say(said, { noise: fixed(Number(corrupt), 2), erased: fixed(100 * Number(mask), 0), step: step ?? 0 })
      }
    </p>`;
  }

  #slider(key: "noise" | "erased", max: number, value: number, set: (value: number) => void) {
    const shown = key === "noise" ? fixed(value, 2) : `${fixed(100 * value, 0)} %`;
    return html`<label>
      <span>${this.say(`mending.${key}`)}</span>
      <input
        type="range"
        min="0"
        max=${max}
        step="0.05"
        .value=${String(value)}
        aria-valuetext=${shown}
        @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
      />
      <span class="number">${shown}</span>
    </label>`;
  }

  #images() {
    const { found, store } = this;
    const clean = found?.clean ?? this.#clean;
    const figure = (key: "clean" | "seen" | "mended" | "beside", pixels: Float32Array | undefined) => {
      const error = found && pixels && key !== "clean" ? squaredError(pixels, found.clean) : undefined;
      const values = found?.clean.length ?? 1;
      return html`<figure>
        <vae-sheet
          crisp
          .store=${store}
          .pixels=${pixels?.map(within)}
          .name=${this.say(`mending.captions.${key}`)}
        ></vae-sheet>
        <figcaption>
          ${this.say(`mending.captions.${key}`)}
          ${
            error === undefined
              ? nothing
              : html`<br /><span class="number" data-testid="error-${key}"
                    >${this.say("mending.error", { error: fixed(error, 1), ratio: fixed(signalToNoise(error, values), 1) })}</span
                  >`
          }
        </figcaption>
      </figure>`;
    };
    return html`<div class="images">
      ${figure("clean", clean)} ${figure("seen", found?.seen)} ${figure("mended", found?.mended)}
      ${this.twin ? figure("beside", found?.beside) : nothing}
    </div>`;
  }
}

/** As a pixel is shown. */
const within = (value: number): number => Math.min(1, Math.max(0, value));
