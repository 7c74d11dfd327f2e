// The program beside the picture: the text of the export, with the quantities of the model at their names.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { viewOf } from "../../www/src/models/index.ts";
import { written } from "../../www/src/models/pieces/pytorch.ts";
import { type Stage, stageNames } from "../../www/src/models/pieces/stages.ts";
import { isOfStage, listing } from "../../www/src/panels/flow/listing.ts";
import type { Options } from "../../www/src/run/protocol.ts";
import { wasmPath } from "./files.mjs";

initSync({ module: readFileSync(wasmPath("simd")) });
const LAB = new Lab(0);

async function programOf(options: Options) {
  LAB.configure(options);
  const view = await viewOf(LAB.model().method);
  return { view, text: await written(view.pytorch!, LAB.options(), { height: 28, width: 28, planes: 1 }, 10) };
}

const textOf = (words: readonly { text: string }[]) => words.map(({ text }) => text).join("");
/** The text of the lines that something holds of. */
const those = (lines: ReturnType<typeof listing>, holds: (line: (typeof lines)[number]) => boolean) =>
  lines.filter(holds).map(({ words }) => textOf(words).trim());

/** Options of the objective and of the networks that change what a step computes. */
const CASES: Record<string, Options> = {
  vae: { method: "vae" },
  sampled: { method: "vae", estimator: "a", samples: 3, warmup: 1, likelihood: "gaussian-learned" },
  conditional: { method: "vae", condition: "concat", estimator: "b", samples: 1, warmup: 0 },
  ae: { method: "ae" },
};

for (const [name, options] of Object.entries(CASES)) {
  test(`every quantity and every stage of ${name} has its line`, async () => {
    const { view, text } = await programOf(options);
    const lines = listing(text, { point: LAB.model().code === "point" });
    expect(lines.map(({ words }) => textOf(words)).join("\n")).toBe(text.trimEnd());
    expect(lines.some(({ changed }) => changed)).toBe(false);
    const set = new Set(lines.flatMap(({ sets }) => sets));
    for (const { quantity } of Object.values(view.terms)) expect([...set], quantity).toContain(quantity);
    const { stages = {} } = view.flow ?? {};
    for (const stage of stageNames(stages))
      // A plain autoencoder samples nothing, and its decoder's image is a logit until it is wanted.
      if (stage !== "decode")
        expect(
          those(lines, (line) => isOfStage(line, stages, stage)),
          stage,
        ).not.toEqual([]);
  });
}

test("the lines of a variational autoencoder compute what they say", async () => {
  const { view, text } = await programOf({ method: "vae", condition: "none" });
  const lines = listing(text);
  const { stages } = view.flow!;
  const of = (stage: Stage) => those(lines, (line) => isOfStage(line, stages, stage));
  expect(of("sample")).toEqual(["z = mean + torch.exp(logvar / 2) * torch.randn_like(mean)"]);
  expect(of("gradients")).toEqual(["loss.backward()"]);
  expect(of("update")).toEqual(["stepper.step()"]);
  const draw = lines.find(({ sets }) => sets.includes("z"))!;
  const named = draw.words.flatMap(({ text, quantity }) => (quantity ? [`${text}: ${quantity}`] : []));
  expect(named).toEqual(["z: z", "mean: mu", "logvar: sigma", "randn_like: epsilon", "mean: mu"]);
  // Of the names outside of the model none is a quantity.
  expect(lines.filter(({ words }) => /^import|EPOCHS/.test(textOf(words))).flatMap(({ sets }) => sets)).toEqual([]);
});

test("what a change of an option touches is marked", async () => {
  const before = await programOf({ method: "vae", beta: 1 });
  const after = await programOf({ method: "vae", beta: 4, clip: 5 });
  expect(those(listing(after.text, { before: before.text }), ({ changed }) => changed)).toEqual([
    "LEARNING_RATE, BETA = 0.001, 4",
    "CLIP = 5  # the largest norm of the gradient",
    "nn.utils.clip_grad_norm_(model.parameters(), CLIP)",
  ]);
});
