/** A training step of an autoencoder with a book: x → z → the nearest entry e → x̂ → the reconstruction. */
import { type TemplateResult, html, mathml } from "lit";
import { nats } from "../../texts/numbers.ts";
import { Pieces } from "../pieces/diagram.ts";
import { LOG, math, of, reconstruction, symbol, term } from "../pieces/math.ts";
import type { DiagramScene, FlowDrawing, FormulaScene } from "../view.ts";

export const drawing: FlowDrawing = { diagram, formulas };

/** x → encoder → z → e → decoder → x̂ → reconstruction */
function diagram(scene: DiagramScene): TemplateResult {
  const { seen, sizes } = scene;
  const pieces = new Pieces(scene);
  return html`
    ${pieces.picture("x")} ${pieces.link("encode")} ${pieces.layers("encoder", sizes)} ${pieces.link("encode")}
    <div class="pair">${pieces.vector("z", seen?.row("z"))}</div>
    ${pieces.link("nearest")}
    <div class="pair">${pieces.vector("mu", seen?.row("zq"), "signed", "e")}</div>
    ${pieces.link("decode")} ${pieces.layers("decoder", sizes.toReversed())} ${pieces.link("decode")}
    ${pieces.picture("xhat")} ${pieces.link("terms")} ${pieces.terms(["recon"])}
  `;
}

const ENTRY = mathml`<mrow data-quantity="mu"><mi>e</mi></mrow>`;
const UNIFORM = mathml`<mi>M</mi><mspace width="0.15em"></mspace>${LOG}<mi>K</mi>`;
const LEARNED = mathml`<mo form="prefix">−</mo>${LOG}<mi>p</mi>${of(mathml`<mi>k</mi>`)}`;
const EXPLAINED = mathml`<mo form="prefix">−</mo>${LOG}<mi>p</mi>${of(mathml`<mi>x</mi><mo stretchy="false">|</mo>${ENTRY}`)}`;
const APART = mathml`<msup><mrow><mo stretchy="false">‖</mo>${symbol("z")}<mo>−</mo>${ENTRY}<mo stretchy="false">‖</mo></mrow><mn>2</mn></msup>`;
/** z + sg(e − z) */
const STRAIGHT = mathml`${symbol("z")}<mo>+</mo><mi>sg</mi>${of(mathml`${ENTRY}<mo>−</mo>${symbol("z")}`)}`;

function formulas({ say, sayOfModel, rows, options }: FormulaScene): TemplateResult {
  const uniform = options["codeprior"] === "uniform";
  const rate = Number(options["codes"]) * Math.log(Number(options["book"]));
  return html`<p>${sayOfModel("flow.note")}</p>
    <table class="number">
      <caption>
        ${math(term("recon", EXPLAINED), mathml`<mo>+</mo>`, term("kl", uniform ? UNIFORM : LEARNED))}
      </caption>
      ${rows.map(
        ({ name, value }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td data-quantity="recon">${nats(value("recon"))}</td>
            <td aria-hidden="true">+</td>
            <td data-quantity="kl">${nats(uniform ? rate : value("rate"))}</td>
          </tr>`,
      )}
    </table>
    <dl>
      <dt>${say("flow.explained")}</dt>
      <dd>${reconstruction(options["likelihood"])}</dd>
      <dd>${math(term("recon", EXPLAINED), mathml`<mo>+</mo><mfrac><mn>1</mn><mn>4</mn></mfrac>`, APART)}</dd>
      <dd>${math(STRAIGHT)} ${sayOfModel("flow.straight")}</dd>
    </dl>`;
}
