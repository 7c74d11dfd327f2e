/** A training step of a variational autoencoder: x → q(z|x) → a sample of it → x̂ → −ELBO. */
import { type TemplateResult, html, mathml, nothing } from "lit";
import type { Coloured } from "../../draw/palette.ts";
import type { Options } from "../../run/protocol.ts";
import { fixed, nats } from "../../texts/numbers.ts";
import { Pieces } from "../pieces/diagram.ts";
import {
  type Piece,
  GIVEN,
  HALF,
  LOG,
  NOTHING,
  equals,
  math,
  nll,
  number,
  of,
  reconstruction,
  signed,
  square,
  symbol,
  term,
} from "../pieces/math.ts";
import type { Seen } from "../pieces/seen.ts";
import { isKnown } from "../pieces/stages.ts";
import { isSampled, isWeighted } from "../bound.ts";
import type { DiagramScene, FlowDrawing, FormulaScene } from "../view.ts";
import { hasPriors } from "../condition.ts";
import { given, givenClass } from "./condition.ts";

/** Dimensions whose numbers are written into a formula. */
const DIMENSIONS = 2;

export const drawing: FlowDrawing = { diagram, formulas };

// σ = exp(½ log σ²)
const sigmaOf = (seen: Seen) => seen.row("logvar").map((log) => Math.exp(log / 2));

/** Whether q(z|x) has covariances, so that z = μ + L ε. */
const isFull = (options: Options) => options["posterior"] === "full" && Number(options["latent"]) > 1;

/** ln L_jj², of a diagonal covariance ln σ_j². */
function logOf(seen: Seen, at: number): number | undefined {
  const factor = seen.row("factor");
  const own = factor[at * (seen.row("mu").length + 1)];
  return own === undefined ? seen.row("logvar")[at] : 2 * Math.log(own);
}

/** x → encoder → (μ, σ) → ε → z → decoder → x̂ → −ELBO */
function diagram(scene: DiagramScene): TemplateResult {
  const { seen, sizes, sayOfModel } = scene;
  const pieces = new Pieces(scene);
  // Both networks read the class beside the image or the code.
  const classes = seen?.row("y").length ?? 0;
  const wider = ([inputs = 0, ...others]: readonly number[]) => [inputs + classes, ...others];
  const sum = { part: "loss", name: sayOfModel("terms.loss.name") } as const;
  return html`
    ${pieces.picture("x", "seen")} ${givenClass(scene)} ${pieces.link("encode")}
    ${pieces.layers("encoder", wider(sizes))} ${pieces.link("encode")}
    <div class="pair">
      ${pieces.vector("mu", seen?.row("mu"))} ${pieces.vector("sigma", seen && sigmaOf(seen), "positive")}
    </div>
    ${pieces.link("sample")}
    <div class="pair">${pieces.vector("epsilon", seen?.row("epsilon"))} ${pieces.vector("z", seen?.row("z"))}</div>
    ${givenClass(scene)} ${pieces.link("decode")} ${pieces.layers("decoder", wider(sizes.toReversed()))}
    ${pieces.link("decode")} ${pieces.picture("xhat")} ${pieces.link("terms")} ${pieces.terms(["recon", "kl"], sum)}
  `;
}

function formulas(scene: FormulaScene): TemplateResult {
  const { say, sayOfModel, options, seen, stages, stage } = scene;
  const known = (part: string) => (isKnown(stages, part, stage) ? seen : undefined);
  return html`${bound(scene, known("loss"))}
    <dl>
      <dt>${sayOfModel("flow.sampled")}</dt>
      <dd>${sample(known("z"), isFull(options))}</dd>
      <dt>${sayOfModel("flow.divergence")}</dt>
      <dd>
        ${(isSampled(options) ? sampledDivergence : divergence)(known("loss"), hasPriors(options), isFull(options))}
      </dd>
      <dt>${say("flow.explained")}</dt>
      <dd>${reconstruction(options["likelihood"], given(options))}</dd>
    </dl>`;
}

const KL = mathml`<mi mathvariant="normal">KL</mi>`;
// E[−log p(x|z)]
const expected = (
  y: Piece,
) => mathml`<msub><mi mathvariant="normal">E</mi><mi>q</mi></msub><mo stretchy="false">[</mo>${nll(y)}<mo
  stretchy="false">]</mo>`;
