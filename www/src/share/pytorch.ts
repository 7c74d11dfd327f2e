/**
 * The current options as a PyTorch program that trains the same model, and goes on from weights that were saved here.
 * Only what the options need is in it, so that it reads like one written by hand.
 */
import { METHOD } from "../run/options/specs.ts";
import type { Options } from "../run/protocol.ts";

/** Size of an image in pixels. */
interface Size {
  height: number;
  width: number;
}

const ACTIVATIONS: Record<string, string> = {
  relu: "F.relu(x)",
  tanh: "torch.tanh(x)",
  softplus: "F.softplus(x)",
  gelu: 'F.gelu(x, approximate="tanh")',
};

/** The program, a module that can also be imported. */
export function pytorch(options: Options, { height, width }: Size): string {
  const o: Record<string, unknown> = options;
  const hidden = o["hidden"] as number[];
  const [learned, gaussian] = [o["likelihood"] === "gaussian-learned", o["likelihood"] !== "bernoulli"];
  const sampledKl = o["estimator"] === "a";
  const scheduled = o["schedule"] !== "constant";
  const plain = options[METHOD] === "ae";
  const samples = plain ? 1 : Number(o["samples"]);
  const warm = !plain && o["warmup"] !== 0;
  const [model, name] = plain ? (["Autoencoder", "ae"] as const) : (["VAE", "vae"] as const);
  return lines([
    plain
      ? '"""A plain autoencoder, as it was set up in VAE Lab: z = mean, and no ELBO.'
      : '"""A variational autoencoder (Kingma and Welling, 2014), as it was set up in VAE Lab.',
    "",
    "    pip install torch safetensors numpy",
    `    python ${name}.py FOLDER [--weights ${name}.safetensors] [--out ${name}.safetensors] [--epochs N]`,
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
    `HEIGHT, WIDTH = ${height}, ${width}`,
    `HIDDEN, LATENT = [${hidden.join(", ")}], ${o["latent"]}`,
    `BATCH, EPOCHS = ${o["batch"]}, ${number(o["epochs"])}`,
    plain ? `LEARNING_RATE = ${number(o["lr"])}` : `LEARNING_RATE, BETA = ${number(o["lr"])}, ${number(o["beta"])}`,
    warm && `WARMUP = ${number(o["warmup"])}  # epochs over which the weight of the KL rises`,
    o["likelihood"] === "gaussian" && `SIGMA = ${number(o["sigma"])}  # of p(x|z)`,
    samples > 1 && `SAMPLES = ${samples}  # of z for each image`,
    o["clip"] !== 0 && `CLIP = ${number(o["clip"])}  # the largest norm of the gradient`,
    "",
    "",
    "def scaled(images):",
    o["binarize"] === true
      ? '    """Bytes to black or white, with the brightness as the probability."""'
      : '    """Bytes to [0, 1]."""',
    o["binarize"] === true ? "    return torch.bernoulli(images.float() / 255)" : "    return images.float() / 255",
    "",
    "",
    "def activation(x):",
    `    return ${ACTIVATIONS[String(o["activation"])]}`,
    "",
    "",
    `class ${model}(nn.Module):`,
    "    def __init__(self):",
    "        super().__init__()",
    "        sizes = [HEIGHT * WIDTH, *HIDDEN]",
    "        back = [LATENT, *reversed(HIDDEN)]",
    "        self.encoder = nn.ModuleList(nn.Linear(*pair) for pair in zip(sizes, sizes[1:]))",
    "        self.mean = nn.Linear(sizes[-1], LATENT)",
    !plain && "        self.logvar = nn.Linear(sizes[-1], LATENT)",
    "        self.decoder = nn.ModuleList(nn.Linear(*pair) for pair in zip(back, back[1:]))",
    "        self.output = nn.Linear(back[-1], HEIGHT * WIDTH)",
    learned && "        self.output_logvar = nn.Linear(back[-1], HEIGHT * WIDTH)",
    "",
    "    def encode(self, x):",
    plain ? '        """The code of each image."""' : '        """Mean and log-variance of q(z|x)."""',
    "        for layer in self.encoder:",
    "            x = activation(layer(x))",
    plain ? "        return self.mean(x)" : "        return self.mean(x), self.logvar(x)",
    "",
    "    def hidden(self, z):",
    "        for layer in self.decoder:",
    "            z = activation(layer(z))",
    "        return z",
    "",
    "    def decode(self, z):",
    '        """The mean image of p(x|z)."""',
    "        return torch.sigmoid(self.output(self.hidden(z)))",
    "",
    plain ? "    def reconstruction(self, x):" : "    def terms(self, x):",
    ...(plain
      ? ['        """-log p(x|z) of each image, in nats."""', "        h = self.hidden(self.encode(x))"]
      : sampling(samples, sampledKl)),
    ...(gaussian
      ? [
          learned
            ? "        variance = torch.exp(F.softplus(self.output_logvar(h) + 6) - 6)"
            : "        variance = torch.full_like(x, SIGMA**2)",
          "        image = torch.sigmoid(self.output(h))",
          '        recon = F.gaussian_nll_loss(image, x, variance, full=True, eps=0, reduction="none")',
        ]
      : ['        recon = F.binary_cross_entropy_with_logits(self.output(h), x, reduction="none")']),
    !plain &&
      (sampledKl
        ? "        kl = (z**2 - noise**2 - logvar) / 2"
        : "        kl = (mean**2 + logvar.exp() - logvar - 1) / 2"),
    plain ? "        return recon.sum(1)" : "        return recon.sum(1), kl.sum(1)",
    "",
    "",
    "def optimizer(model):",
    `    return torch.optim.${optimizer(o)}`,
    "",
    "",
    ...schedule(String(o["schedule"])),
    ...READ,
    "def train(model, images, epochs=EPOCHS):",
    `    """Trains and yields the mean ${plain ? "loss" : "-ELBO"} of each step."""`,
    "    stepper = optimizer(model)",
    "    steps = max(1, round(epochs * len(images) / BATCH))",
    scheduled && "    total = EPOCHS * len(images) / BATCH",
    "    order = torch.randperm(len(images))",
    "    for step in range(steps):",
    "        while len(order) < BATCH:",
    "            order = torch.cat([order, torch.randperm(len(images))])",
    "        batch, order = order[:BATCH], order[BATCH:]",
    ...(plain
      ? ["        loss = model.reconstruction(scaled(images[batch])).mean()"]
      : [
          "        recon, kl = model.terms(scaled(images[batch]))",
          warm ? "        weight = BETA * min(1, step * BATCH / len(images) / WARMUP)" : "        weight = BETA",
          "        loss = recon.mean() + weight * kl.mean()",
        ]),
    "        stepper.zero_grad()",
    "        loss.backward()",
    o["clip"] !== 0 && "        nn.utils.clip_grad_norm_(model.parameters(), CLIP)",
    scheduled && "        for group in stepper.param_groups:",
    scheduled && '            group["lr"] = LEARNING_RATE * rate(step, total)',
    "        stepper.step()",
    plain ? "        yield loss.item()" : "        yield (recon.mean() + kl.mean()).item()",
    "",
    "",
    "@torch.no_grad()",
    "def evaluate(model, images):",
    ...(plain
      ? [
          '    """Mean reconstruction, in nats per image."""',
          "    return torch.cat([model.reconstruction(scaled(part)) for part in images.split(500)]).mean().item()",
        ]
      : [
          '    """Mean reconstruction and KL divergence, in nats per image."""',
          "    terms = [model.terms(scaled(part)) for part in images.split(500)]",
          "    return [torch.cat(term).mean().item() for term in zip(*terms)]",
        ]),
    "",
    "",
    ...main(model, Number(o["seed"])),
  ]);
}

