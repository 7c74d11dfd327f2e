/** The entropic autoencoder's own part of a PyTorch program. */
import type { Options } from "../../run/protocol.ts";
import type { Program } from "../pieces/pytorch.ts";

export const code = (o: Options): Program => ({
  model: "EntropicAutoencoder",
  name: "eae",
  about: "An entropic autoencoder, as it was set up in VAE Lab: normalised codes, as far apart as they can be.",
  rates: [["ENTROPY", o["entropy"]]],
  constants: [],
  heads: [
    "        self.state = nn.Module()",
    '        self.state.register_buffer("mean", torch.zeros(1, LATENT))',
    '        self.state.register_buffer("variance", torch.ones(1, LATENT))',
  ],
  methods: [
    "",
    "    def normalised(self, raw):",
    '        """Mean 0 and variance 1: of the batch in training, by running moments otherwise."""',
    "        mean, variance = self.state.mean, self.state.variance",
    "        if self.training:",
    "            mean, variance = raw.mean(0, keepdim=True), raw.var(0, correction=0, keepdim=True)",
    "            with torch.no_grad():",
    "                self.state.mean += 0.1 * (mean - self.state.mean)",
    "                self.state.variance += 0.1 * (variance - self.state.variance)",
    "        return (raw - mean) / torch.sqrt(variance + 1e-5)",
  ],
  code: { about: "The code of each image.", value: "self.normalised(self.mean(x))" },
  terms: {
    name: "terms",
    before: [
      '        """-log p(x|z) of each image, in nats, and the entropy of the codes."""',
      "        z = self.encode(x)",
      "        h = self.hidden(z)",
    ],
    after: [],
  },
  values: "recon.sum(1), entropy(z)",
  loss: [
    "        recon, spread = model.terms(scaled(images[batch]))",
    "        loss = recon.mean() - ENTROPY * spread",
  ],
  yields: "recon.mean().item()",
  yielded: "reconstruction",
  read: [
    "def entropy(z):",
    '    """In nats, from the distance of each code to its nearest neighbour (Kozachenko and Leonenko, 1987)."""',
    "    count, half = len(z), torch.tensor(LATENT / 2)",
    "    squares = (z**2).sum(1, keepdim=True)",
    "    distances = squares + squares.T - 2 * z @ z.T + 1e9 * torch.eye(count)",
    "    nearest = distances.min(1).values.relu() + 1e-12",
    "    ball = half * torch.log(torch.tensor(torch.pi)) - torch.lgamma(half + 1)",
    "    return half * nearest.log().mean() + ball + sum(1 / i for i in range(1, count))",
    "",
    "",
  ],
  evaluate: [
    '    """Mean reconstruction, in nats per image, by the running moments."""',
    "    model.eval()",
    "    parts = [model.terms(scaled(part))[0] for part in images.split(500)]",
    "    model.train()",
    "    return torch.cat(parts).mean().item()",
  ],
  print: ['    print(f"held out: reconstruction {evaluate(model, held_out):.2f} nats per image")'],
});
