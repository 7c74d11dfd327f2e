/**
 * PyTorch programs that train a model with an encoder and a decoder as it is trained here, and go on from weights that were
 * saved here. Only what the options need is in them, so that they read like ones written by hand.
 */
import type { ImageSize, Options } from "../../run/protocol.ts";

/** Lines of a program; those that are false are left out. */
export type Lines = readonly (string | false)[];

/** What `main` needs to know of a program. */
export type Running = Pick<Program, "model" | "yielded" | "print" | "data">;

/** What a method has of its own in such a program. */
export interface Program {
  /** Its class, and its name in files. */
  model: string;
  name: string;
  /** The first line of its documentation. */
  about: string;
  /** Constants: those beside the learning rate with their values, and further ones. */
  rates: readonly (readonly [string, unknown])[];
  /** Numbers that the encoder gives, where the option says something else. */
  latent?: number;
  constants: Lines;
  /** Columns that images have beside their pixels, as a summand, and those that the networks read beside pixels and z. */
  beside?: string;
  given?: string;
  /** The layers that the encoder's last hidden layer feeds besides `self.mean`. */
  heads: Lines;
  /** Methods before `encode`, each after an empty line. */
  methods?: Lines;
  /** A parameter, and how many times as fast it learns as the others. */
  faster?: readonly [name: string, times: number];
  /** What `encode` gives, and its documentation. */
  code: { about: string; value: string };
  /** The method that computes terms of `x` for each image, up to the decoder's hidden units `h`; then terms beside `recon`. */
  terms: { name: string; before: Lines; after: Lines };
  /** What it returns. */
  values: string;
  /** From a batch to `loss`, what a step yields, and how that is called. */
  loss: Lines;
  yields: string;
  yielded: string;
  /** Further optimisers, made before the first step, and what they do in each step after the first one's. */
  players?: { steppers: Lines; steps: Lines };
  /** Further functions for `data`, what is made of the files called `name`: by default, their images. */
  read?: Lines;
  data?: (name: string) => string;
  /** `evaluate`, and what `main` prints of it. */
  evaluate: Lines;
  print: Lines;
}

export const ACTIVATIONS: Record<string, string> = {
  relu: "F.relu(x)",
  tanh: "torch.tanh(x)",
  softplus: "F.softplus(x)",
  gelu: 'F.gelu(x, approximate="tanh")',
  "leaky-relu": "F.leaky_relu(x, 0.2)",
};

/** The variance of each pixel of `x`, from the decoder's hidden units `h`, by the likelihood. */
const VARIANCES: Record<string, string> = {
  gaussian: "torch.full_like(x, SIGMA**2)",
  "gaussian-shared": "torch.exp(F.softplus(self.output_logvar + 6) - 6).expand(x.shape)",
  "gaussian-learned": "torch.exp(F.softplus(self.output_logvar(h) + 6) - 6)",
};

/** Whether the encoder reads spoiled images in training. */
export const isCorrupted = (o: Options): boolean => Boolean(o["corrupt"] || o["mask"]);

/** Fetches what writes a method's own part, or the whole of a program that is no autoencoder's. */
export type Coder = () => Promise<
  | { code: (options: Options, classes: number) => Program }
  | { whole: (options: Options, image: ImageSize, classes: number) => string }
>;

/** The program of a method on images of so many classes. */
export async function written(load: Coder, options: Options, image: ImageSize, classes: number): Promise<string> {
  const writer = await load();
  return "whole" in writer
    ? writer.whole(options, image, classes)
    : program(options, image, classes, writer.code(options, classes));
}

