// Work that takes long is told of before it is done, and whoever waits does not take silence for death.
import { expect, test } from "@playwright/test";
import type { FromHost, StepMetrics } from "../../www/src/run/protocol.ts";
import { Heart } from "../../www/src/run/heart.ts";
import { CpuTrainer } from "../../www/src/run/worker/cpu.ts";
import { Datasets } from "../../www/src/run/worker/datasets.ts";
import { adding, NO_OWN } from "../../www/src/run/worker/own.ts";
import { Server } from "../../www/src/run/worker/server.ts";
import type { Lab } from "../../www/src/run/worker/wasm.ts";

const { setInterval } = globalThis;
test.afterEach(() => (globalThis.setInterval = setInterval));

/** A heart, its clock, and what came of its beats. */
function listen() {
  let tick: () => void = () => undefined;
  globalThis.setInterval = ((work: () => void) => (tick = work)) as unknown as typeof setInterval;
  const beats: string[] = [];
  const heart = new Heart(
    () => beats.push("beat"),
    () => beats.push("died"),
  );
  const after = (times: number) => {
    for (let time = 0; time < times; time++) tick();
    return beats.at(-1);
  };
  return { heart, after };
}

test("a worker that falls silent is taken for dead, one that said that it is busy much later", () => {
  const { heart, after } = listen();
  expect(after(100), "it is still being fetched").toBeUndefined();
  heart.heard(false);
  expect(after(4)).toBe("beat");
  heart.heard(true);
  expect(after(150)).toBe("beat");
  heart.heard(false);
  expect(after(4), "it has answered since").toBe("beat");
  expect(after(1)).toBe("died");
});

/** An engine whose steps have four parts. */
function engine() {
  let parts = 0;
  const metrics: StepMetrics = { step: 1, epoch: 0, terms: [], gradNorm: 0 };
  return { beginStep: () => ++parts % 3 !== 0, step: () => metrics } as unknown as Lab;
}

test("a step says before each part how much of it is done, where steps take long", async () => {
  const said: (number | undefined)[] = [];
  const trainer = new CpuTrainer(
    engine(),
    async () => undefined,
    (done) => said.push(done),
  );
  await trainer.train();
  expect(said.splice(0), "nothing is known of this model yet").toEqual([undefined, undefined, undefined, undefined]);
  await trainer.train();
  expect(said.splice(0), "it is a fast one").toEqual([]);
  trainer.rate.clear();
  trainer.rate.add(1, 20_000);
  await trainer.train();
  expect(said).toEqual([0, 0.25, 0.5, 0.75]);
});

test("what keeps the worker busy for one run keeps it busy for all", () => {
  const posted: FromHost[] = [];
  const server = new Server({ postMessage: (message) => posted.push(message) }, () => undefined);
  const ask = (run: number, verb: "ping" | "pause") => server.receive({ run, request: { id: 1, verb, args: {} } });
  ask(1, "ping");
  ask(2, "pause");
  const busy = () => posted.filter(({ message }) => "event" in message && message.event === "busy");
  return expect.poll(() => busy().map(({ run }) => run)).toEqual([2, 1]);
});

test("no drawings in place of none leave the images alone", async () => {
  const lab = { dataset: () => ({ own: 0 }), setOwn: () => expect(true, "images are copied").toBe(false) };
  expect((await adding(NO_OWN))(lab as unknown as Lab)).toEqual({ own: 0 });
});

test("images are made once somebody wants them, and beside training every other time", async () => {
  let left = 4;
  const lab = { loadGenerated: () => undefined, growDataset: () => --left, dataset: () => ({ own: 0 }) };
  const datasets = new Datasets();
  await (
    await datasets.take({ kind: "generated", name: "handwriting" })
  )(lab as unknown as Lab);
  expect([datasets.growing, datasets.isTurn(false)]).toEqual([false, false]);
  datasets.want();
  expect([datasets.growing, datasets.isTurn(false), datasets.isTurn(false)]).toEqual([true, true, true]);
  expect([datasets.isTurn(true), datasets.isTurn(true), datasets.isTurn(true)]).toEqual([false, true, false]);
  while (datasets.growing) datasets.grow(lab as unknown as Lab);
  await datasets.complete;
  expect([left, datasets.isTurn(false)]).toEqual([0, false]);
});
