// Who trains, decided without a GPU: trainers here only count, at the speed that a test gives them.
import { expect, test } from "@playwright/test";
import type { Choice, StepMetrics } from "../../www/src/run/protocol.ts";
import type { Adapter } from "../../www/src/run/worker/adapter.ts";
import { Executors, type Gpu } from "../../www/src/run/worker/executors.ts";
import { GpuTrainer } from "../../www/src/run/worker/gpu.ts";
import { Rate, type Trainer } from "../../www/src/run/worker/trainer.ts";

const REAL = { name: "a real GPU", software: false };
const SOFTWARE = { name: "SwiftShader", software: true };
const FOREVER = Number.POSITIVE_INFINITY;

class Counter implements Trainer {
  readonly rate = new Rate();
  steps = 0;

  constructor(private readonly stepsPerSecond: number) {}

  async train(): Promise<StepMetrics[]> {
    this.steps++;
    this.rate.add(1, 1000 / this.stepsPerSecond);
    return [{ step: 0, epoch: 0, terms: [1], gradNorm: 1 }];
  }

  async settle(): Promise<void> {}
}

class FakeGpu extends Counter implements Gpu {
  lose: (reason: string) => void = () => undefined;
  readonly lost = new Promise<string>((resolve) => (this.lose = resolve));
  calls: string[] = [];
  /** What the next call of a name throws. */
  fault: Record<string, unknown> = {};

  async #called(name: string): Promise<void> {
    this.calls.push(name);
    const fault = this.fault[name];
    delete this.fault[name];
    if (fault) throw fault;
  }

  override async train(): Promise<StepMetrics[]> {
    await this.#called("train");
    return super.train();
  }
  override settle = () => this.#called("settle");
  upload = () => void this.calls.push("upload");
  prepare = () => this.#called("prepare");
  configure = () => this.#called("configure");
  race = async () => {
    await this.#called("race");
    for (let step = 0; step < 500; step++) await super.train();
  };
  release = () => void this.calls.push("release");
  noteQuery = () => void this.calls.push("noteQuery");
  recall = () => void this.calls.push("recall");
  close = () => void this.calls.push("close");
}

/** What a trainer on the GPU is made of. */
type Parts = ConstructorParameters<typeof GpuTrainer>;

interface Setting {
  adapter?: Adapter | "none";
  cpu?: number;
  gpu?: number;
  exact?: boolean;
  choice?: Choice;
  load?: () => Promise<Gpu>;
}

/** Executors on complete images, with everything that was heard of them. */
async function setUp({ adapter = REAL, cpu = 100, gpu = 1000, exact = false, choice = "auto", load }: Setting) {
  const [onCpu, onGpu] = [new Counter(cpu), new FakeGpu(gpu)];
  const devices = [onGpu];
  const losses: string[] = [];
  let wanted = 0;
  const executors: Executors = new Executors({
    cpu: onCpu,
    cpuName: "cpu-test",
    exact,
    find: async () => (adapter === "none" ? undefined : adapter),
    load: load ?? (async () => devices.shift() ?? new FakeGpu(gpu)),
    changed: () => undefined,
    lost: (reason) => losses.push(reason),
    wantImages: () => wanted++,
  });
  executors.load(Promise.resolve());
  await executors.open(choice);
  const train = async (slices: number) => {
    for (let slice = 0; slice < slices; slice++) await executors.train(FOREVER);
    return executors.state.active;
  };
  return { executors, cpu: onCpu, gpu: onGpu, losses, train, wanted: () => wanted };
}

test("a GPU that is faster trains, after a race with the CPU's own steps", async () => {
  const { executors, gpu, cpu, train } = await setUp({ cpu: 100, gpu: 1000 });
  expect(executors.state.active).toBe("cpu");
  expect(await train(200)).toBe("gpu");
  expect(gpu.calls.filter((call) => call === "race")).toHaveLength(1);
  expect(cpu.steps).toBeGreaterThan(10);
  expect(executors.state.cpu.stepsPerSecond).toBeCloseTo(100);
  expect(executors.state.gpu.stepsPerSecond).toBeCloseTo(1000);
});

