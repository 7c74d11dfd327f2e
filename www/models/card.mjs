// Writes a model's card, NAME.json: its data, its options, its losses on all held-out images, and the command that made it.
//   node www/models/card.mjs NAME DATA FLAG…
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const [name, data, ...flags] = process.argv.slice(2);
if (!name || !data) throw new Error("usage: node www/models/card.mjs NAME DATA FLAG…");
const weights = `www/models/${name}.safetensors`;
const file = readFileSync(weights);
const header = JSON.parse(file.toString("utf8", 8, 8 + Number(file.readBigUInt64LE())));
const { model, options } = JSON.parse(header.__metadata__["vae-lab"]);

const evaluate = ["run", "--quiet", "--release", "--", "eval", "--weights", weights, "--data", data];
const line = JSON.parse(execFileSync("cargo", evaluate, { encoding: "utf8" }));
const { epoch: _, seconds: __, train_loss: ___, test_loss, ...terms } = line;

const card = {
  data: data === "handwriting" ? data : "mnist",
  model,
  options,
  // Nats per image: the loss, and the terms that the model has besides.
  heldOut: { loss: test_loss, ...terms },
  command: `train --data ${data} --half --out ${weights} ${flags.join(" ")}`,
};
writeFileSync(`www/models/${name}.json`, `${JSON.stringify(card, null, 2)}\n`);
