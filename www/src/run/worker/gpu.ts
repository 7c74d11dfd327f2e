/**
 * The GPU as a trainer: a wasm binary of its own, loaded when it is first wanted. It trains a copy of the Lab's run,
 * which the Lab gets back when that is asked for; meanwhile the Lab follows the weights as often as it is queried.
 */
import type { Device, Trainer as Engine } from "../../../../pkg/gpu/vae_lab.js";
import type { Options, StepMetrics } from "../protocol.ts";
import { sizeOf } from "../size.ts";
import { borrow, giveBack } from "./device.ts";
import type { Gpu } from "./executors.ts";
import { Rate } from "./trainer.ts";
import type { Lab } from "./wasm.ts";

/** Training between two answers: long enough that waiting for them costs little, short enough to pause at once. */
const SLICE_MS = 60;
/** Weights that answer a query are at most about this old. */
const FOLLOW_MS = 75;
/** A lost GPU takes this much training with it, and a slice. */
const SAVE_MS = 800;
const RACE_MS = 300;
/** A GPU that does not answer in this time is taken for lost. */
const PATIENCE_MS = 20_000;
/** Pipelines may take their time: training goes on without them. */
const PREPARE_MS = 180_000;
/** Images go over in parts of this many bytes. */
const PART = 1 << 20;

/** `queriesDone` resolves when the weights that the Lab has may make way for others. */
export async function loadGpu(lab: Lab, queriesDone: () => Promise<unknown>): Promise<GpuTrainer> {
  const { default: initialize, start, Device, Trainer } = await import("../../../../pkg/gpu/vae_lab.js");
  // What came may be no binary: it is asked for once more, past every cache.
  await initialize().catch(() => {
    const binary = new URL("../../../../pkg/gpu/vae_lab_bg.wasm", import.meta.url);
    return initialize({ module_or_path: fetch(binary, { cache: "reload" }) });
  });
  start();
  const device = await borrow(Device);
  return new GpuTrainer(lab, queriesDone, device, new Trainer(device));
}

export class GpuTrainer implements Gpu {
  readonly rate = new Rate();
  readonly lost: Promise<string>;
  /** It has the Lab's run, or a later state of it. */
  #current = false;
  /** The Lab lacks steps that were made here. */
  #ahead = false;
  #queried = false;
  #followed = 0;
  #saved = 0;
  /** Steps that fill a slice, and milliseconds that any answer takes: some browsers look for answers now and then only. */
  #fill = 1;
  #latency = 0;
  /** Gives up what is waited for. */
  #giveUp: (reason: string) => void = () => undefined;
  /** A state of the run, and the last one whose weights are known to give finite terms. */
  #taken: Uint8Array | undefined;
  #good: Uint8Array | undefined;

  constructor(
    private readonly lab: Lab,
    private readonly queriesDone: () => Promise<unknown>,
    private readonly device: Device,
    private readonly engine: Engine,
  ) {
    this.lost = device.lost();
    void this.lost.then((reason) => this.#giveUp(reason));
  }

  upload(): void {
    const dataset = this.lab.dataset();
    this.engine.beginImages(dataset, this.lab.trainingLabels());
    const bytes = dataset.train * sizeOf(dataset);
    for (let at = 0; at < bytes; at += PART)
      this.engine.images(this.lab.trainingImages(at, Math.min(PART, bytes - at)));
  }

  async prepare(): Promise<void> {
    const run = this.lab.snapshot();
    await this.#ask(() => this.engine.restore(run), PREPARE_MS);
  }

  async train(most: number): Promise<StepMetrics[]> {
    if (!this.#current) await this.#take();
    const steps = await this.#steps(Math.min(most, this.#fill));
    // The terms of these steps vouch for the weights before them.
    if (this.#taken) this.#good = this.#taken;
    this.#taken = undefined;
    this.#ahead = true;
    await this.#share();
    return steps;
  }

  async race(): Promise<void> {
    await this.#take();
    const race = async (ms: number) => {
      this.rate.clear();
      for (const begun = performance.now(); performance.now() - begun < ms;) await this.#steps(this.#fill);
    };
    // The first steps are slower, and find out how many fill a slice.
    await race(RACE_MS / 2);
    await race(RACE_MS);
    this.#current = false;
  }

  async settle(): Promise<void> {
    if (!this.#ahead) return;
    await this.#save();
    await this.#ask(this.queriesDone);
    try {
      this.lab.follow(this.#taken as Uint8Array);
    } catch {
      // The newest weights are not finite; no term has told of them yet.
      this.recall();
      this.#current = false;
    }
    this.#ahead = false;
  }

  release(): void {
    this.#current = this.#ahead = false;
  }

  async configure(options: Options): Promise<void> {
    if (!this.#current) return;
    // The state that was taken may have the averages of another optimiser, which the Lab has left already.
    this.#good = this.#taken = undefined;
    await this.#ask(() => this.engine.configure(options));
    await this.#save();
    this.#good = this.#taken;
  }

  noteQuery(): void {
    this.#queried ||= this.#ahead;
  }

  recall(): void {
    if (this.#ahead && this.#good) this.lab.follow(this.#good);
  }

  close(): void {
    void giveBack(this.device);
  }

  /** Takes over the Lab's run. */
  async #take(): Promise<void> {
    await this.prepare();
    this.#current = true;
    this.#ahead = false;
    this.#good = undefined;
    const begun = performance.now();
    await this.#save();
    this.#latency = performance.now() - begun;
  }

  async #steps(count: number): Promise<StepMetrics[]> {
    const begun = performance.now();
    const steps = await this.#ask(() => this.engine.train(count));
    const ms = performance.now() - begun;
    this.rate.add(count, ms);
    // A few steps say little about how long many take.
    const work = Math.max(ms - this.#latency, 1);
    this.#fill = Math.max(1, Math.min(Math.round((count * SLICE_MS) / work), 4 * count));
    return steps;
  }

  /** Hands over the weights after a query, and now and then a state to go on from if the GPU is lost. */
  async #share(): Promise<void> {
    const now = performance.now();
    if (now - this.#saved >= SAVE_MS) await this.#save();
    if (!this.#queried || now - this.#followed < FOLLOW_MS) return;
    const weights = await this.#ask(() => this.engine.position(false));
    await this.#ask(this.queriesDone);
    this.lab.follow(weights);
    this.#queried = false;
    this.#followed = performance.now();
  }

  async #save(): Promise<void> {
    this.#taken = await this.#ask(() => this.engine.position(true));
    this.#saved = performance.now();
  }

  /** The engine's answer; rejects where the device is lost first or stays silent. */
  #ask<T>(work: () => T | Promise<T>, patience = PATIENCE_MS): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#giveUp = (reason) => reject(new Error(reason));
      const timer = setTimeout(() => this.#giveUp("it does not answer"), patience);
      Promise.resolve()
        .then(work)
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }
}