test("a GPU that is slower does not", async () => {
  const { gpu, train } = await setUp({ cpu: 1000, gpu: 100 });
  expect(await train(1000)).toBe("cpu");
  expect(gpu.calls).toContain("race");
  expect(gpu.calls).not.toContain("train");
});

test("a single step does not wait for a race", async () => {
  const { executors, gpu, train } = await setUp({ cpu: 10 });
  for (let step = 0; step < 50; step++) await executors.train(1);
  expect(gpu.calls).not.toContain("race");
  expect(await train(50)).toBe("gpu");
});

test("another model is another race", async () => {
  const { executors, gpu, train } = await setUp({});
  await train(200);
  executors.renew();
  executors.resize();
  expect(executors.state).toMatchObject({ active: "cpu", gpu: { status: "preparing" } });
  expect(Number.isNaN(executors.state.cpu.stepsPerSecond)).toBe(true);
  expect(await train(200)).toBe("gpu");
  expect(gpu.calls.filter((call) => call === "race")).toHaveLength(2);
  expect(gpu.calls.filter((call) => call === "upload")).toHaveLength(1);
});

test("more images of the same size are uploaded, and nobody races for them again", async () => {
  const { executors, gpu, train } = await setUp({});
  await train(200);
  gpu.calls = [];
  executors.reload(Promise.resolve());
  expect(executors.state).toMatchObject({ active: "cpu", gpu: { status: "preparing" } });
  await expect.poll(() => executors.state.gpu.status).toBe("ready");
  expect(await train(1)).toBe("gpu");
  expect(gpu.calls).toEqual(["release", "upload", "prepare", "release", "train"]);
});

for (const [why, setting] of Object.entries({
  "is software": { adapter: SOFTWARE },
  "would change bits that the seed fixes": { exact: true },
})) {
  test(`a GPU that ${why} is not even loaded, unless it is asked for`, async () => {
    const { executors, gpu, train, wanted } = await setUp(setting);
    expect(await train(500)).toBe("cpu");
    expect([gpu.calls, wanted()]).toEqual([[], 0]);
    expect(executors.state.gpu.status).toBe("found");
    await executors.choose("gpu");
    expect(await train(1)).toBe("gpu");
    expect(gpu.calls).toEqual(["upload", "prepare", "release", "train"]);
    expect(wanted()).toBeGreaterThan(0);
  });
}

test("the run goes over to the one that is chosen, and nobody else has it meanwhile", async () => {
  const { executors, gpu, train } = await setUp({ choice: "gpu" });
  await train(2);
  await executors.choose("cpu");
  gpu.calls = [];
  await train(2);
  expect(gpu.calls).toEqual(["settle", "release"]);
});

test("a GPU that is lost leaves the run to the CPU, once, and comes back when it is asked for", async () => {
  const { executors, gpu, losses, train } = await setUp({ choice: "gpu" });
  expect(await train(3)).toBe("gpu");
  gpu.fault["train"] = new WebAssembly.RuntimeError("unreachable");
  expect(await executors.train(FOREVER)).toEqual([]);
  gpu.lose("it was unplugged");
  await Promise.resolve();
  expect(losses).toEqual(["unreachable"]);
  expect(gpu.calls.slice(-3)).toEqual(["recall", "release", "close"]);
  expect(await train(3)).toBe("cpu");
  await executors.choose("gpu");
  expect(await train(3)).toBe("gpu");
});

test("a device that is lost while nothing is asked of it is noticed too", async () => {
  const { gpu, losses, executors, train } = await setUp({ choice: "gpu" });
  await train(1);
  gpu.lose("it was unplugged");
  await expect.poll(() => executors.state.gpu.status).toBe("failed");
  expect(losses).toEqual(["it was unplugged"]);
});

