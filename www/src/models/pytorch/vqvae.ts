/** The part of a PyTorch program that an autoencoder with a book has of its own. */
import type { Options } from "../../run/protocol.ts";
import type { Program } from "../pieces/pytorch.ts";

export function code(o: Options): Program {
  const averaged = o["update"] === "ema";
  const revived = averaged && o["revive"] === true;
  return {
    model: "VQVAE",
    name: "vqvae",
    about: "An autoencoder with a book (van den Oord, Vinyals and Kavukcuoglu, 2017), as it was set up in VAE Lab.",
    latent: Number(o["codes"]) * Number(o["latent"]),
    rates: [],
    constants: [
      `CODES, BOOK = ${o["codes"]}, ${o["book"]}  # entries that describe an image, of so many`,
      "COMMITMENT = 0.25  # the weight by which z keeps to its entry",
      averaged && "DECAY, SMOOTHING = 0.99, 1e-5  # of the averages that entries are",
      revived && "DEAD = 0.1  # points of a batch, below which an entry begins anew",
    ],
    heads: averaged
      ? [
          "        self.state = nn.Module()",
          '        self.state.register_buffer("counts", torch.ones(BOOK, 1))',
          "        first = (2 * torch.rand(BOOK, LATENT // CODES) - 1) / BOOK",
          '        self.state.register_buffer("sums", first)',
        ]
      : ["        self.book = nn.Parameter((2 * torch.rand(BOOK, LATENT // CODES) - 1) / BOOK)"],
    code: { about: "The points of each image.", value: "self.mean(x)" },
    terms: {
      name: "terms",
      before: [
        '        """Reconstruction of each image in nats, its points, their entries, and the numbers of these."""',
        "        z = self.encode(x).view(-1, LATENT // CODES)",
        ...(averaged
          ? [
              "        counts = self.state.counts",
              "        share = counts.sum() / (counts.sum() + BOOK * SMOOTHING)",
              "        book = self.state.sums / ((counts + SMOOTHING) * share)",
            ]
          : ["        book = self.book"]),
        "        nearest = torch.cdist(z, book).argmin(1)",
        "        entry = book[nearest]",
        "        # Forwards the entry, backwards as if it were z.",
        "        h = self.hidden((z + (entry - z).detach()).view(-1, LATENT))",
      ],
      after: [],
    },
    values: "recon.sum(1), z, entry, nearest",
    loss: [
      "        recon, z, entry, nearest = model.terms(scaled(images[batch]))",
      "        apart = (z - entry.detach()).square().sum() / BATCH",
      "        loss = recon.mean() + COMMITMENT * apart",
      !averaged && "        loss = loss + (z.detach() - entry).square().sum() / BATCH",
      averaged && "        follow(model.state, z.detach(), nearest)",
    ],
    yields: "recon.mean().item() + CODES * np.log(BOOK)",
    yielded: "-ELBO",
    read: averaged
      ? [
          "@torch.no_grad()",
          "def follow(state, z, nearest):",
          '    """Moves the averages that the entries are towards the points near them."""',
          "    picked = F.one_hot(nearest, BOOK).float()",
          "    state.counts.lerp_(picked.sum(0)[:, None], 1 - DECAY)",
          "    state.sums.lerp_(picked.T @ z, 1 - DECAY)",
          revived && "    dead = (state.counts < DEAD).flatten()",
          revived && "    fresh = z.repeat(-(-BOOK // len(z)), 1)[:BOOK]",
          revived && "    state.counts[dead], state.sums[dead] = 1.0, fresh[dead]",
          "",
          "",
        ]
      : [],
    evaluate: [
      '    """Mean reconstruction in nats per image, and the perplexity of the codes."""',
      "    terms = [model.terms(scaled(part)) for part in images.split(500)]",
      "    recon = torch.cat([recon for recon, *_ in terms]).mean().item()",
      "    share = torch.bincount(torch.cat([nearest for *_, nearest in terms]), minlength=BOOK).float()",
      "    share = share[share > 0] / share.sum()",
      "    return recon, torch.exp(-(share * share.log()).sum()).item()",
    ],
    print: [
      "    recon, perplexity = evaluate(model, held_out)",
      '    print(f"held out: reconstruction {recon:.2f} + code {CODES * np.log(BOOK):.2f} nats per image")',
      '    print(f"perplexity {perplexity:.1f} of {BOOK}")',
    ],
  };
}