// KL(q(z|x) ‖ p(z))
const divergenceOf = (y: Piece, ofPrior: Piece) =>
  mathml`${KL}${of(mathml`<mi>q</mi>${of(mathml`<mi>z</mi>${GIVEN}<mi>x</mi>${y}`)}<mo
  lspace="0.15em" rspace="0.15em" stretchy="false">‖</mo><mrow data-quantity="prior"><mi>p</mi>${of(mathml`<mi>z</mi>${ofPrior}`)}</mrow>`)}`;

/** −ELBO with its terms, and what training makes small. */
function bound({ sayOfModel, rows, seen, options }: FormulaScene, judged: Seen | undefined): TemplateResult {
  const y = given(options);
  type Value = (key: string) => number;
  const columns: [key: "loss" | "recon" | "kl" | "iwae", quantity: Coloured, of: (value: Value) => number][] = [
    ["loss", "loss", (value) => value("recon") + value("kl")],
    ["recon", "recon", (value) => value("recon")],
    ["kl", "kl", (value) => value("kl")],
  ];
  if (options["bound"] === "iwae") columns.push(["iwae", "x", (value) => value("iwae")]);
  return html` <table class="number">
      <caption>
        ${math(
          term("loss", mathml`<mo form="prefix">−</mo><mi mathvariant="normal">ELBO</mi>`),
          equals,
          term("recon", expected(y)),
          mathml`<mo>+</mo>`,
          term("kl", divergenceOf(y, hasPriors(options) ? mathml`${GIVEN}<mi>y</mi>` : NOTHING)),
        )}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${columns.map(([key, quantity]) => html`<th scope="col" data-quantity=${quantity}>${sayOfModel(`terms.${key}.name`)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ name, value }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${columns.map(([, quantity, of]) => html`<td data-quantity=${quantity}>${nats(of(value))}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      isWeighted(options)
        ? html`<p class="formula"><span>${sayOfModel("terms.iwae.help")}</span> ${math(weighted(y))}</p>`
        : html`<p class="formula">
            <span>${sayOfModel("flow.minimised")}</span>
            ${math(term("recon", nll(y)), mathml`<mo>+</mo><mi>β</mi><mo>⋅</mo>`, term("kl", KL))}
            ${
              judged
                ? objective(judged.term("recon"), seen?.row("klWeight")[0] ?? Number.NaN, judged.term("kl"))
                : nothing
            }
          </p>`
    }`;
}

/** −log (1/k) Σᵢ p(x|zᵢ) (p(zᵢ) / q(zᵢ|x))^β */
function weighted(y: Piece): Piece {
  const z = mathml`<msub><mi>z</mi><mi>i</mi></msub>`;
  const ratio = mathml`<mfrac><mrow><mi>p</mi>${of(z)}</mrow><mrow><mi>q</mi>${of(
    mathml`${z}${GIVEN}<mi>x</mi>${y}`,
  )}</mrow></mfrac>`;
  return mathml`<mo form="prefix">−</mo>${LOG}<mfrac><mn>1</mn><mi>k</mi></mfrac>
    <munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>k</mi></munderover>
    <mi>p</mi>${of(mathml`<mi>x</mi>${GIVEN}${z}${y}`)}
    <msup><mrow><mo>(</mo>${ratio}<mo>)</mo></mrow><mi>β</mi></msup>`;
}

/** recon + w · KL, w being β or what a warm-up has reached of it. */
const objective = (recon: number, weight: number, kl: number) =>
  math(
    mathml`<mo form="infix">=</mo><mn data-quantity="recon">${nats(recon)}</mn><mo>+</mo><mn>${fixed(weight, 2)}</mn><mo>⋅</mo>
      <mn data-quantity="kl">${nats(kl)}</mn><mo>=</mo><mn>${nats(recon + weight * kl)}</mn>`,
  );

/** L, in the hue of σ. */
const FACTOR = mathml`<mi data-quantity="sigma">L</mi>`;

/** σ_j², or what the divergence has of L in the place of it. */
const ownVariance = (full: boolean) =>
  full
    ? mathml`<msubsup>${FACTOR}<mrow><mi>j</mi><mi>j</mi></mrow><mn>2</mn></msubsup>`
    : mathml`<msubsup>${symbol("sigma")}<mi>j</mi><mn>2</mn></msubsup>`;

// z = μ + σ ⊙ ε, or μ + L ε
function sample(seen: Seen | undefined, full: boolean) {
  return html`${math(
    symbol("z"),
    equals,
    symbol("mu"),
    mathml`<mo>+</mo>`,
    full ? FACTOR : mathml`${symbol("sigma")}<mo>⊙</mo>`,
    symbol("epsilon"),
  )}
  ${each(seen, (seen, at) =>
    math(
      number("z", seen.row("z")[at]),
      equals,
      number("mu", seen.row("mu")[at]),
      mathml`<mo>+</mo>`,
      full
        ? number("sigma", (seen.row("z")[at] ?? Number.NaN) - (seen.row("mu")[at] ?? Number.NaN))
        : mathml`${number("sigma", sigmaOf(seen)[at])}<mo>⋅</mo>${number("epsilon", seen.row("epsilon")[at])}`,
    ),
  )}`;
}

/** The square of a symbol in dimension j: of how far it is from the prior's mean of the class, where there is one. */
const squared = (symbolOf: "mu" | "z" | "epsilon", centred = false) =>
  centred
    ? mathml`<msup><mrow><mo>(</mo><msub>${symbol(symbolOf)}<mi>j</mi></msub><mo>−</mo><msub><mi
        data-quantity="prior">m</mi><mi>j</mi></msub><mo>)</mo></mrow><mn>2</mn></msup>`
    : mathml`<msubsup>${symbol(symbolOf)}<mi>j</mi><mn>2</mn></msubsup>`;

/** Its number in a dimension. */
const squareOf = (seen: Seen, key: "mu" | "z" | "epsilon", at: number) =>
  square((seen.row(key)[at] ?? Number.NaN) - (key === "epsilon" ? 0 : (seen.row("m")[at] ?? 0)));

// KLⱼ = ½ (μⱼ² + σⱼ² − log σⱼ² − 1), with (μⱼ − mⱼ)² in the place of μⱼ² where the prior is N(m, I)
function divergence(seen: Seen | undefined, centred: boolean, full: boolean) {
  return html`${math(
    mathml`<msub>${term("kl", KL)}<mi>j</mi></msub>`,
    equals,
    HALF,
    mathml`<mo>(</mo>${squared("mu", centred)}<mo>+</mo>
        <msubsup>${symbol("sigma")}<mi>j</mi><mn>2</mn></msubsup><mo>−</mo>${LOG}
        ${ownVariance(full)}<mo>−</mo><mn>1</mn><mo>)</mo>`,
  )}
  ${each(seen, (seen, at) =>
    math(
      term("kl", mathml`<mn>${nats(seen.means("kl")[at])}</mn>`),
      equals,
      HALF,
      mathml`<mo>(</mo>${number("mu", squareOf(seen, "mu", at))}<mo>+</mo>${number("sigma", square(sigmaOf(seen)[at]))}
          <mo>−</mo>${signed("sigma", logOf(seen, at))}<mo>−</mo><mn>1</mn><mo>)</mo>`,
    ),
  )}`;
}

// KLⱼ = ½ (zⱼ² − εⱼ² − log σⱼ²), of one sample
function sampledDivergence(seen: Seen | undefined, centred: boolean, full: boolean) {
  return html`${math(
    mathml`<msub>${term("kl", KL)}<mi>j</mi></msub>`,
    mathml`<mo>≈</mo>`,
    HALF,
    mathml`<mo>(</mo>${squared("z", centred)}<mo>−</mo>${squared("epsilon")}<mo>−</mo>${LOG}
        ${ownVariance(full)}<mo>)</mo>`,
  )}
  ${each(seen, (seen, at) =>
    math(
      term("kl", mathml`<mn>${nats(seen.row("kl")[at])}</mn>`),
      equals,
      HALF,
      mathml`<mo>(</mo>${number("z", squareOf(seen, "z", at))}<mo>−</mo>${number("epsilon", squareOf(seen, "epsilon", at))}
          <mo>−</mo>${signed("sigma", logOf(seen, at))}<mo>)</mo>`,
    ),
  )}`;
}

/** A formula for each of the first dimensions of the code. */
function each(seen: Seen | undefined, formula: (seen: Seen, dimension: number) => TemplateResult) {
  if (!seen) return nothing;
  return Array.from(seen.row("mu").subarray(0, DIMENSIONS), (_, dimension) => formula(seen, dimension));
}
