import { type TemplateResult, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { METHOD } from "../../run/options/specs.ts";
import { newest } from "../../run/newest.ts";
import { ComparisonRun } from "../../store/comparison.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";

/** The models that do not know the class, and what sets each apart from the one that does. */
const OTHERS = [
  ["ae", { [METHOD]: "ae" }],
  ["vae", { condition: "none" }],
] as const;

/** One z in an autoencoder, a VAE and a conditional VAE of one seed, trained together: `<vae-models-beside>`. */
export class ModelsBeside extends LabPart {
  static override styles = [
    base,
    css`
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 6px 10px;
        align-items: center;
        margin: 8px 0;
        font-size: var(--text-figure);
      }
      dd {
        margin: 0;
      }
      .one {
        inline-size: 10%;
      }
      p {
        margin: 0;
        font-size: var(--text-note);
      }
    `,
  ];

  /** What the model of the lab makes of the pin's z as each class. */
  @property({ attribute: false }) row: readonly Float32Array[] = [];
  @state() private runs: readonly ComparisonRun[] = [];
  /** What each of the others makes of the pin's z. */
  @state() private images: readonly (Float32Array | undefined)[] = [];

  #decode = newest(() => this.#decodeAll());
  #about: readonly unknown[] = [];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  get #z(): readonly number[] {
    const { pins, active } = this.store.plane;
    return pins.value[active.value]?.z ?? [];
  }

  protected override willUpdate(): void {
    const about = [this.#z, ...this.runs.map(({ store }) => store.state.value)];
    if (about.some((value, at) => value !== this.#about[at])) void this.#decode();
    this.#about = about;
  }

  protected override render() {
    const open = this.runs.length > 0;
    return html`<button class="button small" aria-expanded=${String(open)} @click=${this.#toggle}>
        ${this.say("conditional.beside")}
      </button>
      ${open ? this.#rows() : nothing}`;
  }

  #rows(): TemplateResult {
    const { store } = this;
    const steps = [store, ...this.runs.map((run) => run.store)].map(({ state }) => state.value.metrics.step);
    const classes = this.row.length;
    const form = store.model.spec.value.prior ? "three" : "threePriors";
    return html`<dl>
        ${OTHERS.map(([method], at) => {
          const name = this.say(`options.method.choices.${method}`);
          return html`<dt>${name}</dt>
            <dd class="one">
              <vae-sheet .store=${store} .pixels=${this.images[at]} .name=${this.say("conditional.by", { name })}>
              </vae-sheet>
            </dd>`;
        })}
        <dt>${this.say("conditional.cvae")}</dt>
        <dd>
          <vae-sheet
            .store=${store}
            .pixels=${joined(this.row)}
            .columns=${classes}
            .name=${this.say("conditional.each", { classes })}
          ></vae-sheet>
        </dd>
      </dl>
      <p>${this.say(`conditional.${form}`, { step: Math.min(...steps) })}</p>`;
  }

  readonly #toggle = (): void => {
    if (this.runs.length > 0) this.#close();
    else this.store.act(() => this.#open());
  };

  async #open(): Promise<void> {
    const runs = OTHERS.map(([, changes]) => new ComparisonRun(this.store, changes, false));
    this.runs = runs;
    try {
      await Promise.all(runs.map((run) => run.open()));
    } catch (reason) {
      this.#close();
      throw reason;
    }
  }

  #close(): void {
    for (const run of this.runs) run.close();
    this.runs = this.images = [];
  }

  async #decodeAll(): Promise<void> {
    const z = Float32Array.from(this.#z);
    this.images = await Promise.all(this.runs.map(({ store }) => store.run.ask("decode", { z })));
  }
}

/** Images one after the other. */
function joined(images: readonly Float32Array[]): Float32Array {
  const size = images[0]?.length ?? 0;
  const all = new Float32Array(images.length * size);
  for (const [at, image] of images.entries()) all.set(image, at * size);
  return all;
}
