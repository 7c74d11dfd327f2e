/** A PyTorch program of a generative adversarial network, with each of its adversaries and the anchor. */
import type { ImageSize, Options } from "../../run/protocol.ts";
import { gameProgram, rated } from "../pieces/pytorch-players.ts";

/** What the generator minimises, of the logits of its images. */
const DECEIVED: Record<string, string> = {
  nonsaturating: "F.softplus(-model.judge(fake))",
  saturating: "-F.softplus(model.judge(fake))",
  wasserstein: "-model.judge(fake)",
};

const SLOPE = [
  "def slope(model, x, fake):",
  '    """How far the norm of the critic\'s gradient is from 1, between real and generated images."""',
  "    between = fake + torch.rand(len(x), 1) * (x - fake)",
  "    between.requires_grad_()",
  "    (gradient,) = torch.autograd.grad(model.judge(between).sum(), between, create_graph=True)",
  "    return (torch.sqrt((gradient**2).sum(1) + 1e-12) - 1) ** 2",
  "",
  "",
];

export function whole(o: Options, image: ImageSize, classes: number): string {
  const critic = o["adversary"] === "wasserstein";
  const anchored = Boolean(o["anchor"]);
  const told = critic
    ? "model.judge(fake) - model.judge(x)"
    : "F.softplus(-model.judge(x)) + F.softplus(model.judge(fake))";
  return gameProgram(o, image, classes, {
    model: "Gan",
    name: "gan",
    about: `A generative adversarial network, as it was set up in VAE Lab${critic ? ": with a critic whose slope is penalised" : ""}.`,
    imports: anchored ? ["copy"] : [],
    constants: [
      `DSTEPS, GSTEPS = ${o["dsteps"]}, ${o["gsteps"]}  # steps of a round`,
      critic && `PENALTY = ${o["penalty"]}  # of the critic's slope`,
      anchored && `ANCHOR = ${o["anchor"]}  # holds the generator where it was when the round began`,
    ],
    networks: [],
    judged: "PIXELS",
    hidden: "HIDDEN",
    methods: [
      "",
      "    def judge(self, x):",
      critic ? '        """What the critic gives."""' : '        """How real images look, as logits."""',
      "        return through(self.discriminator, x)",
    ],
    functions: [
      ...(critic ? SLOPE : []),
      "def deceived(model, fake):",
      '    """What the generator minimises."""',
      `    return (${DECEIVED[String(o["adversary"])]}).mean()`,
      "",
      "",
    ],
    making: "model.generator.parameters()",
    batches: "DSTEPS",
    round: [
      "        for _ in range(DSTEPS):",
      "            x = next(given)",
      "            fake = model.generate(torch.randn(BATCH, LATENT)).detach()",
      `            loss = (${told}).mean()`,
      critic
        ? `            play(judging, loss + PENALTY * slope(model, x, fake).mean()${rated(o)})`
        : `            play(judging, loss${rated(o)})`,
      "        noise = [torch.randn(BATCH, LATENT) for _ in range(GSTEPS)]",
      anchored && "        old = copy.deepcopy(model)",
      "        for z in noise:",
      `            play(making, deceived(model, model.generate(z))${rated(o)})`,
      ...(anchored
        ? [
            "        for z in noise:",
            "            fake = model.generate(z)",
            "            moved = ((fake - old.generate(z).detach()) ** 2).sum(1).mean()",
            `            play(making, deceived(model, fake) + ANCHOR * moved${rated(o)})`,
          ]
        : []),
    ],
    yielded: critic ? "critic's loss" : "discriminator's loss",
    evaluated: `(lambda fake: ${told})(model.generate(torch.randn(len(x), LATENT)))`,
    print: [`    print(f"held out: ${critic ? "critic" : "discriminator"} {evaluate(model, held_out):.3f}")`],
  });
}
