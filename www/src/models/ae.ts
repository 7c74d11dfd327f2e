/** The plain autoencoder: each image is one point z, and what counts is the reconstruction alone. */
import type { Program } from "./pieces/pytorch.ts";
import type { Stages } from "./pieces/stages.ts";
import type { ModelView } from "./view.ts";

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
  flow: { stages: STAGES, random: false, load: () => import("./flow/ae.ts") },
  pytorch: code,
};

/** Its own part of a PyTorch program. */
function code(): Program {
  return {
    model: "Autoencoder",
    name: "ae",
    about: "A plain autoencoder, as it was set up in VAE Lab: z = mean, and no ELBO.",
    rates: [],
    constants: [],
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
