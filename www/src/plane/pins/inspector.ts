import { css, html, nothing, svg } from "lit";
import { state } from "lit/decorators.js";
import { imageAt } from "../../draw/digits.ts";
import { ASPECTS, type Aspect, type Shown, aspectOf } from "../../math/aspect.ts";
import { normals } from "../../math/epsilon.ts";
import { type Posterior, codeOf, drawOf, klOf, posteriorOf } from "../../math/posterior.ts";
import { generator } from "../../math/random.ts";
import type { Evaluation, Term } from "../../run/protocol.ts";
import { shownModel } from "../../run/state.ts";
import { valueOf } from "../../run/terms.ts";
import { PLANE_IMAGES } from "../../store/model-state.ts";
import type { Quantity } from "../../draw/palette.ts";
import type { TextKey, Under } from "../../texts/keys.ts";
import { NONE, fixed, nats, point, subscript } from "../../texts/numbers.ts";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { BACK, FORTH } from "../../ui/arrow-icons.ts";
import { CLOSE, DICE } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { imageName, placeOf } from "./places.ts";

/** Samples of z that are shown. */
const SAMPLES = 5;
/** Dimensions whose posterior is shown: those that say most. */
const DIMENSIONS = 6;
/** How far a dimension's axis reaches on both sides. */
const REACH = 3.5;
const DECODE_MS = 250;
const EVALUATE_MS = 1000;
const SYMBOLS: Record<Aspect, string> = { mean: "x̂(μ)", deviation: "σₓ(μ)", sample: "x ~ p" };

/**
 * The selected held-out image in the model, `<vae-inspector>`: x, its code or q(z|x) with samples of z, what they are
 * decoded to, and the terms of the image itself.
 */
