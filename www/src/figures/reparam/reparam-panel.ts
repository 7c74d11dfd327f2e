import { type TemplateResult, html, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import { imageAt } from "../../draw/digits.ts";
import { byKl } from "../../math/activity.ts";
import { normal, normals } from "../../math/epsilon.ts";
import type { Gradient } from "../../math/gradients.ts";
import { imageLoss } from "../../math/likelihood.ts";
import { klOf, posteriorOf } from "../../math/posterior.ts";
import { newest } from "../../run/newest.ts";
import { shownModel } from "../../run/state.ts";
import type { Say } from "../../texts/keys.ts";
import { NONE, fixed, subscript, within } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { DICE, RESET } from "../../ui/icons.ts";
import { point, pointingStyles } from "../../ui/pointing.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { graph } from "./graph.ts";
import {
  type Hand,
  type Line,
  type LineValues,
  RANGES,
  evaluateLine,
  muOf,
  offsetOf,
  sigmaOf,
  written,
} from "./line.ts";
import { type Grip, drag, numberLine, offsetAt } from "./number-line.ts";
import { SYMBOLS, strips } from "./strips.ts";
import { reparamStyles } from "./styles.ts";

const PACE_MS = 300;
/** Draws of ε whose gradients are compared. */
const DRAWS = 64;
/** Draws of z that one remembers. */
const TRAIL = 9;
/** Where the reader finds μ, σ and ε: the encoder's, and an ε that is neither 0 nor rare. */
const BEGIN: Hand = { shift: 0, stretch: 1, epsilon: 0.8 };
/** Another dimension has to say so much more about an image to be shown in place of the present one. */
const CLEARLY = 2;

/** z is drawn from N(μ, σ²), or is μ + σε. */
const WAYS = ["sample", "trick"] as const;
const PARAMETERS = ["mu", "sigma"] as const satisfies readonly (keyof Gradient)[];

/** The reparameterisation trick by hand, `<vae-reparam-panel>`. */
export class ReparamPanel extends LabPart {
  static override styles = [base, panelStyles, pointingStyles, reparamStyles];

  @state() private way: (typeof WAYS)[number] = "trick";
  /** Whether z is from the prior instead. */
  @state() private stranger = false;
  @state() private hand = BEGIN;
  /** The dimension that the reader chose; otherwise it is the one that says most about the image. */
  @state() private chosen: number | undefined;
  @state() private parameter: keyof Gradient = "mu";
  @state() private values: LineValues | undefined;
  @query(".line") private picture!: SVGElement;

  /** ε of the draws, in all dimensions. */
  #noise: readonly (readonly number[])[] = [];
  /** Where z was, newest first, in the encoder's σ from its μ. */
  #trail: readonly number[] = [];
  /** The model or the image differs from that of the last values. */
  #moved = true;
  #grip: Grip | undefined;
  /** The inputs of the values besides the weights and the hand. */
  #about: unknown[] = [];
  #update = newest(() => this.#catchUp());
  #follower = this.follow(PACE_MS, () => {
    this.#moved = true;
    return this.#update();
  });

  protected override willUpdate(): void {
    const { store, chosen } = this;
    const about = [
      store.model.heldOut.value,
      store.plane.selected.value,
      store.model.latent.value,
      this.#options,
      chosen,
    ];
    if (about.some((value, at) => value !== this.#about[at])) store.refresh(this.#follower);
    this.#about = about;
  }

  /** Those of the model that is shown. */
  get #options() {
    return shownModel(this.store.state.value).options;
  }

  get #sampled(): boolean {
    return this.way === "sample";
  }

  /** The last values, unless their model was replaced. */
  get #present(): LineValues | undefined {
    const { values } = this;
    return values?.line.posterior.mu.length === this.store.model.latent.value ? values : undefined;
  }

  protected override render() {
    const { store } = this;
    const { code } = store.model.spec.value;
    if (code !== "gaussian") return html`<p class="panel">${this.say(`reparam.${code}`)}</p>`;
    return html`<section
      class="panel"
      aria-label=${this.say("reparam.name")}
      data-pointed=${store.page.pointed.value ?? nothing}
      @pointerover=${this.#point}
      @pointerleave=${this.#point}
      @focusin=${this.#point}
      @focusout=${this.#point}
    >
      ${this.#tools()}
      ${
        this.stranger
          ? html`<vae-stranger .store=${store} .line=${this.#present?.line}></vae-stranger>`
          : html`<div class="halves">
                <div>${this.#line()} ${this.#sliders()}</div>
                <div>${this.#graph()} ${this.#caption()}</div>
              </div>
              ${this.#estimators()}`
      }
    </section>`;
  }

  #tools(): TemplateResult {
    const { way, hand, stranger, store } = this;
    const { latent } = store.model;
    const choose = (event: Event) => (this.chosen = Number((event.target as HTMLSelectElement).value));
    const shown = this.#present?.line.dimension ?? 0;
    const moved = hand.shift !== BEGIN.shift || hand.stretch !== BEGIN.stretch;
    return html`<div class="tools">
      <div class="ways" role="group" aria-label=${this.say("reparam.ways")}>
        ${WAYS.map(
          (each) =>
            html`<button
              class="button small"
              aria-pressed=${each === way && !stranger}
              @click=${() => {
                this.stranger = false;
                this.#go(each);
              }}
            >
              ${this.say(`reparam.way.${each}`)}
            </button>`,
        )}
        ${
          store.model.spec.value.prior
            ? html`<button class="button small" aria-pressed=${stranger} @click=${() => (this.stranger = true)}>
                ${this.say("reparam.way.prior")}
              </button>`
            : nothing
        }
      </div>
      <div class="ways" ?hidden=${stranger}>
        ${
          latent.value > 1
            ? html`<select
                class="button small"
                aria-label=${this.say("reparam.dimension")}
                title=${this.say("reparam.others")}
                @change=${choose}
              >
                ${Array.from(
                  { length: latent.value },
                  (_, at) => html`<option value=${at} .selected=${at === shown}>z${subscript(at + 1)}</option>`,
                )}
              </select>`
            : nothing
        }
        <button class="button small" @click=${() => this.#take({ epsilon: normal() })}>
          ${DICE}${this.say(this.#sampled ? "reparam.drawZ" : "reparam.draw")}
        </button>
        <button
          class="button small"
          aria-label=${this.say("reparam.restore")}
          title=${this.say("reparam.restore")}
          ?disabled=${!moved}
          @click=${() => this.#take({ shift: BEGIN.shift, stretch: BEGIN.stretch })}
        >
          ${RESET}
        </button>
      </div>
    </div>`;
  }

  #line(): TemplateResult {
    const values = this.#present;
    return html`<div
      @pointermove=${this.#drag}
      @pointerup=${this.#release}
      @pointercancel=${this.#release}
      class=${this.#grip ? "held" : ""}
    >
      ${numberLine({
        name: this.say(this.#sampled ? "reparam.line.sample" : "reparam.line.trick"),
        lossName: this.say(`reparam.loss.${values?.line.loss.kind ?? "likelihood"}`),
        hand: this.hand,
        values,
        sampled: this.#sampled,
        trail: this.#trail,
        grab: this.#grab,
      })}
    </div>`;
  }

  #sliders(): TemplateResult {
    const { hand } = this;
    const line = this.#present?.line;
    const slider = (key: keyof Hand, quantity: "mu" | "sigma" | "epsilon", symbol: string, value: string) => {
      const [low, high] = RANGES[key];
      const gone = key === "epsilon" && this.#sampled;
      return html`<label data-quantity=${quantity}>
        <span><i>${symbol}</i> <span class="number">${gone ? NONE : value}</span></span>
        <input
          type="range"
          min=${low}
          max=${high}
          step="0.05"
          aria-label=${this.say(`reparam.sliders.${quantity}`)}
          aria-valuetext=${value}
          ?disabled=${!line || gone}
          .value=${String(hand[key])}
          @input=${(event: Event) => this.#take({ [key]: Number((event.target as HTMLInputElement).value) })}
        />
      </label>`;
    };
    return html`<div class="sliders">
      ${slider("shift", "mu", "μ", line ? written(line, muOf(line, hand)) : NONE)}
      ${slider("stretch", "sigma", "σ", line ? written(line, sigmaOf(line, hand)) : NONE)}
      ${slider("epsilon", "epsilon", "ε", fixed(hand.epsilon, 2))}
    </div>`;
  }

  #graph(): TemplateResult {
    const { store } = this;
    const values = this.#present;
    const sheet = (pixels: Float32Array | undefined, name: string) =>
      html`<vae-sheet .store=${store} .pixels=${pixels} .name=${name} crisp></vae-sheet>`;
    const next = this.say("reparam.next", { index: this.#image + 1 });
    return graph({
      say: (path, params) => this.say(path, params),
      values,
      sampled: this.#sampled,
      xhat: html`${sheet(values?.point.xhat, this.say("reparam.xhat"))}<span aria-hidden="true">x̂</span>`,
      x: html`<button aria-label=${next} title=${next} @click=${this.#next}>
        ${sheet(values?.line.x, "")}<span aria-hidden="true">x</span>
      </button>`,
    });
  }

  #caption(): TemplateResult {
    const values = this.#present;
    const epsilon = fixed(values?.point.epsilon, 2);
    return html`<p class="caption" aria-live="polite">${this.say(`reparam.captions.${this.way}`)}</p>
      <p class="formula number">
        ${
          this.#sampled
            ? html`<span>∂z/∂μ = ${NONE}</span><span>∂z/∂σ = ${NONE}</span>`
            : html`<span>∂z/∂μ = <b>1</b></span
                ><span>∂z/∂σ = ε = <b>${epsilon}</b></span>`
        }
      </p>`;
  }

  #estimators(): TemplateResult {
    const say: Say = (key, params) => this.say(key, params);
    const { parameter } = this;
    const redraw = () => {
      this.#noise = [];
      void this.#update();
    };
    return html`<div class="estimates" role="group" aria-labelledby="estimates">
      <h2>
        <span id="estimates">${this.say("reparam.draws", { count: DRAWS })}</span>
        <span class="ways">
          ${PARAMETERS.map(
            (each) =>
              html`<button
                class="button small"
                aria-pressed=${each === parameter}
                aria-label=${this.say("reparam.by", { symbol: SYMBOLS[each] })}
                @click=${() => (this.parameter = each)}
              >
                ∂/∂${SYMBOLS[each]}
              </button>`,
          )}
          <button
            class="button small"
            aria-label=${this.say("reparam.again")}
            title=${this.say("reparam.again")}
            @click=${redraw}
          >
            ${DICE}
          </button>
        </span>
      </h2>
      ${strips({ say, values: this.#present, parameter, sampled: this.#sampled })}
    </div>`;
  }

  #go(way: (typeof WAYS)[number]): void {
    this.way = way;
    this.#trail = [];
  }

  /** Changes what the reader has in hand. Where z is drawn, another N(μ, σ²) means another draw. */
  #take(change: Partial<Hand>): void {
    const { hand } = this;
    const other = change.shift !== undefined || change.stretch !== undefined;
    const drawn = this.#sampled && other ? { epsilon: normal() } : {};
    const next = { ...hand, ...change, ...drawn };
    const limited = (key: keyof Hand) => within(next[key], ...RANGES[key]);
    this.hand = { shift: limited("shift"), stretch: limited("stretch"), epsilon: next.epsilon };
    if (this.#sampled) this.#trail = [offsetOf(hand), ...this.#trail].slice(0, TRAIL);
    void this.#update();
  }

  async #catchUp(): Promise<void> {
    const { store, hand } = this;
    const before = this.#moved ? undefined : this.values;
    this.#moved = false;
    const line = before?.line ?? (await this.#lineNow());
    if (!line) return;
    const latent = line.posterior.mu.length;
    if (this.#noise[0]?.length !== latent) this.#noise = Array.from({ length: DRAWS }, () => [...normals(latent)]);
    const found = await evaluateLine(store.run, line, hand, this.#noise, before);
    // An answer of a model that was replaced meanwhile is of no use.
    if (latent === store.model.latent.peek()) this.values = found;
  }

  /** The line along the dimension in hand, through q(z|x) of the selected image. */
  async #lineNow(): Promise<Line | undefined> {
    const { store, chosen, values } = this;
    const bytes = imageAt(store.model.heldOut.peek()?.pixels, store.model.image.peek(), this.#image);
    if (!bytes || store.model.spec.peek().code !== "gaussian") return undefined;
    const x = Float32Array.from(bytes, (byte) => byte / 255);
    const posterior = posteriorOf(await store.run.ask("encode", { pixels: x }), 0, store.model.latent.peek());
    if (!posterior) return undefined;
    const kl = klOf(posterior);
    const said = (dimension: number) => kl[dimension] ?? 0;
    const [best = 0] = byKl(kl);
    const shown = values?.line.dimension ?? best;
    const wanted = chosen ?? (said(best) > CLEARLY * said(shown) ? best : shown);
    const dimension = wanted < kl.length ? wanted : best;
    return { x, posterior, dimension, loss: imageLoss(this.#options) };
  }

  /** The selected held-out image. */
  get #image(): number {
    return this.store.plane.selected.value ?? 0;
  }

  readonly #next = (): void => {
    const { selected } = this.store.plane;
    const { heldOut, size } = this.store.model;
    const images = (heldOut.value?.pixels.length ?? 0) / size.value;
    selected.value = (this.#image + 1) % Math.max(images, 1);
  };

  readonly #grab = (event: PointerEvent, grip: Grip): void => {
    event.preventDefault();
    this.picture.setPointerCapture(event.pointerId);
    this.#grip = grip;
    this.requestUpdate();
  };

  readonly #drag = (event: PointerEvent): void => {
    if (this.#grip) this.#take(drag(this.hand, this.#grip, offsetAt(event, this.picture)));
  };

  readonly #release = (): void => {
    this.#grip = undefined;
    this.requestUpdate();
  };

  readonly #point = (event: Event): void => point(this.store, event, this.shadowRoot);
}
