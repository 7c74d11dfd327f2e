/** The variational autoencoder's own part of a PyTorch program. */
import type { Options } from "../../run/protocol.ts";
import { isSampled, isWeighted } from "../bound.ts";
import { hasPriors } from "../condition.ts";
import { type Program, isCorrupted } from "../pieces/pytorch.ts";
import { withClass } from "./condition.ts";

export const code = (options: Options, classes: number): Program => withClass(options, classes, unconditional(options));

function unconditional(o: Options): Program {
  const samples = Number(o["samples"]);
  const weighted = isWeighted(o);
  const sampledKl = isSampled(o);
  const shared = o["posterior"] === "shared";
  const full = o["posterior"] === "full" && Number(o["latent"]) > 1;
  const warm = o["warmup"] !== 0;
  const weight = o["reduction"] === "mean" ? "BETA * images[0].numel()" : "BETA";
  const corrupted = isCorrupted(o);
  const priors = hasPriors(o);
  const draw = "torch.randn_like(mean)";
  const encoded = `mean, logvar${full ? ", lower" : ""}`;
  const repeated = `${encoded}, x${priors ? ", y" : ""}`;
  const square = (z: string) => (priors ? `(${z} - y @ self.prior.weight) ** 2` : `${z}**2`);
  return {
    model: "VAE",
    name: "vae",
    about: "A variational autoencoder (Kingma and Welling, 2014), as it was set up in VAE Lab.",
    rates: [["BETA", o["beta"]]],
    constants: [
      warm && `WARMUP = ${o["warmup"]}  # epochs over which the weight of the KL rises`,
      samples > 1 && `SAMPLES = ${samples}  # of z for each image`,
    ],
    heads: [
      `        self.logvar = nn.${shared ? "Parameter(torch.zeros(1, LATENT))" : "Linear(sizes[-1], LATENT)"}`,
      full && "        self.lower = nn.Linear(sizes[-1], LATENT * (LATENT - 1) // 2)",
    ],
    code: {
      about: full
        ? "Mean of q(z|x), and the factor L of its covariance: twice the log of its diagonal, and what is below it."
        : "Mean and log-variance of q(z|x).",
      value: `self.mean(x), self.logvar${shared ? ".repeat(len(x), 1)" : "(x)"}${full ? ", self.lower(x)" : ""}`,
    },
    terms: {
      name: "terms",
      before: [
        '        """Reconstruction and KL divergence of each image, in nats: their sum is -ELBO."""',
        priors && "        x, y = x.split([HEIGHT * WIDTH, CLASSES], 1)",
        `        ${encoded} = self.encode(${corrupted ? (priors ? "seen[:, : HEIGHT * WIDTH]" : "seen") : "x"})`,
        samples > 1 && `        ${repeated} = (t.repeat(SAMPLES, 1) for t in (${repeated}))`,
        full && "        factor = torch.diag_embed(torch.exp(logvar / 2))",
        full && "        factor[:, *torch.tril_indices(LATENT, LATENT, -1)] = lower",
        sampledKl || full ? `        noise = ${draw}` : `        z = mean + torch.exp(logvar / 2) * ${draw}`,
        full && "        z = mean + (factor @ noise[:, :, None])[:, :, 0]",
        sampledKl && !full && "        z = mean + torch.exp(logvar / 2) * noise",
        "        h = self.hidden(z)",
      ],
      after: [
        sampledKl
          ? `        kl = (${square("z")} - noise**2 - logvar) / 2`
          : `        kl = (${square("mean")} + ${full ? "(factor**2).sum(2)" : "logvar.exp()"} - logvar - 1) / 2`,
      ],
    },
    values: "recon.sum(1), kl.sum(1)",
    loss: [
      corrupted && "        x = scaled(images[batch])",
      `        recon, kl = model.terms(${corrupted ? "x, corrupted(x)" : "scaled(images[batch])"})`,
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
      corrupted
        ? "    terms = [model.terms(x, x) for x in map(scaled, images.split(500))]"
        : "    terms = [model.terms(scaled(part)) for part in images.split(500)]",
      "    return [torch.cat(term).mean().item() for term in zip(*terms)]",
    ],
    print: [
      "    recon, kl = evaluate(model, held_out)",
      '    print(f"held out: -ELBO {recon + kl:.2f} = reconstruction {recon:.2f} + KL {kl:.2f} nats per image")',
    ],
  };
}
