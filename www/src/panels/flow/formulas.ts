/** The lower bound and what it is made of as formulas, with the run's numbers in them. */
import { type TemplateResult, html, mathml, nothing } from "lit";
import type { Quantity } from "../../draw/palette.ts";
import { fixed, nats } from "../../texts/numbers.ts";
import type { Seen } from "./seen.ts";

/** Dimensions whose numbers are written into a formula. */
const DIMENSIONS = 2;

/** The terms of the bound in one row of numbers. */
export interface Terms {
  name: string;
  recon: number | undefined;
  kl: number | undefined;
}

export interface Formulas {
  say(path: string, params?: Record<string, string | number>): string;
  rows: readonly Terms[];
  /** A plain autoencoder has the reconstruction, and no bound. */
  plain: boolean;
  /** The weight of the KL divergence in the objective. */
  klWeight: number;
  /** As the option of that name has it. */
  likelihood: string;
  /** The image whose numbers are in the formulas: its code, and its losses once they are known. */
  sampled: Seen | undefined;
  judged: Seen | undefined;
}

export function formulas(view: Formulas): TemplateResult {
  const { say, likelihood, plain } = view;
  return html`${plain ? reconstruction(view) : bound(view)}
    <dl>
      ${plain ? nothing : terms(view)}
      <dt>${say("flow.explained")}</dt>
      <dd>${math(term("recon", NLL), equals)} ${math(LIKELIHOODS[likelihood] ?? mathml``)}</dd>
    </dl>`;
}

