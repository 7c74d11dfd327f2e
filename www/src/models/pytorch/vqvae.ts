/** The part of a PyTorch program that an autoencoder with a book has of its own. */
import type { Options } from "../../run/protocol.ts";
import { type Program, optimizer } from "../pieces/pytorch.ts";

export function code(o: Options): Program {
  const averaged = o["update"] === "ema";
  const prior = String(o["codeprior"]);
  const learned = prior !== "uniform";
  const masked = prior === "made";
  const revived = averaged && o["revive"] === true;
  const rate = prior === "counts" ? "10 * LEARNING_RATE" : "LEARNING_RATE";
  const isScheduled = o["schedule"] !== "constant";
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
      masked && "UNITS = 512  # hidden units of the network that is the prior of codes",
      revived && "DEAD = 0.1  # points of a batch, below which an entry begins anew",
    ],
    heads: [
      ...(averaged
        ? [
            "        self.state = nn.Module()",
            '        self.state.register_buffer("counts", torch.ones(BOOK, 1))',
            "        first = (2 * torch.rand(BOOK, LATENT // CODES) - 1) / BOOK",
            '        self.state.register_buffer("sums", first)',
          ]
        : ["        self.book = nn.Parameter((2 * torch.rand(BOOK, LATENT // CODES) - 1) / BOOK)"]),
      learned && "        self.prior = nn.Module()",
      prior === "counts" && "        self.prior.logits = nn.Parameter(torch.zeros(1, CODES * BOOK))",
      masked && "        self.prior.hidden = nn.Linear(CODES * BOOK, UNITS)",
      masked && "        self.prior.output = nn.Linear(UNITS, CODES * BOOK)",
    ],
    ...(learned && {
      methods: [
        "",
        "    def cost(self, numbers):",
        '        """-ln p(k) of each code, in nats: each place is told from those before it."""',
        "        numbers = numbers.view(-1, CODES)",
        ...(masked
          ? [
              "        place = torch.arange(CODES, device=numbers.device).repeat_interleave(BOOK)",
              "        degree = torch.arange(UNITS, device=numbers.device) % max(CODES - 1, 1)",
              "        reads = place <= degree[:, None]",
              "        picked = F.one_hot(numbers, BOOK).flatten(1).float()",
              "        h = F.linear(picked, self.prior.hidden.weight * reads, self.prior.hidden.bias).relu()",
              "        logits = F.linear(h, self.prior.output.weight * ~reads.T, self.prior.output.bias)",
            ]
          : ["        logits = self.prior.logits.expand(len(numbers), -1)"]),
        '        nll = F.cross_entropy(logits.reshape(-1, BOOK), numbers.flatten(), reduction="none")',
        "        return nll.view(-1, CODES).sum(1)",
      ],
      players: {
        steppers: [`    learning = torch.optim.${optimizer(o, "model.prior.parameters()", rate)}`],
        steps: [
          "        learning.zero_grad()",
          "        model.cost(model.terms(scaled(images[batch]))[3]).mean().backward()",
          o["clip"] !== 0 && "        nn.utils.clip_grad_norm_(model.prior.parameters(), CLIP)",
          isScheduled && "        for group in learning.param_groups:",
          isScheduled && `            group["lr"] = ${rate} * rate(step, total)`,
          "        learning.step()",
        ],
      },
    }),
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
      learned && "        cost = model.cost(nearest).mean().item()",
      averaged && "        follow(model.state, z.detach(), nearest)",
    ],
    yields: learned ? "recon.mean().item() + cost" : "recon.mean().item() + CODES * np.log(BOOK)",
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
      `    """Mean reconstruction${learned ? " and cost of the code" : ""} in nats per image, and the perplexity of the codes."""`,
      "    terms = [model.terms(scaled(part)) for part in images.split(500)]",
      "    recon = torch.cat([recon for recon, *_ in terms]).mean().item()",
      learned && "    cost = torch.cat([model.cost(nearest) for *_, nearest in terms]).mean().item()",
      "    share = torch.bincount(torch.cat([nearest for *_, nearest in terms]), minlength=BOOK).float()",
      "    share = share[share > 0] / share.sum()",
      `    return recon, torch.exp(-(share * share.log()).sum()).item()${learned ? ", cost" : ""}`,
    ],
    print: [
      `    recon, perplexity${learned ? ", cost" : ""} = evaluate(model, held_out)`,
      `    print(f"held out: reconstruction {recon:.2f} + code {${learned ? "cost" : "CODES * np.log(BOOK)"}:.2f} nats per image")`,
      '    print(f"perplexity {perplexity:.1f} of {BOOK}")',
    ],
  };
}
