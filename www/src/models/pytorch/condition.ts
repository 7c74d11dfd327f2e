/** The class y that a model is given beside an image and its code, or that chooses its prior: in a PyTorch program. */
import type { Options } from "../../run/protocol.ts";
import { hasPriors, isGivenClass } from "../condition.ts";
import type { Program } from "../pieces/pytorch.ts";

/**
 * A program that knows the class too. Images have it beside them from the beginning, as more columns of bytes: what is made
 * of them, batches and black and white pixels, is made of it as well.
 */
export function withClass(options: Options, classes: number, program: Program): Program {
  const known: Program = {
    ...program,
    constants: [`CLASSES = ${classes}`, ...program.constants],
    beside: " + CLASSES",
    read: [
      "def with_classes(images, labels):",
      '    """Images with their classes beside them: 255 in the column of the class, else 0."""',
      "    classes = 255 * F.one_hot(labels.flatten().long(), CLASSES)",
      "    return torch.cat([images, classes.byte()], 1)",
      "",
      "",
    ],
    data: (name) =>
      `with_classes(*(read(next(arguments.folder.glob(f"${name}-{what}*"))) for what in ("images", "labels")))`,
  };
  if (isGivenClass(options)) return given(known);
  return hasPriors(options) ? chosen(known) : program;
}

/** Both networks read the class. */
const given = (program: Program): Program => ({
  ...program,
  about: "A conditional variational autoencoder (Sohn, Lee and Yan, 2015), as it was set up in VAE Lab.",
  given: program.beside,
  code: { ...program.code, about: "Mean and log-variance of q(z|x, y), of images with their classes." },
  terms: {
    ...program.terms,
    before: program.terms.before.flatMap((line) =>
      line === "        h = self.hidden(z)"
        ? ["        x, y = x.split([HEIGHT * WIDTH, CLASSES], 1)", "        h = self.hidden(torch.cat([z, y], 1))"]
        : [line],
    ),
  },
});

/** Only the prior knows the class: its mean is one of so many. */
const chosen = (program: Program): Program => ({
  ...program,
  about: "A variational autoencoder with a prior N(m, I) for each class, as it was set up in VAE Lab.",
  heads: [
    ...program.heads,
    "        self.prior = nn.Embedding(CLASSES, LATENT)  # m of each class",
    "        nn.init.zeros_(self.prior.weight)",
  ],
  // As in the engine: m has units of z to go where weights have hundredths.
  faster: ["prior.weight", 10],
});
