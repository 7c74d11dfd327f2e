// A run and its worker, in an order that the test fixes: the worker is made up, and says what it is told to.
import { expect, test } from "@playwright/test";
import type { FromWorker, Model, Request, ToHost } from "../../www/src/run/protocol.ts";
import type { Refusal } from "../../www/src/run/refusal.ts";
import { Run } from "../../www/src/run/run.ts";
import { INITIAL } from "../../www/src/run/state.ts";
import { VAE } from "./models.ts";

const MODEL: Model = { options: {}, model: VAE };
const RESULTS: Partial<Record<Request["verb"], unknown>> = {
  open: { ...MODEL, build: "simd", executors: INITIAL.executors, specs: [] },
  setOptions: { ...MODEL, restarted: false },
  loadWeights: MODEL,
  takeCheckpoint: { step: 0, epoch: 0, weightsF16: new Uint8Array(), full: undefined },
  loadDataset: { name: "handwriting", train: 20_000, heldOut: 2000, height: 28, width: 28, planes: 1, classes: 10 },
};

/** A worker that answers everything until it is asked for what it is to fall silent at. */
class MadeUp {
  static readonly begun: MadeUp[] = [];
  static silentAt: Request["verb"] | undefined;
  /** Called when one begins, and when one falls silent. */
  static heard: () => void = () => undefined;

  onmessage: ((event: { data: unknown }) => void) | null = null;
  silent = false;
  ended = false;
  readonly asked: Request["verb"][] = [];

  constructor() {
    MadeUp.begun.push(this);
    // After all that follows from its beginning at once: it is listened to by then.
    setTimeout(() => this.onmessage?.({ data: "ready" }));
    MadeUp.heard();
  }

  addEventListener(): void {}

  terminate(): void {
    this.ended = true;
  }

  say(message: FromWorker): void {
    this.onmessage?.({ data: { run: 1, message } });
  }

  postMessage({ request }: ToHost): void {
    if (!request) return;
    this.asked.push(request.verb);
    if (request.verb === MadeUp.silentAt) this.silent = true;
    if (this.silent) MadeUp.heard();
    else queueMicrotask(() => this.say({ id: request.id, result: RESULTS[request.verb] } as FromWorker));
  }
}

/** Waits until something holds of the workers that have begun. */
const until = (holds: () => boolean) =>
  new Promise<void>((resolve) => {
    MadeUp.heard = () => holds() && resolve();
    MadeUp.heard();
  });

/** A run that opens, with a worker that falls silent at this verb. */
function begin(silentAt?: Request["verb"]) {
  MadeUp.begun.length = 0;
  MadeUp.silentAt = silentAt;
  const nothing = () => undefined;
  const faults: string[] = [];
  const run = new Run({
    changed: nothing,
    moved: nothing,
    metrics: nothing,
    error: ({ code }) => faults.push(code),
    ended: nothing,
    number: () => 1,
  });
  const source = { kind: "generated", name: "handwriting" } as const;
  const opened = run.open({ build: "simd", choice: "auto", texts: {}, source }).then(
    () => "open",
    ({ code }: Refusal) => code,
  );
  return { run, opened, faults };
}

/** A run whose worker has fallen silent while it reads the images. */
async function opening() {
  const begun = begin("loadDataset");
  await until(() => MadeUp.begun[0]?.silent === true);
  return { ...begun, worker: MadeUp.begun[0]! };
}

test.beforeAll(() => Object.assign(globalThis, { Worker: MadeUp }));
test.afterAll(() => Reflect.deleteProperty(globalThis, "Worker"));

test("a run that was closed while it opened begins no worker", async () => {
  const { run, opened, worker } = await opening();
  const second = until(() => MadeUp.begun.length > 1).then(() => "another worker");
  run.close();
  expect(await Promise.race([opened, second])).toBe("worker-lost");
  expect(worker.ended).toBe(true);
  expect(MadeUp.begun).toHaveLength(1);
});

test("a worker that is lost over the images is replaced, and the usual ones are read", async () => {
  const { run, opened, faults, worker } = await opening();
  MadeUp.silentAt = undefined;
  worker.say({ event: "panic", message: "unreachable" });
  expect(await opened).toBe("open");
  expect(run.state.phase).toBe("ready");
  expect(faults).toEqual(["worker-lost"]);
  expect(MadeUp.begun.map(({ ended }) => ended)).toEqual([true, false]);
  run.close();
});

for (const [what, begins] of Object.entries({
  train: (run: Run) => run.train(),
  step: (run: Run) => run.step(1000),
}))
  for (const shown of [false, true])
    test(`a pause right after ${what} comes after it, ${shown ? "with" : "without"} a pretrained model`, async () => {
      const { run, opened } = begin();
      await opened;
      if (shown) await run.showPretrained(new Uint8Array());
      const { asked } = MadeUp.begun[0]!;
      await Promise.all([begins(run), run.pause()]);
      expect(asked).toContain(what);
      expect(asked.lastIndexOf("pause")).toBeGreaterThan(asked.lastIndexOf(what as Request["verb"]));
      run.close();
    });

test("a pause does not wait for its turn while the images are read", async () => {
  const { run, opened } = begin();
  await opened;
  const worker = MadeUp.begun[0]!;
  MadeUp.silentAt = "loadDataset";
  const reading = run.loadDataset({ kind: "generated", name: "noise" }).catch(() => "closed");
  await until(() => worker.silent);
  const paused = run.pause().catch(() => "closed");
  await until(() => worker.asked.at(-1) === "pause");
  run.close();
  expect(await Promise.all([reading, paused])).toEqual(["closed", "closed"]);
});
