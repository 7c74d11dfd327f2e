/** A PyTorch program of ALI or BiGAN. */
import type { ImageSize, Options } from "../../run/protocol.ts";
import { gameProgram, rated } from "../pieces/pytorch-players.ts";

/** What encoder and generator minimise, of the logits p of encoded pairs and q of generated ones. */
const DECEIVED: Record<string, string> = {
  swapped: "F.softplus(p) + F.softplus(-q)",
  minimax: "-F.softplus(-p) - F.softplus(q)",
  kexue: "F.softplus(-p) + F.softplus(-q)",
};

export function whole(o: Options, image: ImageSize, classes: number): string {
  const gaussian = o["encoder"] === "gaussian";
  return gameProgram(o, image, classes, {
    model: "Ali",
    name: "ali",
    about: `${gaussian ? "ALI" : "BiGAN"}, as it was set up in VAE Lab: a discriminator compares pairs of image and code.`,
    imports: [],
    constants: [],
    networks: [
      "        sizes = [PIXELS, *HIDDEN]",
      "        self.encoder = network(sizes)",
      "        self.mean = nn.Linear(sizes[-1], LATENT)",
      gaussian && "        self.logvar = nn.Linear(sizes[-1], LATENT)",
    ],
    judged: "PIXELS + LATENT",
    hidden: "reversed(HIDDEN)",
    methods: [
      "",
      "    def encode(self, x):",
      gaussian ? '        """The mean and log variance of q(z|x)."""' : '        """The code of each image."""',
      "        for layer in self.encoder:",
      "            x = activation(layer(x))",
      `        return ${gaussian ? "self.mean(x), self.logvar(x)" : "self.mean(x)"}`,
      "",
      "    def judge(self, x, z):",
      '        """How much a pair looks like an encoded one, as a logit."""',
      "        return through(self.discriminator, torch.cat([x, z], 1))",
      "",
      "    def pairs(self, x):",
      '        """The logits of encoded pairs, and of as many generated ones."""',
      ...(gaussian
        ? [
            "        mean, logvar = self.encode(x)",
            "        code = mean + torch.exp(logvar / 2) * torch.randn_like(mean)",
          ]
        : ["        code = self.encode(x)"]),
      "        z = torch.randn(len(x), LATENT)",
      "        return self.judge(x, code), self.judge(self.generate(z), z)",
    ],
    functions: [
      "def told(p, q):",
      '    """What the discriminator minimises."""',
      "    return F.softplus(-p) + F.softplus(q)",
      "",
      "",
      "def deceived(p, q):",
      '    """What encoder and generator minimise."""',
      `    return ${DECEIVED[String(o["ali"])]}`,
      "",
      "",
    ],
    making: '[value for name, value in model.named_parameters() if not name.startswith("discriminator")]',
    batches: "1",
    round: [
      "        x = next(given)",
      "        loss = told(*model.pairs(x)).mean()",
      `        play(judging, loss${rated(o)})`,
      `        play(making, deceived(*model.pairs(x)).mean()${rated(o)})`,
    ],
    yielded: "discriminator's loss",
    evaluated: "told(*model.pairs(x))",
    print: ['    print(f"held out: discriminator {evaluate(model, held_out):.3f}")'],
  });
}
