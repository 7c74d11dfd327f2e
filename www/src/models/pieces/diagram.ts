/** Pieces of a diagram: quantities with their numbers, layers, arrows, terms. */
import { type TemplateResult, html, nothing, svg } from "lit";
import type { Coloured } from "../../draw/palette.ts";
import type { MethodTextKey, Under } from "../../texts/keys.ts";
import { NONE, fixed, nats } from "../../texts/numbers.ts";
import type { DiagramScene } from "../view.ts";
import { isKnown, takesPart } from "./stages.ts";

/** Vectors of at most so many numbers are written out; longer ones are bars. */
const WRITTEN = 3;
/** Where a bar of a number ends: of one around 0, and of one that is never negative. */
const LONGEST = { signed: 3, positive: 1 };

const SYMBOLS: Partial<Record<Coloured, string>> = { x: "x", mu: "μ", sigma: "σ", epsilon: "ε", z: "z", xhat: "x̂" };

/** A part that has a name. */
type Part = Under<"flow.parts", MethodTextKey>;

/** The pieces of one diagram. Values that are not known yet at its stage are not shown. */
export class Pieces {
  constructor(private readonly scene: DiagramScene) {}

  /** An image; `key` names its pixels in the trace. */
  picture(part: "x" | "xhat", key: string = part): TemplateResult {
    const { scene } = this;
    const { height, width } = scene.image;
    const pixels = this.#known(part) ? scene.seen?.row(key) : undefined;
    const sheet = pixels
      ? scene.sheet(pixels, this.#name(part))
      : html`<div class="blank number" .style="aspect-ratio: ${width} / ${height}">${NONE}</div>`;
    return this.#node(part, sheet, "picture");
  }

  /** A vector. */
  vector(
    part: Part & Coloured,
    values: ArrayLike<number> | undefined,
    sign: keyof typeof LONGEST = "signed",
    symbol = SYMBOLS[part],
  ): TemplateResult {
    return this.#node(part, numbers(this.#known(part) ? values : undefined, sign), "", symbol);
  }

  /** Layers, by the columns of their matrices. */
  layers(part: "encoder" | "decoder", columns: readonly number[]): TemplateResult {
    return html`<div class=${`block ${part} ${this.#state(part)}`}>
      <span>${this.#name(part)}</span><span class="number muted">${columns.join(" → ")}</span>
    </div>`;
  }

  /** An arrow; things flow along it at its stage, and gradients the other way. */
  link(own: string): TemplateResult {
    const { stage } = this.scene;
    const flow = stage === own ? "forth" : stage === "gradients" ? "back" : "";
    return html`<div class=${`link ${flow}`} aria-hidden="true"></div>`;
  }

  /** The terms of the image, and where there are several their sum, on one scale. */
  terms(keys: readonly (Part & Coloured)[], sum?: { part: Coloured; name: string }): TemplateResult {
    const value = (key: Coloured) => (this.#known(key) ? this.scene.seen?.term(key) : undefined);
    const row = (part: Coloured, name: string, number: number | undefined, look = "") =>
      html`<div
        class=${`${look} ${this.#state(part)}`}
        data-quantity=${part}
        tabindex="0"
        role="group"
        aria-label=${name}
      >
        <span>${name}</span><b class="number">${nats(number)}</b>
      </div>`;
    // A sampled KL may be negative, and a density may be above 1: a bar has no length then.
    const share = (key: Coloured) => Math.max(0, value(key) ?? 0) || 0;
    const whole = keys.reduce((sum, key) => sum + (value(key) ?? Number.NaN), 0);
    return html`<div class="losses">
      ${keys.map((key) => row(key, this.#name(key), value(key)))}
      ${
        sum
          ? html`<div class="bar" aria-hidden="true">
                ${keys.map((key) => html`<i .style="flex-grow: ${share(key)}; background: var(--${key})"></i>`)}
              </div>
              ${row(sum.part, sum.name, whole, "sum")}`
          : nothing
      }
    </div>`;
  }

  #node(part: Part & Coloured, content: TemplateResult, kind = "", symbol = SYMBOLS[part]): TemplateResult {
    const name = this.#name(part);
    return html`<div
      class=${`node ${kind} ${this.#state(part)}`}
      data-quantity=${part}
      tabindex="0"
      role="group"
      aria-label=${name}
      title=${name}
    >
      <span class="symbol" aria-hidden="true">${symbol}</span>${content}
    </div>`;
  }

  #name(part: Part): string {
    return this.scene.sayOfModel(`flow.parts.${part}`);
  }

  #known(part: string): boolean {
    return isKnown(this.scene.stages, part, this.scene.stage);
  }

  #state(part: string): string {
    const { stage } = this.scene;
    if (takesPart(this.scene.stages, part, stage)) return stage ? "on" : "";
    return this.#known(part) ? "off" : "off unknown";
  }
}

function numbers(given: ArrayLike<number> | undefined, sign: keyof typeof LONGEST): TemplateResult {
  if (!given) return html`<span class="values number">${NONE}</span>`;
  const values = Array.from(given);
  if (values.length <= WRITTEN)
    return html`<span class="values number">${values.map((value) => html`<span>${fixed(value, 2)}</span>`)}</span>`;
  const positive = sign === "positive";
  const heights = values.map((value) => Math.min(1, Math.abs(value) / LONGEST[sign]));
  const said = values.map((value) => fixed(value, 1)).join(", ");
  return html`<svg
    class="bars"
    viewBox="0 ${positive ? 0 : -1} ${values.length} ${positive ? 1 : 2}"
    preserveAspectRatio="none"
    role="img"
    aria-label=${said}
  >
    ${values.map((value, at) => {
      const height = heights[at] ?? 0;
      const top = positive ? 1 - height : value > 0 ? -height : 0;
      return svg`<rect x=${at + 0.1} y=${top} width="0.8" height=${height}></rect>`;
    })}
  </svg>`;
}