test("a loss that is not finite is the run's trouble, not the GPU's", async () => {
  const { executors, gpu, train } = await setUp({ choice: "gpu" });
  await train(1);
  gpu.fault["train"] = { code: "diverged", params: {}, message: "the loss stopped being finite" };
  await expect(executors.train(FOREVER)).rejects.toMatchObject({ code: "diverged" });
  expect(await train(1)).toBe("gpu");
});

test("a copy that diverges in the race is no reason to stop the run", async () => {
  const { gpu, train } = await setUp({ cpu: 100, gpu: 1000 });
  gpu.fault["race"] = { code: "diverged", params: {}, message: "the loss stopped being finite" };
  expect(await train(200)).toBe("cpu");
  expect(gpu.calls).toContain("race");
});

test("a model that is too large for the GPU trains on the CPU, and the next one is tried again", async () => {
  const { executors, gpu, losses, train } = await setUp({ choice: "gpu" });
  gpu.fault["train"] = { code: "gpu-limit", params: { needed: "9", allowed: "5" }, message: "too large" };
  expect(await train(2)).toBe("cpu");
  expect(executors.state.gpu.status).toBe("unfit");
  expect(losses).toEqual([]);
  executors.resize();
  expect(await train(1)).toBe("gpu");
});

test("where there is no GPU, asking for one is refused and changes nothing", async () => {
  const { executors, train } = await setUp({ adapter: "none" });
  await expect(executors.choose("gpu")).rejects.toMatchObject({ code: "no-gpu" });
  expect(executors.state).toMatchObject({ choice: "auto", active: "cpu", gpu: { status: "none" } });
  expect(await train(1)).toBe("cpu");
});

test("while another optimiser is set, the Lab gets no state with the averages of the one before", async () => {
  const followed: unknown[] = [];
  const lab = { snapshot: () => new Uint8Array(), follow: (state: unknown) => void followed.push(state) };
  const device = { lost: () => new Promise<string>(() => undefined) };
  let saved = 0;
  let configured = () => undefined as void;
  const engine = {
    restore: async () => undefined,
    train: async () => [{ step: 1, epoch: 0, terms: [1], gradNorm: 1 }],
    position: async () => `state ${++saved}`,
    configure: () => new Promise<void>((resolve) => (configured = resolve)),
  };
  const gpu = new GpuTrainer(...([lab, async () => undefined, device, engine] as unknown as Parts));
  await gpu.train(1);
  gpu.recall();
  expect(followed).toEqual(["state 1"]);
  const done = gpu.configure({ optimizer: "sgd" } as Parameters<Gpu["configure"]>[0]);
  gpu.recall();
  await Promise.resolve();
  configured();
  await done;
  gpu.recall();
  expect(followed).toEqual(["state 1", "state 2"]);
});

test("a GPU that is lost while options change has brought the Lab the whole run before", async () => {
  let step = 0;
  const heard: string[] = [];
  const lab = { snapshot: () => new Uint8Array(), follow: (state: string) => void heard.push(state) };
  const device = { lost: () => new Promise<string>(() => undefined) };
  const engine = {
    restore: async () => undefined,
    train: async () => [{ step: ++step, epoch: 0, terms: [1], gradNorm: 1 }],
    position: async (whole: boolean) => `${whole ? "all" : "weights"} of step ${step}`,
    configure: () => Promise.reject(new Error("unplugged")),
  };
  const gpu = new GpuTrainer(...([lab, async () => undefined, device, engine] as unknown as Parts));
  const { executors, losses } = await setUp({
    choice: "gpu",
    load: async () => Object.assign(gpu, { upload() {}, close() {} }),
  });
  for (let slice = 0; slice < 3; slice++) {
    await executors.train(1);
    executors.noteQuery();
  }
  const change = () => {
    heard.push("other options");
    return false;
  };
  expect(await executors.configure({ optimizer: "sgd" }, change)).toBe(false);
  expect(losses).toEqual(["unplugged"]);
  expect(heard.slice(-2)).toEqual(["all of step 3", "other options"]);
  expect(executors.state.active).toBe("cpu");
});