function reconstruction({ say, rows }: Formulas): TemplateResult {
  return html`<p>${say("flow.plain.note")}</p>
    <table class="number">
      <caption>
        ${math(term("recon", NLL))}
      </caption>
      ${rows.map(
        ({ name, recon }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td data-quantity="recon">${nats(recon)}</td>
          </tr>`,
      )}
    </table>`;
}

function bound({ say, rows, klWeight, judged }: Formulas): TemplateResult {
  const numbers = ({ name, recon, kl }: Terms) => {
    const sum = (recon ?? Number.NaN) + (kl ?? Number.NaN);
    return html`<tr>
      <th scope="row">${name}</th>
      <td data-quantity="loss">${nats(sum)}</td>
      <td data-quantity="recon">${nats(recon)}</td>
      <td data-quantity="kl">${nats(kl)}</td>
    </tr>`;
  };
  return html` <table class="number">
      <caption>
        ${math(
          term("loss", mathml`<mo form="prefix">−</mo><mi mathvariant="normal">ELBO</mi>`),
          equals,
          term("recon", EXPECTED),
          mathml`<mo>+</mo>`,
          term("kl", DIVERGENCE),
        )}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${["loss", "recon", "kl"].map((quantity) => html`<th scope="col" data-quantity=${quantity}>${say(`models.vae.terms.${quantity}.name`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(numbers)}
      </tbody>
    </table>
    <p class="formula">
      <span>${say("flow.minimised")}</span>
      ${math(
        term("recon", NLL),
        mathml`<mo>+</mo><mi>β</mi><mo>⋅</mo>`,
        term("kl", mathml`<mi mathvariant="normal">KL</mi>`),
      )}
      ${
        judged
          ? math(
              mathml`<mo form="infix">=</mo><mn data-quantity="recon">${nats(judged.recon)}</mn><mo>+</mo><mn>${fixed(klWeight, 2)}</mn><mo>⋅</mo>
                <mn data-quantity="kl">${nats(judged.kl)}</mn><mo>=</mo><mn>${nats(judged.recon + klWeight * judged.kl)}</mn>`,
            )
          : nothing
      }
    </p>`;
}

/** The code and its divergence, by dimension. */
function terms({ say, sampled, judged }: Formulas): TemplateResult {
  return html` <dt>${say("flow.sampled")}</dt>
    <dd>
      ${math(symbol("z"), equals, symbol("mu"), mathml`<mo>+</mo>`, symbol("sigma"), mathml`<mo>⊙</mo>`, symbol("epsilon"))}
      ${each(sampled, (seen, at) =>
        math(
          number("z", seen.z[at]),
          equals,
          number("mu", seen.mu[at]),
          mathml`<mo>+</mo>`,
          number("sigma", seen.sigma[at]),
          mathml`<mo>⋅</mo>`,
          number("epsilon", seen.epsilon[at]),
        ),
      )}
    </dd>
    <dt>${say("flow.divergence")}</dt>
    <dd>
      ${math(
        mathml`<msub>${term("kl", mathml`<mi mathvariant="normal">KL</mi>`)}<mi>j</mi></msub>`,
        equals,
        HALF,
        mathml`<mo>(</mo><msubsup>${symbol("mu")}<mi>j</mi><mn>2</mn></msubsup><mo>+</mo>
            <msubsup>${symbol("sigma")}<mi>j</mi><mn>2</mn></msubsup><mo>−</mo><mi>log</mi><mspace width="0.15em"></mspace>
            <msubsup>${symbol("sigma")}<mi>j</mi><mn>2</mn></msubsup><mo>−</mo><mn>1</mn><mo>)</mo>`,
      )}
      ${each(judged, (seen, at) =>
        math(
          term("kl", mathml`<mn>${nats(seen.klPerDimension[at])}</mn>`),
          equals,
          HALF,
          mathml`<mo>(</mo>${number("mu", square(seen.mu[at]))}<mo>+</mo>${number("sigma", square(seen.sigma[at]))}
              <mo>−</mo>${signed("sigma", seen.logvar[at])}<mo>−</mo><mn>1</mn><mo>)</mo>`,
        ),
      )}
    </dd>`;
}

type Piece = TemplateResult<3>;

const math = (...pieces: Piece[]) => html`<math>${pieces}</math>`;

/** A part of a formula that lights up with its quantity. */
const term = (quantity: Quantity, content: Piece): Piece =>
  mathml`<mrow data-quantity=${quantity} tabindex="0">${content}</mrow>`;

const equals: Piece = mathml`<mo>=</mo>`;
const HALF: Piece = mathml`<mfrac><mn>1</mn><mn>2</mn></mfrac>`;
const HAT: Piece = mathml`<mover><mi>x</mi><mo stretchy="false">^</mo></mover>`;

const SYMBOLS: Partial<Record<Quantity, Piece>> = {
  x: mathml`<mi>x</mi>`,
  xhat: HAT,
  mu: mathml`<mi>μ</mi>`,
  sigma: mathml`<mi>σ</mi>`,
  epsilon: mathml`<mi>ε</mi>`,
  z: mathml`<mi>z</mi>`,
};

const symbol = (quantity: Quantity): Piece =>
  mathml`<mrow data-quantity=${quantity}>${SYMBOLS[quantity] ?? nothing}</mrow>`;

const number = (quantity: Quantity, value: number | undefined): Piece =>
  mathml`<mn data-quantity=${quantity}>${fixed(value, 2)}</mn>`;

/** A number after a minus sign: negative ones in brackets. */
const signed = (quantity: Quantity, value: number | undefined): Piece =>
  (value ?? 0) < 0 ? mathml`<mo>(</mo>${number(quantity, value)}<mo>)</mo>` : number(quantity, value);

const square = (value = Number.NaN) => value * value;

const LOG = mathml`<mi>log</mi><mspace width="0.15em"></mspace>`;
const GIVEN = mathml`<mo lspace="0.1em" rspace="0.1em" stretchy="false">|</mo>`;

/** A function's argument; its brackets keep their size. */
const of = (content: Piece): Piece => mathml`<mo stretchy="false">(</mo>${content}<mo stretchy="false">)</mo>`;

// −log p(x|z)
const NLL = mathml`<mo form="prefix">−</mo>${LOG}<mi>p</mi>${of(mathml`<mi>x</mi>${GIVEN}<mi>z</mi>`)}`;
// E[−log p(x|z)]
const EXPECTED = mathml`<msub><mi mathvariant="normal">E</mi><mi>q</mi></msub><mo stretchy="false">[</mo>${NLL}<mo
  stretchy="false">]</mo>`;
// KL(q(z|x) ‖ p(z))
const DIVERGENCE = mathml`<mi mathvariant="normal">KL</mi>${of(mathml`<mi>q</mi>${of(mathml`<mi>z</mi>${GIVEN}<mi>x</mi>`)}<mo
  lspace="0.15em" rspace="0.15em" stretchy="false">‖</mo><mrow data-quantity="prior"><mi>p</mi>${of(mathml`<mi>z</mi>`)}</mrow>`)}`;

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
  "gaussian-learned": gaussian(mathml`<msub><mi>s</mi><mi>i</mi></msub>`),
};

/** With s, the standard deviation of a pixel. */
function gaussian(s: Piece): Piece {
  const error = mathml`<msup><mrow>${of(mathml`${sub("x")}<mo>−</mo>${sub("xhat")}`)}</mrow><mn>2</mn></msup>`;
  return sum(mathml`<mfrac><mrow>${error}</mrow><mrow><mn>2</mn><msup><mrow>${s}</mrow><mn>2</mn></msup></mrow></mfrac>
    <mo>+</mo>${LOG}${s}<mo>+</mo>${HALF}${LOG}<mn>2</mn><mi>π</mi>`);
}

function each(seen: Seen | undefined, formula: (seen: Seen, dimension: number) => TemplateResult) {
  return seen ? seen.mu.slice(0, DIMENSIONS).map((_, dimension) => formula(seen, dimension)) : nothing;
}