/** The program, a module that can also be imported. */
export function program(options: Options, { height, width, planes }: ImageSize, classes: number, own: Program): string {
  const o = options;
  const hidden = o["hidden"] as number[];
  const likelihood = o["likelihood"];
  const image = (h: string) => (o["output"] === "linear" ? `self.output(${h})` : `torch.sigmoid(self.output(${h}))`);
  const scheduled = o["schedule"] !== "constant";
  const rates = [["LEARNING_RATE", o["lr"]] as const, ...own.rates];
  return lines([
    `"""${own.about}`,
    "",
    "    pip install torch safetensors numpy",
    `    python ${own.name}.py FOLDER [--weights ${own.name}.safetensors] [--out ${own.name}.safetensors] [--epochs N]`,
    "",
    "FOLDER holds MNIST's four files or others of their form (IDX), gzipped or not.",
    '"""',
    "",
    "import argparse",
    "import gzip",
    scheduled && "import math",
    "from pathlib import Path",
    "",
    "import numpy as np",
    "import torch",
    "from safetensors.torch import load_file, save_file",
    "from torch import nn",
    "from torch.nn import functional as F",
    "",
    `HEIGHT, WIDTH = ${height}, ${planes > 1 ? `${planes} * ` : ""}${width}${planes > 1 ? "  # red, green and blue lie together" : ""}`,
    `HIDDEN, LATENT = [${hidden.join(", ")}], ${own.latent ?? o["latent"]}`,
    `BATCH, EPOCHS = ${o["batch"]}, ${o["epochs"]}`,
    `${rates.map(([name]) => name).join(", ")} = ${rates.map(([, value]) => String(value)).join(", ")}`,
    ...own.constants,
    leftOut(o, classes),
    likelihood === "gaussian" && `SIGMA = ${o["sigma"]}  # of p(x|z)`,
    Boolean(o["corrupt"]) && `NOISE = ${o["corrupt"]}  # on the encoder's input`,
    Boolean(o["mask"]) && `ERASED = ${o["mask"]}  # of the encoder's input`,
    o["clip"] !== 0 && `CLIP = ${o["clip"]}  # the largest norm of the gradient`,
    "",
    "",
    "def scaled(images):",
    o["binarize"] === true
      ? '    """Bytes to black or white, with the brightness as the probability."""'
      : '    """Bytes to [0, 1]."""',
    o["binarize"] === true ? "    return torch.bernoulli(images.float() / 255)" : "    return images.float() / 255",
    "",
    "",
    ...(isCorrupted(o)
      ? [
          "def corrupted(x):",
          '    """What the encoder reads in training."""',
          own.beside !== undefined && "    x, beside = x.split([HEIGHT * WIDTH, x.shape[1] - HEIGHT * WIDTH], 1)",
          Boolean(o["corrupt"]) && "    x = x + NOISE * torch.randn_like(x)",
          Boolean(o["mask"]) && "    x = x * (torch.rand_like(x) < 1 - ERASED)",
          own.beside === undefined ? "    return x" : "    return torch.cat([x, beside], 1)",
          "",
          "",
        ]
      : []),
    "def activation(x):",
    `    return ${ACTIVATIONS[String(o["activation"])]}`,
    "",
    "",
    `class ${own.model}(nn.Module):`,
    "    def __init__(self):",
    "        super().__init__()",
    `        sizes = [HEIGHT * WIDTH${own.given ?? ""}, *HIDDEN]`,
    `        back = [LATENT${own.given ?? ""}, *reversed(HIDDEN)]`,
    "        self.encoder = nn.ModuleList(nn.Linear(*pair) for pair in zip(sizes, sizes[1:]))",
    "        self.mean = nn.Linear(sizes[-1], LATENT)",
    ...own.heads,
    "        self.decoder = nn.ModuleList(nn.Linear(*pair) for pair in zip(back, back[1:]))",
    "        self.output = nn.Linear(back[-1], HEIGHT * WIDTH)",
    likelihood === "gaussian-learned" && "        self.output_logvar = nn.Linear(back[-1], HEIGHT * WIDTH)",
    likelihood === "gaussian-shared" && "        self.output_logvar = nn.Parameter(torch.full((1, 1), -2.0))",
    ...(own.methods ?? []),
    "",
    "    def encode(self, x):",
    `        """${own.code.about}"""`,
    "        for layer in self.encoder:",
    "            x = activation(layer(x))",
    `        return ${own.code.value}`,
    "",
    "    def hidden(self, z):",
    "        for layer in self.decoder:",
    "            z = activation(layer(z))",
    "        return z",
    "",
    "    def decode(self, z):",
    '        """The mean image of p(x|z)."""',
    `        return ${image("self.hidden(z)")}`,
    "",
    `    def ${own.terms.name}(self, x${isCorrupted(o) ? ", seen" : ""}):`,
    ...own.terms.before,
    ...(likelihood !== "bernoulli"
      ? [
          `        variance = ${VARIANCES[String(likelihood)]}`,
          `        image = ${image("h")}`,
          '        recon = F.gaussian_nll_loss(image, x, variance, full=True, eps=0, reduction="none")',
        ]
      : ['        recon = F.binary_cross_entropy_with_logits(self.output(h), x, reduction="none")']),
    ...own.terms.after,
    `        return ${own.values}`,
    "",
    "",
    "def optimizer(model):",
    ...(own.faster
      ? [
          `    others = [value for name, value in model.named_parameters() if name != "${own.faster[0]}"]`,
          `    faster = {"params": [model.${own.faster[0]}], "lr": ${own.faster[1]} * LEARNING_RATE}`,
        ]
      : []),
    `    return torch.optim.${optimizer(o, own.faster ? '[{"params": others}, faster]' : "model.parameters()", "LEARNING_RATE")}`,
    "",
    "",
    ...schedule(String(o["schedule"])),
    ...READ,
    ...(own.read ?? []),
    "def train(model, images, epochs=EPOCHS):",
    `    """Trains and yields the mean ${own.yielded} of each step."""`,
    "    stepper = optimizer(model)",
    ...(own.players?.steppers ?? []),
    "    steps = max(1, round(epochs * len(images) / BATCH))",
    scheduled && "    total = EPOCHS * len(images) / BATCH",
    "    order = torch.randperm(len(images))",
    "    for step in range(steps):",
    "        while len(order) < BATCH:",
    "            order = torch.cat([order, torch.randperm(len(images))])",
    "        batch, order = order[:BATCH], order[BATCH:]",
    ...own.loss,
    "        stepper.zero_grad()",
    "        loss.backward()",
    o["clip"] !== 0 && "        nn.utils.clip_grad_norm_(model.parameters(), CLIP)",
    ...(scheduled
      ? own.faster
        ? [
            `        for group, times in zip(stepper.param_groups, (1, ${own.faster[1]})):`,
            '            group["lr"] = times * LEARNING_RATE * rate(step, total)',
          ]
        : ["        for group in stepper.param_groups:", '            group["lr"] = LEARNING_RATE * rate(step, total)']
      : []),
    "        stepper.step()",
    ...(own.players?.steps ?? []),
    `        yield ${own.yields}`,
    "",
    "",
    "@torch.no_grad()",
    "def evaluate(model, images):",
    ...own.evaluate,
    "",
    "",
    ...main(own, o, classes),
  ]);
}

