/** The variational autoencoder's own part of a PyTorch program. */
import type { Options } from "../../run/protocol.ts";
import { isSampled, isWeighted } from "../bound.ts";
import type { Program } from "../pieces/pytorch.ts";
import { withClass } from "./condition.ts";

export const code = (options: Options, classes: number): Program => withClass(options, classes, unconditional(options));

function unconditional(o: Options): Program {
  const samples = Number(o["samples"]);
  const weighted = isWeighted(o);
  const sampledKl = isSampled(o);
  const shared = o["posterior"] === "shared";
  const warm = o["warmup"] !== 0;
  const weight = o["reduction"] === "mean" ? "BETA * images[0].numel()" : "BETA";
  const draw = "torch.randn_like(mean)";
  return {
    model: "VAE",
    name: "vae",
    about: "A variational autoencoder (Kingma and Welling, 2014), as it was set up in VAE Lab.",
    rates: [["BETA", o["beta"]]],
    constants: [
      warm && `WARMUP = ${o["warmup"]}  # epochs over which the weight of the KL rises`,
      samples > 1 && `SAMPLES = ${samples}  # of z for each image`,
    ],
    heads: [`        self.logvar = nn.${shared ? "Parameter(torch.zeros(1, LATENT))" : "Linear(sizes[-1], LATENT)"}`],
    code: {
      about: "Mean and log-variance of q(z|x).",
      value: `self.mean(x), self.logvar${shared ? ".repeat(len(x), 1)" : "(x)"}`,
    },
    terms: {
      name: "terms",
      before: [
        '        """Reconstruction and KL divergence of each image, in nats: their sum is -ELBO."""',
        "        mean, logvar = self.encode(x)",
        samples > 1 && "        mean, logvar, x = (t.repeat(SAMPLES, 1) for t in (mean, logvar, x))",
        sampledKl ? `        noise = ${draw}` : `        z = mean + torch.exp(logvar / 2) * ${draw}`,
        sampledKl && "        z = mean + torch.exp(logvar / 2) * noise",
        "        h = self.hidden(z)",
      ],
      after: [
        sampledKl
          ? "        kl = (z**2 - noise**2 - logvar) / 2"
          : "        kl = (mean**2 + logvar.exp() - logvar - 1) / 2",
      ],
    },
    values: "recon.sum(1), kl.sum(1)",
    loss: [
      "        recon, kl = model.terms(scaled(images[batch]))",
      weight === "BETA" ? false : "        # As if the reconstruction error were a mean over pixels.",
      `        weight = ${weight}${warm ? " * min(1, step * BATCH / len(images) / WARMUP)" : ""}`,
      ...(weighted
        ? [
            "        # The mean of the weights p(x|z) (p(z) / q(z|x))^weight over the samples of each image.",
            "        weights = -(recon + weight * kl).view(SAMPLES, -1)",
            "        loss = -(torch.logsumexp(weights, 0) - np.log(SAMPLES)).mean()",
          ]
        : ["        loss = recon.mean() + weight * kl.mean()"]),
    ],
    yields: "(recon.mean() + kl.mean()).item()",
    yielded: "-ELBO",
    evaluate: [
      '    """Mean reconstruction and KL divergence, in nats per image."""',
      "    terms = [model.terms(scaled(part)) for part in images.split(500)]",
      "    return [torch.cat(term).mean().item() for term in zip(*terms)]",
    ],
    print: [
      "    recon, kl = evaluate(model, held_out)",
      '    print(f"held out: -ELBO {recon + kl:.2f} = reconstruction {recon:.2f} + KL {kl:.2f} nats per image")',
    ],
  };
}