/** From x to the decoder's hidden units. */
function sampling(samples: number, sampledKl: boolean): (string | false)[] {
  return [
    '        """Reconstruction and KL divergence of each image, in nats: their sum is -ELBO."""',
    "        mean, logvar = self.encode(x)",
    samples > 1 && "        mean, logvar, x = (t.repeat(SAMPLES, 1) for t in (mean, logvar, x))",
    `        ${sampledKl ? "noise" : "z"} = ${sampledKl ? "torch.randn_like(mean)" : "mean + torch.exp(logvar / 2) * torch.randn_like(mean)"}`,
    sampledKl && "        z = mean + torch.exp(logvar / 2) * noise",
    "        h = self.hidden(z)",
  ];
}

function optimizer(o: Record<string, unknown>): string {
  switch (o["optimizer"]) {
    case "adagrad":
      return "Adagrad(model.parameters(), LEARNING_RATE)";
    case "rmsprop":
      return `RMSprop(model.parameters(), LEARNING_RATE, alpha=${number(o["beta2"])})`;
    case "sgd":
      return `SGD(model.parameters(), LEARNING_RATE, momentum=${number(o["momentum"])})`;
    default:
      return `Adam(model.parameters(), LEARNING_RATE, betas=(${number(o["beta1"])}, ${number(o["beta2"])}))`;
  }
}

/** The factor of the learning rate; after its end a schedule stays where it was. */
function schedule(name: string): string[] {
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

const READ = [
  "def read(path):",
  '    """The images of an IDX file, (count, height * width) bytes."""',
  "    data = Path(path).read_bytes()",
  '    data = gzip.decompress(data) if data[:2] == b"\\x1f\\x8b" else data',
  '    sizes = np.frombuffer(data, ">u4", 4, 0)',
  "    return torch.from_numpy(np.frombuffer(data, np.uint8, offset=16).copy()).reshape(int(sizes[1]), -1)",
  "",
  "",
];

function main(model: "VAE" | "Autoencoder", seed: number): string[] {
  const plain = model === "Autoencoder";
  return [
    "def main():",
    "    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])",
    '    parser.add_argument("folder", type=Path)',
    '    parser.add_argument("--weights", help="go on from these")',
    '    parser.add_argument("--out", help="where to save the weights")',
    '    parser.add_argument("--epochs", type=float, default=EPOCHS)',
    "    arguments = parser.parse_args()",
    `    torch.manual_seed(${seed})`,
    `    model = ${model}()`,
    "    if arguments.weights:",
    "        model.load_state_dict(load_file(arguments.weights))",
    '    files = {name: next(arguments.folder.glob(f"{name}-images*")) for name in ("train", "t10k")}',
    '    images, held_out = read(files["train"]), read(files["t10k"])',
    "    for step, loss in enumerate(train(model, images, arguments.epochs), 1):",
    "        if step % 100 == 0:",
    `            print(f"step {step}: ${plain ? "loss" : "-ELBO"} {loss:.2f}")`,
    ...(plain
      ? ['    print(f"held out: reconstruction {evaluate(model, held_out):.2f} nats per image")']
      : [
          "    recon, kl = evaluate(model, held_out)",
          '    print(f"held out: -ELBO {recon + kl:.2f} = reconstruction {recon:.2f} + KL {kl:.2f} nats per image")',
        ]),
    "    if arguments.out:",
    "        save_file(model.state_dict(), arguments.out)",
    "",
    "",
    'if __name__ == "__main__":',
    "    main()",
  ];
}

/** A number as Python reads it. */
const number = (value: unknown) => String(value);

/** The lines that are there, each with its end. */
function lines(text: readonly (string | false)[]): string {
  return text
    .filter((line) => line !== false)
    .map((line) => `${line}\n`)
    .join("");
}