/** An optimiser of `torch.optim` for parameters, at a rate. */
export function optimizer(o: Options, parameters: string, rate: string): string {
  switch (o["optimizer"]) {
    case "adagrad":
      return `Adagrad(${parameters}, ${rate})`;
    case "rmsprop":
      return `RMSprop(${parameters}, ${rate}, alpha=${o["beta2"]})`;
    case "sgd":
      return `SGD(${parameters}, ${rate}, momentum=${o["momentum"]})`;
    default:
      return `Adam(${parameters}, ${rate}, betas=(${o["beta1"]}, ${o["beta2"]}))`;
  }
}

/** The factor of the learning rate; after its end a schedule stays where it was. */
export function schedule(name: string): string[] {
  const body: Record<string, string[]> = {
    cosine: ["    return (1 + math.cos(math.pi * min(1, step / total))) / 2"],
    "one-cycle": [
      "    first, top, end = 1 / 25, max(1, 0.3 * total - 1), max(2, total - 1)",
      "    if step <= top:",
      "        return 1 + (first - 1) * (1 + math.cos(math.pi * step / top)) / 2",
      "    last, progress = first / 1e4, min(1, (step - top) / max(1, end - top))",
      "    return last + (1 - last) * (1 + math.cos(math.pi * progress)) / 2",
    ],
  };
  const text = body[name];
  return text ? ["def rate(step, total):", ...text, "", ""] : [];
}

export const READ = [
  "def read(path):",
  '    """The bytes of an IDX file, a row for each image or label."""',
  "    data = Path(path).read_bytes()",
  '    data = gzip.decompress(data) if data[:2] == b"\\x1f\\x8b" else data',
  '    count, start = int.from_bytes(data[4:8], "big"), 4 + 4 * data[3]',
  "    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=start).copy()).reshape(count, -1)",
  "",
  "",
];

/** The constant that says which class is left out, where images have classes and one is. */
export const leftOut = (o: Options, classes: number): string | false =>
  o["without"] !== "none" && classes > 0 && `WITHOUT = ${o["without"]}  # the class that training does not see`;

export function main({ model, yielded, print, data }: Running, o: Options, classes: number): Lines {
  const first = o["few"] ? `[:${o["few"]}]` : "";
  const of = data ?? ((name) => `read(next(arguments.folder.glob("${name}-images*")))`);
  return [
    "def main():",
    "    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])",
    '    parser.add_argument("folder", type=Path)',
    '    parser.add_argument("--weights", help="go on from these")',
    '    parser.add_argument("--out", help="where to save the weights")',
    '    parser.add_argument("--epochs", type=float, default=EPOCHS)',
    "    arguments = parser.parse_args()",
    `    torch.manual_seed(${o["seed"]})`,
    `    model = ${model}()`,
    "    if arguments.weights:",
    "        model.load_state_dict(load_file(arguments.weights))",
    `    images = ${of("train")}${first}`,
    ...(leftOut(o, classes)
      ? [
          `    labels = read(next(arguments.folder.glob("train-labels*")))${first}.flatten()`,
          "    images = images[labels != WITHOUT]",
        ]
      : []),
    `    held_out = ${of("t10k")}`,
    "    for step, loss in enumerate(train(model, images, arguments.epochs), 1):",
    "        if step % 100 == 0:",
    `            print(f"step {step}: ${yielded} {loss:.2f}")`,
    ...print,
    "    if arguments.out:",
    "        save_file(model.state_dict(), arguments.out)",
    "",
    "",
    'if __name__ == "__main__":',
    "    main()",
  ];
}

/** The lines that are there, each with its end. */
export function lines(text: Lines): string {
  return text
    .filter((line) => line !== false)
    .map((line) => `${line}\n`)
    .join("");
}
