/** The class y that a model is given beside an image and its code: in a PyTorch program. */
import type { Options } from "../../run/protocol.ts";
import { isGivenClass } from "../condition.ts";
import type { Program } from "../pieces/pytorch.ts";

/**
 * A program that gives the class too. Images have it beside them from the beginning, as more columns of bytes: what is made
 * of them, batches and black and white pixels, is made of it as well.
 */
export function withClass(options: Options, classes: number, program: Program): Program {
  if (!isGivenClass(options)) return program;
  return {
    ...program,
    about: "A conditional variational autoencoder (Sohn, Lee and Yan, 2015), as it was set up in VAE Lab.",
    constants: [`CLASSES = ${classes}`, ...program.constants],
    beside: " + CLASSES",
    code: { ...program.code, about: "Mean and log-variance of q(z|x, y), of images with their classes." },
    terms: {
      ...program.terms,
      before: program.terms.before.flatMap((line) =>
        line === "        h = self.hidden(z)"
          ? ["        x, y = x.split([HEIGHT * WIDTH, CLASSES], 1)", "        h = self.hidden(torch.cat([z, y], 1))"]
          : [line],
      ),
    },
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
}
