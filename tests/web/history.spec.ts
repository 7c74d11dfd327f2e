// The time machine's memory, without a page: which checkpoints are kept, in how many bytes, and what one in half precision holds.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { History } from "../../www/src/run/history/history.ts";
import { differences } from "../../www/src/run/history/differences.ts";
import { kept, type PastRun } from "../../www/src/run/history/past.ts";
import type { Checkpoint, Options, OptionSpec } from "../../www/src/run/protocol.ts";
import { CheckpointSchedule } from "../../www/src/run/worker/checkpoints.ts";

const checkpoint = (step: number): Checkpoint => ({
  step,
  epoch: step / 100,
  weightsF16: new Uint8Array(100),
  full: new Uint8Array(600),
});
const BOUNDS = { checkpoints: 40, bytes: 100 * 100, full: 6 * 600 };

/** A history of a run with a checkpoint at each multiple of `every`. */
function history(last: number, every = 10, bounds = BOUNDS): History {
  const history = new History(bounds);
  for (let step = 0; step <= last; step += every) history.add(checkpoint(step));
  return history;
}

test("a history of any length keeps its ends in bounded memory", () => {
  for (const last of [0, 10, 500, 20_000]) {
    const { checkpoints, bytes, newest } = history(last);
    expect(checkpoints.length).toBeLessThanOrEqual(BOUNDS.checkpoints);
    expect(bytes).toBeLessThanOrEqual(BOUNDS.bytes);
    expect(checkpoints[0]?.step).toBe(0);
    expect(newest?.step).toBe(last);
    expect(newest?.full).toBeDefined();
  }
});

test("it is dense near the beginning and near now, and nowhere has a hole", () => {
  const last = 20_000;
  const steps = history(last).checkpoints.map(({ step }) => step);
  expect(steps.length).toBeGreaterThan(BOUNDS.checkpoints / 2);
  expect(steps.filter((step) => step <= 100).length).toBeGreaterThanOrEqual(3);
  expect(steps.filter((step) => step >= last - 100).length).toBeGreaterThanOrEqual(3);
  // Every gap is in proportion to how far it is from the nearer end.
  for (let at = 1; at < steps.length; at++) {
    const [from, to] = [steps[at - 1] as number, steps[at] as number];
    const away = Math.max(Math.min(to, last - from), 10);
    expect((to - from) / away, `${from} to ${to}`).toBeLessThanOrEqual(1);
  }
});

test("full checkpoints are few, with one at the beginning and one now", () => {
  const full = history(20_000).checkpoints.filter((checkpoint) => checkpoint.full);
  expect(full.length).toBeGreaterThan(2);
  expect(full.reduce((bytes, checkpoint) => bytes + (checkpoint.full?.length ?? 0), 0)).toBeLessThanOrEqual(
    BOUNDS.full,
  );
  expect(full[0]?.step).toBe(0);
  expect(full.at(-1)?.step).toBe(20_000);
});

test("a model too large for the bounds keeps its beginning and now", () => {
  const { checkpoints } = history(1000, 10, { checkpoints: 40, bytes: 10, full: 10 });
  expect(checkpoints.map(({ step, full }) => [step, !!full])).toEqual([
    [0, false],
    [1000, true],
  ]);
});

test("who goes back takes another way: what came after is forgotten", () => {
  const past = history(200, 20);
  past.rewind(100);
  expect(past.newest?.step).toBe(100);
  past.add(checkpoint(110));
  past.add(checkpoint(105));
  expect(past.checkpoints.map(({ step }) => step)).toEqual([0, 20, 40, 60, 80, 100, 105]);
  expect(past.nearest(92)?.step).toBe(100);
  expect(past.nearest(-5)?.step).toBe(0);
  expect(new History().nearest(3)).toBeUndefined();
});

