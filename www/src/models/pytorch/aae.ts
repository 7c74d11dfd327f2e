/** The adversarial autoencoder's own part of a PyTorch program. */
import type { Options } from "../../run/protocol.ts";
import type { Program } from "../pieces/pytorch.ts";
import { discriminator, playing } from "../pieces/pytorch-players.ts";

/** How many Gaussians a prior is a mixture of; none for N(0, I). */
const PARTS: Record<string, number> = { ring: 64, blobs: 10 };

export const code = (o: Options): Program => {
  const parts = PARTS[String(o["prior"])];
  return {
    model: "AdversarialAutoencoder",
    name: "aae",
    about: "An adversarial autoencoder, as it was set up in VAE Lab: a discriminator compares codes with the prior.",
    rates: [["MATCHING", o["matching"]]],
    constants: [`CRITIC = [${String(o["critic"]).replaceAll(",", ", ")}]  # the discriminator's hidden layers`],
    heads: [
      ...discriminator("LATENT"),
      ...(parts
        ? [
            `        angles = torch.arange(${parts}) * (2 * torch.pi / ${parts})`,
            `        centres = torch.zeros(${parts}, LATENT)`,
            "        centres[:, 0], centres[:, 1] = 2 * torch.cos(angles), 2 * torch.sin(angles)",
            "        self.state = nn.Module()",
            '        self.state.register_buffer("centres", centres)',
          ]
        : []),
    ],
    methods: [
      "",
      "    def prior(self, count):",
      '        """Samples that codes are made to be like."""',
      ...(parts
        ? [
            `        centres = self.state.centres[torch.randint(${parts}, (count,))]`,
            "        return centres + 0.2 * torch.randn(count, LATENT)",
          ]
        : ["        return torch.randn(count, LATENT)"]),
      "",
      "    def judge(self, z):",
      '        """How much z looks like a sample of the prior, as a logit."""',
      "        for layer in self.discriminator[:-1]:",
      "            z = activation(layer(z))",
      "        return self.discriminator[-1](z)",
    ],
    code: { about: "The code of each image.", value: "self.mean(x)" },
    terms: {
      name: "reconstruction",
      before: ['        """-log p(x|z) of each image, in nats."""', "        h = self.hidden(self.encode(x))"],
      after: [],
    },
    values: "recon.sum(1)",
    loss: ["        x = scaled(images[batch])", "        loss = model.reconstruction(x).mean()"],
    yields: "loss.item()",
    yielded: "loss",
    ...playing({ ...o, beta1: 0.5 }, "MATCHING", {
      judging: "model.discriminator.parameters()",
      deceiving: "[*model.encoder.parameters(), *model.mean.parameters()]",
      told: "F.softplus(-model.judge(model.prior(len(x)))) + F.softplus(model.judge(model.encode(x).detach()))",
      deceived: "F.softplus(-model.judge(model.encode(x)))",
    }),
    evaluate: [
      '    """Mean reconstruction, in nats per image."""',
      "    return torch.cat([model.reconstruction(scaled(part)) for part in images.split(500)]).mean().item()",
    ],
    print: ['    print(f"held out: reconstruction {evaluate(model, held_out):.2f} nats per image")'],
  };
};
