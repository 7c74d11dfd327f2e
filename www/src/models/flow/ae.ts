/** A training step of a plain autoencoder: x → z → x̂ → the reconstruction. */
import { type TemplateResult, html } from "lit";
import { nats } from "../../texts/numbers.ts";
import { Pieces } from "../pieces/diagram.ts";
import { nll, math, reconstruction, term } from "../pieces/math.ts";
import type { DiagramScene, FlowDrawing, FormulaScene } from "../view.ts";

export const drawing: FlowDrawing = { diagram, formulas };

/** x → encoder → z → decoder → x̂ → reconstruction */
function diagram(scene: DiagramScene): TemplateResult {
  const { seen, sizes } = scene;
  const pieces = new Pieces(scene);
  return html`
    ${pieces.picture("x", "seen")} ${pieces.link("encode")} ${pieces.layers("encoder", sizes)} ${pieces.link("encode")}
    <div class="pair">${pieces.vector("z", seen?.row("z"))}</div>
    ${pieces.link("decode")} ${pieces.layers("decoder", sizes.toReversed())} ${pieces.link("decode")}
    ${pieces.picture("xhat")} ${pieces.link("terms")} ${pieces.terms(["recon"])}
  `;
}

function formulas({ say, sayOfModel, rows, options }: FormulaScene): TemplateResult {
  return html`<p>${sayOfModel("flow.note")}</p>
    <table class="number">
      <caption>
        ${math(term("recon", nll()))}
      </caption>
      ${rows.map(
        ({ name, value }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td data-quantity="recon">${nats(value("recon"))}</td>
          </tr>`,
      )}
    </table>
    <dl>
      <dt>${say("flow.explained")}</dt>
      <dd>${reconstruction(options["likelihood"])}</dd>
    </dl>`;
}