test("the engine goes on from weights in half precision where the full snapshot was, with a fresh optimiser", () => {
  initSync({ module: readFileSync("pkg/simd/vae_lab_bg.wasm") });
  const lab = new Lab(3);
  lab.configure({ hidden: [32] });
  lab.loadGenerated("handwriting", 0);
  for (let step = 0; step < 20; step++) lab.step();
  const image = () => lab.decode(Float32Array.of(0.5, -0.5));
  const [before, full] = [image(), lab.snapshot()];
  const weightsF16 = lab.lightSnapshot();
  expect(weightsF16.length).toBeLessThan(full.length / 5);
  const [expected = Number.NaN] = lab.step().terms;
  lab.restore(weightsF16);
  expect(lab.metrics().step).toBe(20);
  expect(Math.max(...image().map((value, at) => Math.abs(value - (before[at] ?? 0))))).toBeLessThan(0.01);
  const { step, terms } = lab.step();
  expect(step).toBe(21);
  // The loss of the same images and noise, before the optimiser does anything.
  expect(Math.abs((terms[0] ?? Number.NaN) / expected - 1)).toBeLessThan(1e-3);
});

const spec = (key: string) => ({ key, symbol: key, methods: key === "beta" ? ["vae"] : ["vae", "ae"] }) as OptionSpec;

test("runs differ in what was changed, in the order of the options", () => {
  const specs = ["hidden", "beta", "lr"].map(spec);
  const before = { method: "vae", hidden: [400], beta: 1, lr: 0.001 };
  expect(differences(specs, before, { ...before, hidden: [400] })).toEqual([]);
  const found = (to: Options) => differences(specs, before, to).map(({ spec, from, to }) => [spec.key, from, to]);
  expect(found({ method: "vae", hidden: [256, 64], beta: 4, lr: 0.001 })).toEqual([
    ["hidden", [400], [256, 64]],
    ["beta", 1, 4],
  ]);
  // What the other model does not have is no difference.
  expect(found({ method: "ae", hidden: [400], beta: 4, lr: 0.01 })).toEqual([["lr", 0.001, 0.01]]);
});

const past = (number: number): PastRun => ({
  number,
  options: {},
  source: { kind: "generated", name: "handwriting" },
  dataset: "handwriting",
  evaluation: undefined,
  curve: { terms: [], train: [], heldOut: [] },
  end: checkpoint(10),
  origin: undefined,
});

test("past runs stay within their bounds, the newest full", () => {
  let runs: readonly PastRun[] = [];
  for (let number = 1; number <= 12; number++) runs = kept(runs, past(number), { runs: 8, bytes: 2000 });
  expect(runs.map(({ number }) => number)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  expect(runs.at(-1)?.end.full).toBeDefined();
  expect(runs[0]?.end.full).toBeUndefined();
  const bytes = (list: readonly PastRun[]) =>
    list.reduce((sum, { end }) => sum + end.weightsF16.length + (end.full?.length ?? 0), 0);
  expect(bytes(runs)).toBeLessThanOrEqual(2000);
  expect(kept(runs, past(13), { runs: 8, bytes: 900 }).map(({ number }) => number)).toEqual([11, 12, 13]);
  // A run that goes on and ends again takes its own place.
  expect(kept(runs, past(12), { runs: 8, bytes: 2000 })).toHaveLength(8);
});

test("full checkpoints of a large model follow each other fast at first, and then every five seconds", () => {
  const { now } = performance;
  let [ms, step] = [0, 0];
  const lab = {
    metrics: () => ({ step, epoch: 0 }),
    lightSnapshot: () => new Uint8Array(1),
    snapshot: () => new Uint8Array(4 << 20),
  } as unknown as Lab;
  const run = (schedule: CheckpointSchedule, until: number) => {
    const full: number[] = [];
    for (; ms <= until; ms += 250, step += 10) {
      const kind = schedule.due(step);
      if (kind && schedule.take(lab, kind).full) full.push(ms);
    }
    return full;
  };
  try {
    performance.now = () => ms;
    const schedule = new CheckpointSchedule();
    expect(run(schedule, 20_000)).toEqual([0, 1000, 3000, 7000, 12_000, 17_000]);
    [ms, step] = [0, 0];
    schedule.goTo(0);
    expect(run(schedule, 4000)).toEqual([0, 1000, 3000]);
  } finally {
    performance.now = now;
  }
});
