/** Pieces of formulas, whose quantities light up. */
import { type TemplateResult, html, mathml, nothing } from "lit";
import type { Quantity } from "../../draw/palette.ts";
import { fixed } from "../../texts/numbers.ts";

export type Piece = TemplateResult<3>;

export const math = (...pieces: Piece[]) => html`<math>${pieces}</math>`;

/** A part of a formula that lights up with its quantity. */
export const term = (quantity: Quantity, content: Piece): Piece =>
  mathml`<mrow data-quantity=${quantity} tabindex="0">${content}</mrow>`;

export const NOTHING: Piece = mathml``;
export const equals: Piece = mathml`<mo>=</mo>`;
export const HALF: Piece = mathml`<mfrac><mn>1</mn><mn>2</mn></mfrac>`;
const HAT: Piece = mathml`<mover><mi>x</mi><mo stretchy="false">^</mo></mover>`;

const SYMBOLS: Partial<Record<Quantity, Piece>> = {
  x: mathml`<mi>x</mi>`,
  xhat: HAT,
  mu: mathml`<mi>μ</mi>`,
  sigma: mathml`<mi>σ</mi>`,
  epsilon: mathml`<mi>ε</mi>`,
  z: mathml`<mi>z</mi>`,
};

export const symbol = (quantity: Quantity): Piece =>
  mathml`<mrow data-quantity=${quantity}>${SYMBOLS[quantity] ?? nothing}</mrow>`;

export const number = (quantity: Quantity, value: number | undefined): Piece =>
  mathml`<mn data-quantity=${quantity}>${fixed(value, 2)}</mn>`;

/** A number after a minus sign: negative ones in brackets. */
export const signed = (quantity: Quantity, value: number | undefined): Piece =>
  (value ?? 0) < 0 ? mathml`<mo>(</mo>${number(quantity, value)}<mo>)</mo>` : number(quantity, value);

export const square = (value = Number.NaN) => value * value;

export const LOG = mathml`<mi>log</mi><mspace width="0.15em"></mspace>`;
export const GIVEN = mathml`<mo lspace="0.1em" rspace="0.1em" stretchy="false">|</mo>`;

/** A function's argument; its brackets keep their size. */
export const of = (content: Piece): Piece => mathml`<mo stretchy="false">(</mo>${content}<mo stretchy="false">)</mo>`;

// −log p(x|z), with what else is given
export const nll = (beside: Piece = NOTHING): Piece =>
  mathml`<mo form="prefix">−</mo>${LOG}<mi>p</mi>${of(mathml`<mi>x</mi>${GIVEN}<mi>z</mi>${beside}`)}`;
const sub = (quantity: "x" | "xhat") => mathml`<msub>${symbol(quantity)}<mi>i</mi></msub>`;

/** A sum over the pixels. */
const sum = (content: Piece): Piece =>
  mathml`<munder><mo>∑</mo><mi>i</mi></munder><mo stretchy="false">[</mo>${content}<mo stretchy="false">]</mo>`;

/** −log p(x|z) by the likelihood's key. */
const LIKELIHOODS: Record<string, Piece> = {
  bernoulli: mathml`<mo form="prefix">−</mo>${sum(
    mathml`${sub("x")}<mspace width="0.15em"></mspace>${LOG}${sub("xhat")}<mo>+</mo>${of(mathml`<mn>1</mn><mo>−</mo>${sub("x")}`)}
      ${LOG}${of(mathml`<mn>1</mn><mo>−</mo>${sub("xhat")}`)}`,
  )}`,
  gaussian: gaussian(mathml`<mi>s</mi>`),
  "gaussian-shared": gaussian(mathml`<mi>s</mi>`),
  "gaussian-learned": gaussian(mathml`<msub><mi>s</mi><mi>i</mi></msub>`),
};

/** With s, the standard deviation of a pixel. */
function gaussian(s: Piece): Piece {
  const error = mathml`<msup><mrow>${of(mathml`${sub("x")}<mo>−</mo>${sub("xhat")}`)}</mrow><mn>2</mn></msup>`;
  return sum(mathml`<mfrac><mrow>${error}</mrow><mrow><mn>2</mn><msup><mrow>${s}</mrow><mn>2</mn></msup></mrow></mfrac>
    <mo>+</mo>${LOG}${s}<mo>+</mo>${HALF}${LOG}<mn>2</mn><mi>π</mi>`);
}

/** −log p(x|z), with what else is given, as the likelihood of this name has it, over the pixels. */
export const reconstruction = (likelihood: unknown, beside = NOTHING): TemplateResult =>
  html`${math(term("recon", nll(beside)), equals)} ${math(LIKELIHOODS[String(likelihood)] ?? NOTHING)}`;
