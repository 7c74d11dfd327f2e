/** What PyTorch programs with a discriminator share. */
import type { ImageSize, Options } from "../../run/protocol.ts";
import {
  ACTIVATIONS,
  type Lines,
  type Program,
  READ,
  type Running,
  leftOut,
  lines,
  main,
  optimizer,
  schedule,
} from "./pytorch.ts";

/** The layers of a discriminator that reads so many columns. */
export const discriminator = (inputs: string): string[] => [
  `        judging = [${inputs}, *CRITIC, 1]`,
  "        self.discriminator = nn.ModuleList(nn.Linear(*pair) for pair in zip(judging, judging[1:]))",
];

const isScheduled = (o: Options): boolean => o["schedule"] !== "constant";

/** What ends a call of `play`: the factor of the learning rate, where it changes. */
export const rated = (o: Options): string => (isScheduled(o) ? ", rate(step, total)" : "");

/** `play`, a step of an optimiser whose rate is so many times the learning rate. */
const play = (o: Options, rate: string): Lines => [
  `def play(stepper, loss${isScheduled(o) ? ", rate" : ""}):`,
  '    """Makes a step of a player."""',
  "    stepper.zero_grad()",
  "    loss.backward()",
  o["clip"] !== 0 && '    nn.utils.clip_grad_norm_(stepper.param_groups[0]["params"], CLIP)',
  isScheduled(o) && "    for group in stepper.param_groups:",
  isScheduled(o) && `        group["lr"] = ${rate} * rate`,
  "    stepper.step()",
  "",
  "",
];

/** What two players train, and their losses, each a number for each image. */
export interface Players {
  judging: string;
  deceiving: string;
  told: string;
  deceived: string;
}

/** Both players' steps after the first optimiser's, at `factor` times its rate. */
export function playing(o: Options, factor: string, players: Players): Pick<Program, "read" | "players"> {
  const rate = `${factor} * LEARNING_RATE`;
  const made = (parameters: string) => `torch.optim.${optimizer(o, parameters, rate)}`;
  return {
    read: play(o, rate),
    players: {
      steppers: [`    judging = ${made(players.judging)}`, `    deceiving = ${made(players.deceiving)}`],
      steps: [
        `        play(judging, (${players.told}).mean()${rated(o)})`,
        `        play(deceiving, (${players.deceived}).mean()${rated(o)})`,
      ],
    },
  };
}

/** A program of two players, without an autoencoder. */
export interface Game extends Running {
  /** Its name in files, and the first line of its documentation. */
  name: string;
  about: string;
  /** Modules that are imported. */
  imports: readonly string[];
  /** Constants after those that all have. */
  constants: Lines;
  /** Of its class: what its constructor makes besides generator and discriminator, and its methods besides theirs. */
  networks: Lines;
  methods: Lines;
  /** Columns that the discriminator reads, and the generator's hidden layers. */
  judged: string;
  hidden: string;
  /** Functions before `train`, the parameters that are no discriminator's, and batches that a round takes. */
  functions: Lines;
  making: string;
  batches: string;
  /** A round, with `take()` for the next batch, up to `loss`. */
  round: Lines;
  /** The discriminator's loss on images `x`. */
  evaluated: string;
}

/** The program of a game, a module that can also be imported. */
export function gameProgram(o: Options, { height, width, planes }: ImageSize, classes: number, own: Game): string {
  const list = (key: string) => `[${(o[key] as number[]).join(", ")}]`;
  const points = height === 1;
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
    ...own.imports.map((name) => `import ${name}`),
    "import gzip",
    isScheduled(o) && "import math",
    "from pathlib import Path",
    "",
    "import numpy as np",
    "import torch",
    "from safetensors.torch import load_file, save_file",
    "from torch import nn",
    "from torch.nn import functional as F",
    "",
    `PIXELS = ${height * width * planes}`,
    `HIDDEN, LATENT, CRITIC = ${list("hidden")}, ${o["latent"]}, ${list("critic")}`,
    `BATCH, EPOCHS, LEARNING_RATE = ${o["batch"]}, ${o["epochs"]}, ${o["lr"]}`,
    ...own.constants,
    leftOut(o, classes),
    o["clip"] !== 0 && `CLIP = ${o["clip"]}  # the largest norm of the gradient`,
    "",
    "",
    "def scaled(images):",
    points ? '    """Bytes to numbers of a spread of about 1."""' : '    """Bytes to [0, 1]."""',
    points ? "    return (images.float() / 255 - 0.5) / 0.25" : "    return images.float() / 255",
    "",
    "",
    "def activation(x):",
    `    return ${ACTIVATIONS[String(o["activation"])]}`,
    "",
    "",
    "def network(sizes):",
    "    return nn.ModuleList(nn.Linear(*pair) for pair in zip(sizes, sizes[1:]))",
    "",
    "",
    "def through(layers, x):",
    "    for layer in layers[:-1]:",
    "        x = activation(layer(x))",
    "    return layers[-1](x)",
    "",
    "",
    `class ${own.model}(nn.Module):`,
    "    def __init__(self):",
    "        super().__init__()",
    ...own.networks,
    `        self.generator = network([LATENT, *${own.hidden}, PIXELS])`,
    `        self.discriminator = network([${own.judged}, *CRITIC, 1])`,
    "",
    "    def generate(self, z):",
    `        return ${points ? "through(self.generator, z)" : "torch.sigmoid(through(self.generator, z))"}`,
    "",
    "    def decode(self, z):",
    '        """Generated images in [0, 1]."""',
    `        return ${points ? "0.25 * self.generate(z) + 0.5" : "self.generate(z)"}`,
    ...own.methods,
    "",
    "",
    "def optimizer(parameters):",
    `    return torch.optim.${optimizer(o, "parameters", "LEARNING_RATE")}`,
    "",
    "",
    ...schedule(String(o["schedule"])),
    ...READ,
    "def batches(images):",
    '    """Batches in a new order each epoch, without an end."""',
    "    order = torch.randperm(len(images))",
    "    while True:",
    "        while len(order) < BATCH:",
    "            order = torch.cat([order, torch.randperm(len(images))])",
    "        batch, order = order[:BATCH], order[BATCH:]",
    "        yield scaled(images[batch])",
    "",
    "",
    ...play(o, "LEARNING_RATE"),
    ...own.functions,
    "def train(model, images, epochs=EPOCHS):",
    `    """Trains and yields the ${own.yielded} of each round."""`,
    "    judging = optimizer(model.discriminator.parameters())",
    `    making = optimizer(${own.making})`,
    `    rounds = max(1, round(epochs * len(images) / (BATCH * ${own.batches})))`,
    isScheduled(o) && "    total = EPOCHS * len(images) / BATCH",
    "    given = batches(images)",
    `    for ${isScheduled(o) ? "step" : "_"} in range(rounds):`,
    ...own.round,
    "        yield loss.item()",
    "",
    "",
    "@torch.no_grad()",
    "def evaluate(model, images):",
    '    """The discriminator\'s mean loss."""',
    `    return torch.cat([${own.evaluated} for x in map(scaled, images.split(500))]).mean().item()`,
    "",
    "",
    ...main(own, o, classes),
  ]);
}
