/** The plain autoencoder: each image is one point z, and what counts is the reconstruction alone. */
import { type TemplateResult, html } from "lit";
import type { Options } from "../run/protocol.ts";
import { nats } from "../texts/numbers.ts";
import { Pieces } from "./pieces/diagram.ts";
import { NLL, math, reconstruction, term } from "./pieces/math.ts";
import { type Program, program, sigma } from "./pieces/pytorch.ts";
import type { Stages } from "./pieces/stages.ts";
import type { DiagramScene, FormulaScene, ModelView } from "./view.ts";

const STAGES: Stages = {
  batch: ["x"],
  encode: ["x", "encoder", "z"],
  decode: ["z", "decoder", "xhat"],
  terms: ["x", "xhat", "recon"],
  gradients: ["recon", "xhat", "decoder", "z", "encoder"],
  update: ["decoder", "encoder"],
};

export const view: ModelView = {
  terms: { recon: { quantity: "recon", column: "reconstruction" } },
  lights: ["overfitting"],
  flow: { stages: STAGES, random: false, diagram, formulas },
  pytorch: (options, size) => program(options, size, code(options)),
};

/** x → encoder → z → decoder → x̂ → reconstruction */
function diagram(scene: DiagramScene): TemplateResult {
  const { seen, sizes } = scene;
  const pieces = new Pieces(scene, STAGES);
  return html`
    ${pieces.picture("x")} ${pieces.link("encode")} ${pieces.layers("encoder", sizes)} ${pieces.link("encode")}
    <div class="pair">${pieces.vector("z", seen?.row("z"))}</div>
    ${pieces.link("decode")} ${pieces.layers("decoder", sizes.toReversed())} ${pieces.link("decode")}
    ${pieces.picture("xhat")} ${pieces.link("terms")} ${pieces.terms(["recon"])}
  `;
}

function formulas({ say, sayOfModel, rows, options }: FormulaScene): TemplateResult {
  return html`<p>${sayOfModel("flow.note")}</p>
    <table class="number">
      <caption>
        ${math(term("recon", NLL))}
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

/** Its own part of a PyTorch program. */
function code(o: Options): Program {
  return {
    model: "Autoencoder",
    name: "ae",
    about: "A plain autoencoder, as it was set up in VAE Lab: z = mean, and no ELBO.",
    rates: [],
    constants: [sigma(o)],
    heads: [],
    code: { about: "The code of each image.", value: "self.mean(x)" },
    terms: {
      name: "reconstruction",
      before: ['        """-log p(x|z) of each image, in nats."""', "        h = self.hidden(self.encode(x))"],
      after: [],
    },
    values: "recon.sum(1)",
    loss: ["        loss = model.reconstruction(scaled(images[batch])).mean()"],
    yields: "loss.item()",
    yielded: "loss",
    evaluate: [
      '    """Mean reconstruction, in nats per image."""',
      "    return torch.cat([model.reconstruction(scaled(part)) for part in images.split(500)]).mean().item()",
    ],
    print: ['    print(f"held out: reconstruction {evaluate(model, held_out):.2f} nats per image")'],
  };
}