export class Inspector extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      h2 {
        gap: 4px;
      }
      h2 span {
        flex: 1;
      }
      h3 {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin: 10px 0 4px;
        font-size: var(--text-note);
        font-weight: 600;
      }
      .tool {
        padding: 0 6px;
      }
      .tool svg {
        width: 12px;
        height: 12px;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
      }
      figure {
        width: 66px;
      }
      figcaption {
        font-size: var(--text-note);
        font-style: italic;
        text-align: center;
      }
      [data-quantity] {
        border-radius: var(--radius-small);
      }
      .lit {
        background: color-mix(in srgb, currentColor 12%, transparent);
      }
      .terms {
        flex: 1 1 130px;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        margin: 0;
        font-size: var(--text-body);
      }
      dl div {
        display: contents;
      }
      dt,
      dd {
        margin: 0;
        padding: 1px 3px;
      }
      dd {
        text-align: right;
        font-weight: 600;
      }
      .sum {
        border-top: 1px solid var(--line);
      }
      .aspect {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 6px;
        margin-top: 6px;
        font-size: var(--text-note);
      }
      .note {
        margin: 2px 3px 0;
        font-size: var(--text-small);
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--text-note);
      }
      th {
        font-weight: 600;
        font-style: italic;
      }
      td,
      th {
        padding: 1px 0 1px 6px;
        text-align: right;
      }
      th:first-child {
        padding-left: 0;
        text-align: left;
      }
      td.axis {
        width: 50%;
      }
      .axis svg {
        width: 100%;
        height: 16px;
        overflow: visible;
      }
      .samples {
        display: grid;
        grid-template-columns: repeat(${SAMPLES}, 1fr);
        gap: 6px;
        font-size: var(--text-fine);
        text-align: center;
        color: var(--z);
      }
      .mu {
        color: var(--mu);
      }
      .sigma {
        color: var(--sigma);
      }
      .z {
        color: var(--z);
      }
      .x {
        color: var(--x);
      }
      .xhat {
        color: var(--xhat);
      }
      .recon {
        color: var(--recon);
      }
      .kl {
        color: var(--kl);
      }
      .loss {
        color: var(--loss);
      }
    `,
  ];

  /** Decoded: μ, then the samples. */
  @state() private pixels: Float32Array | undefined;
  @state() private aspect: Aspect = "mean";
  /** The value of full ink. */
  #most = 1;
  /** Pixels that are drawn at random stay until they are drawn again. */
  #draw = 1;
  @state() private terms: Evaluation | undefined;

  #epsilon: Float32Array = new Float32Array();
  #image: number | undefined;
  #decoder = this.follow(DECODE_MS, () => this.#decode());
  #evaluator = this.follow(EVALUATE_MS, () => this.#evaluate());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.plane.samples.value = [];
  }

  protected override willUpdate(): void {
    const image = this.store.plane.selected.value;
    if (image === this.#image) return;
    this.#image = image;
    this.pixels = this.terms = undefined;
    this.store.refresh(this.#decoder);
    this.store.refresh(this.#evaluator);
  }

  protected override render() {
    const { store } = this;
    const image = store.plane.selected.value;
    const encodings = store.model.encodings.value;
    if (image === undefined) return nothing;
    const latent = store.model.latent.value;
    const [q, code] = encodings ? [posteriorOf(encodings, image, latent), codeOf(encodings, image, latent)] : [];
    return html`<section
      aria-labelledby="title"
      data-testid="inspector"
      @pointerover=${(event: Event) => this.#point(event)}
      @pointerleave=${() => (store.page.pointed.value = undefined)}
    >
      <h2>
        <span id="title" role="status">${imageName(store, image)}</span>
        ${this.#tool("previous", BACK, () => this.#turn(-1))} ${this.#tool("next", FORTH, () => this.#turn(1))}
        ${this.#tool("close", CLOSE, () => (store.plane.selected.value = undefined))}
      </h2>
      <div class="top">
        ${this.#figure("x", "x", imageAt(store.model.heldOut.value?.pixels, store.model.image.value, image), "inspector.x")}
        ${this.#figure("xhat", q ? SYMBOLS[this.#aspect] : "x̂", this.#decoded(0), this.#named(q !== undefined))}
        ${this.#terms()}
      </div>
      ${q && this.#explains ? this.#aspects() : nothing}
      ${q ? html`${this.#posterior(q)} ${this.#samples()}` : code ? this.#code(code) : nothing}
    </section>`;
  }

  /** Whether there is a p(x|z): what a discriminator trains has none. */
  get #explains(): boolean {
    return this.store.model.spec.value.judges === "nothing";
  }

  /** What is chosen of p(x|z), where there is one. */
  get #aspect(): Aspect {
    return this.#explains ? this.aspect : "mean";
  }

  /** What of p(x|z) the decoded images show. */
  #aspects() {
    const choose = ({ target }: Event) => {
      this.aspect = ASPECTS[(target as HTMLSelectElement).selectedIndex] ?? "mean";
      this.pixels = undefined;
      this.store.refresh(this.#decoder);
    };
    const help = this.say(`inspector.aspects.${this.aspect}.help`, { most: fixed(this.#most, 2) });
    return html`<label class="aspect"
        >${this.say("inspector.aspects.title")}
        <select class="button small" @change=${choose}>
          ${ASPECTS.map((each) => html`<option ?selected=${each === this.aspect}>${this.say(`inspector.aspects.${each}.label`)}</option>`)}
        </select>
      </label>
      <p class="muted note" role="status">${this.pixels ? help : nothing}</p>`;
  }

  /** The path of the name of what is decoded. */
  #named(spread: boolean) {
    const aspect = this.#aspect;
    return spread && aspect !== "mean" ? (`inspector.aspects.${aspect}.name` as const) : this.#path("xhat");
  }

  /** The path of a text that depends on what a code is. */
  #path<What extends Under<"inspector.point">>(what: What) {
    const { code } = this.store.model.spec.value;
    return `inspector.${code === "none" ? "point" : code}.${what}` as const;
  }

  #tool(name: "previous" | "next" | "close", icon: unknown, act: () => void) {
    const text = this.say(`inspector.${name}`);
    return html`<button class="button small tool" aria-label=${text} title=${text} @click=${act}>${icon}</button>`;
  }

  #figure(quantity: Quantity, symbol: string, pixels: Float32Array | Uint8Array | undefined, name: TextKey) {
    return html`<figure class="${quantity} ${this.#lit(quantity)}" data-quantity=${quantity}>
      <vae-sheet .store=${this.store} .pixels=${pixels} .name=${this.say(name)} crisp></vae-sheet>
      <figcaption aria-hidden="true">${symbol}</figcaption>
    </figure>`;
  }

  /** The image's own terms, by the engine: the parts of the loss, then their sum. */
  #terms() {
    const { model } = this.store;
    if (!model.view.value) return nothing;
    const { terms } = model.spec.value;
    const parts = terms.filter(({ role }) => role === "part");
    const rest = terms.filter(({ role }) => role !== "part");
    const row = ({ key, role }: Term, sign: string) => {
      const quantity = model.quantity(key);
      const look = `${quantity} ${this.#lit(quantity)} ${sign && role === "loss" ? "sum" : ""}`;
      return html`<div>
        <dt class=${look} data-quantity=${quantity}>${sign} ${this.sayOfModel(`terms.${key}.long`)}</dt>
        <dd class="number ${look}" data-quantity=${quantity}>${nats(valueOf(terms, this.terms?.terms, key))}</dd>
      </div>`;
    };
    return html`<div class="terms">
      <dl>
        ${parts.map((term, at) => row(term, at > 0 ? "+" : ""))}
        ${rest.map((term) => row(term, term.role === "loss" && parts.length > 0 ? "=" : ""))}
      </dl>
      <p class="muted note">${this.say(this.#path("note"), { samples: this.terms?.images ?? NONE })}</p>
    </div>`;
  }

  /** A code that is a point. */
  #code(code: readonly number[]) {
    const shown = code.slice(0, DIMENSIONS);
    const rest = code.length - shown.length;
    return html`
      <h3>${this.say(this.#path("title"))}</h3>
      <table class="number">
        <tbody>
          ${shown.map(
            (z, at) =>
              html`<tr>
                <th scope="row" class="z">z${code.length > 1 ? subscript(at + 1) : ""}</th>
                <td class="axis">${axis(z)}</td>
                <td class="z ${this.#lit("z")}" data-quantity="z">${fixed(z, 2)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${rest > 0 ? html`<p class="muted note">${this.say("inspector.others", { count: rest })}</p>` : nothing}
    `;
  }

  #posterior(q: Posterior) {
    const kl = klOf(q);
    const told = [...kl.keys()].sort((a, b) => (kl[b] ?? 0) - (kl[a] ?? 0)).slice(0, DIMENSIONS);
    told.sort((a, b) => a - b);
    const rest = kl.length - told.length;
    const head = (quantity: Quantity, symbol: string) =>
      html`<th scope="col" class="${quantity} ${this.#lit(quantity)}" data-quantity=${quantity}>${symbol}</th>`;
    return html`
      <h3>${this.say(this.#path("title"))}</h3>
      <table class="number">
        <thead>
          <tr>
            <th scope="col" class="z">z</th>
            <td></td>
            ${head("mu", "μ")} ${head("sigma", "σ")} ${head("kl", "KL")}
          </tr>
        </thead>
        <tbody>
          ${told.map(
            (at) =>
              html`<tr>
                <th scope="row" class="z">${q.mu.length > 1 ? at + 1 : ""}</th>
                <td class="axis">${axis(q.mu[at] ?? 0, q.sigma[at])}</td>
                <td class="mu ${this.#lit("mu")}" data-quantity="mu">${fixed(q.mu[at], 2)}</td>
                <td class="sigma ${this.#lit("sigma")}" data-quantity="sigma">${fixed(q.sigma[at], 2)}</td>
                <td class="kl ${this.#lit("kl")}" data-quantity="kl">${nats(kl[at])}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${rest > 0 ? html`<p class="muted note">${this.say("inspector.more", { count: rest })}</p>` : nothing}
    `;
  }

  #samples() {
    const { store } = this;
    return html`
      <h3>
        ${this.say("inspector.samples")}
        <button class="button small" @click=${() => this.#redraw()}>${DICE}${this.say("inspector.redraw")}</button>
      </h3>
      <div class="samples">
        ${store.plane.samples.value.map(
          (z, at) =>
            html`<div class="z number ${this.#lit("z")}" data-quantity="z">
              <vae-sheet
                .store=${store}
                .pixels=${this.#decoded(at + 1)}
                .name=${this.say("decoded.name", { z: point(placeOf(store, z)) })}
              ></vae-sheet>
              ${placeOf(store, z)
                .map((value) => fixed(value, 1))
                .join(", ")}
            </div>`,
        )}
      </div>
    `;
  }

  #lit(quantity: Quantity): string {
    return this.store.page.pointed.value === quantity ? "lit" : "";
  }

  #point(event: Event): void {
    const over = (event.target as Element).closest<HTMLElement>("[data-quantity]");
    this.store.page.pointed.value = over?.dataset["quantity"] as Quantity | undefined;
  }

  #turn(by: number): void {
    const { store } = this;
    const count = Math.min(PLANE_IMAGES, store.state.value.dataset?.heldOut ?? 1);
    store.plane.selected.value = ((store.plane.selected.value ?? 0) + by + count) % count;
  }

  #redraw(): void {
    this.#epsilon = new Float32Array();
    this.#draw++;
    this.store.refresh(this.#decoder);
  }

  #decoded(at: number): Float32Array | undefined {
    return imageAt(this.pixels, this.store.model.image.value, at);
  }

  /** Decodes the code, or μ and the samples z = μ + σ ε; ε stays until it is drawn again. */
  async #decode(): Promise<void> {
    const { store } = this;
    const image = store.plane.selected.value;
    const latent = store.model.latent.value;
    const encodings = store.model.encodings.value;
    if (image === undefined || !encodings) return;
    const [q, code] = [posteriorOf(encodings, image, latent), codeOf(encodings, image, latent)];
    if (!code) return;
    if (this.#epsilon.length !== SAMPLES * latent) this.#epsilon = normals(SAMPLES * latent);
    const epsilons = Array.from({ length: SAMPLES }, (_, at) => this.#epsilon.subarray(at * latent, (at + 1) * latent));
    const draws = q ? epsilons.map((epsilon) => drawOf(q, epsilon)) : [];
    const aspect = q ? this.#aspect : "mean";
    const { pixels, most } = await this.#shown(aspect, Float32Array.from([code, ...draws].flat()));
    if (!this.isConnected || image !== store.plane.selected.value || (q && aspect !== this.#aspect)) return;
    store.plane.samples.value = draws;
    this.#most = most;
    this.pixels = pixels;
  }

  /** What is chosen of p(x|z) at points. */
  async #shown(aspect: Aspect, z: Float32Array): Promise<Shown> {
    const { run, model } = this.store;
    if (aspect === "mean") return { pixels: await run.ask("decode", { z }), most: 1 };
    const parts = await run.ask("likelihood", { z });
    const count = (z.length / model.latent.peek()) * model.size.peek();
    return aspectOf(aspect, shownModel(run.state).options, parts, count, generator(this.#draw));
  }

  async #evaluate(): Promise<void> {
    const image = this.store.plane.selected.value;
    if (image === undefined) return;
    const terms = await this.store.run.ask("evaluateImage", { image });
    if (image === this.store.plane.selected.value) this.terms = terms;
  }
}

/** One dimension of q(z|x), μ ± σ and ± 2σ, over the prior's ± σ; or of a code that is a point. */
function axis(mu: number, sigma?: number) {
  const x = (z: number) => `${(50 * (Math.max(-REACH, Math.min(REACH, z)) + REACH)) / REACH}%`;
  const bar = (times: number, sigma: number, width: number) =>
    svg`<line x1=${x(mu - times * sigma)} x2=${x(mu + times * sigma)} y1="8" y2="8" stroke="var(--sigma)" stroke-width=${width} />`;
  const prior = svg`<line x1=${x(-1)} x2=${x(1)} y1="8" y2="8" stroke="var(--z)" stroke-opacity="0.18" stroke-width="12" />`;
  const wide = sigma !== undefined;
  return html`<svg aria-hidden="true">
    <line x1="0" x2="100%" y1="8" y2="8" stroke="var(--line)" />
    ${wide ? prior : nothing}
    <line x1=${x(0)} x2=${x(0)} y1="1" y2="15" stroke="var(--faint)" />
    ${wide ? [bar(2, sigma, 2), bar(1, sigma, 5)] : nothing}
    <circle cx=${x(mu)} cy="8" r="3.5" fill="var(--${wide ? "mu" : "z"})" stroke="var(--panel)" />
  </svg>`;
}

define({ "vae-inspector": Inspector });
