/** The plain autoencoder's own part of a PyTorch program. */
import type { Options } from "../../run/protocol.ts";
import { type Program, isCorrupted } from "../pieces/pytorch.ts";

export const code = (o: Options): Program => ({
  model: "Autoencoder",
  name: "ae",
  about: "A plain autoencoder, as it was set up in VAE Lab: z = mean, and no ELBO.",
  rates: [],
  constants: [],
  heads: [],
  code: { about: "The code of each image.", value: "self.mean(x)" },
  terms: {
    name: "reconstruction",
    before: [
      '        """-log p(x|z) of each image, in nats."""',
      `        h = self.hidden(self.encode(${isCorrupted(o) ? "seen" : "x"}))`,
    ],
    after: [],
  },
  values: "recon.sum(1)",
  loss: isCorrupted(o)
    ? ["        x = scaled(images[batch])", "        loss = model.reconstruction(x, corrupted(x)).mean()"]
    : ["        loss = model.reconstruction(scaled(images[batch])).mean()"],
  yields: "loss.item()",
  yielded: "loss",
  evaluate: [
    '    """Mean reconstruction, in nats per image."""',
    isCorrupted(o)
      ? "    return torch.cat([model.reconstruction(x, x) for x in map(scaled, images.split(500))]).mean().item()"
      : "    return torch.cat([model.reconstruction(scaled(part)) for part in images.split(500)]).mean().item()",
  ],
  print: ['    print(f"held out: reconstruction {evaluate(model, held_out):.2f} nats per image")'],
});
