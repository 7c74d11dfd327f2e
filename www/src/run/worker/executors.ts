/**
 * The choice of an executor. The CPU can always train. The GPU does where there is one, as long as it lives, when the
 * reader asks for it or when it won a race on the very model; a software adapter, or one that gives no device, is never
 * waited for.
 */
import type { Choice, Executors as State, GpuStatus, Options, StepMetrics } from "../protocol.ts";
import type { Adapter } from "./adapter.ts";
import { asRefused, messageOf, refusal } from "./refused.ts";
import type { Trainer } from "./trainer.ts";

/** The GPU as a trainer; the Lab stays the one that knows the model, the run and the images. */
export interface Gpu extends Trainer {
  /** Settles when the device is lost, with the reason. */
  readonly lost: Promise<string>;
  /** Takes over the Lab's training images, which are complete. */
  upload(): void;
  /** Makes ready what the Lab's model needs. */
  prepare(): Promise<void>;
  /** Trains for a moment on a copy of the run that is thrown away, for its `rate`. */
  race(): Promise<void>;
  /** The Lab has another run now. */
  release(): void;
  /** Options that go on with the run have changed. */
  configure(options: Options): Promise<void>;
  /** The model in the Lab was queried: it is to follow the run. */
  noteQuery(): void;
  /** Brings the Lab the last whole state of the run that is known to be good, where its own is none. */
  recall(): void;
  /** Gives the device back. */
  close(): void;
}

/** What the executors need from the worker. */
export interface ExecutorDeps {
  cpu: Trainer;
  /** The CPU's instructions, such as `cpu-simd128`. */
  cpuName: string;
  /** A run that a seed fixes in every bit stays on the CPU unless the reader says otherwise. */
  exact: boolean;
  find(): Promise<Adapter | undefined>;
  /** Loads the GPU's binary and asks for a device. */
  load(): Promise<Gpu>;
  changed(): void;
  /** The GPU failed that has trained; the Lab has the run, at a step that may be an earlier one. */
  lost(reason: string): void;
  /** The images that are still to be made are waited for. */
  wantImages(): void;
}

export class Executors {
  #choice: Choice = "auto";
  #adapter: Adapter | undefined;
  #status: GpuStatus = "searching";
  #gpu: Gpu | undefined;
  /** The one that trained last: it has the run. */
  #holder: Trainer;
  /** The GPU has trained: where it fails, the reader is told. */
  #served = false;
  /** The winner of the race on this model; undefined before it. */
  #winner: "cpu" | "gpu" | undefined;
  #search: Promise<void> | undefined;
  #preparing: Promise<void> | undefined;
  /** When the images that were loaded last are complete. */
  #images: Promise<void> | undefined;
  /** The images that the GPU has, by the same promise. */
  #uploaded: Promise<void> | undefined;
  /** Counts the models and images that there were. */
  #version = 0;

  constructor(private readonly deps: ExecutorDeps) {
    this.#holder = deps.cpu;
  }

  get state(): State {
    const { cpu, cpuName } = this.deps;
    const { name = "", software = false } = this.#adapter ?? {};
    return {
      choice: this.#choice,
      active: this.#next === cpu ? "cpu" : "gpu",
      cpu: { name: cpuName, stepsPerSecond: cpu.rate.stepsPerSecond },
      gpu: {
        name,
        software,
        status: this.#status,
        stepsPerSecond: this.#gpu?.rate.stepsPerSecond ?? Number.NaN,
      },
    };
  }

  /** Begins with a choice that was made earlier: what cannot be had now is not missed. */
  async open(choice: Choice): Promise<void> {
    this.#choice = choice;
    await this.#find();
    if (this.#wanted) await this.#prepare().catch(() => undefined);
  }

  /** Takes the reader's choice; a GPU that was lost is asked for again. Resolves when the choice is in force. */
  async choose(choice: Choice): Promise<void> {
    if (choice !== "cpu") {
      if (!this.#gpu && this.#status !== "searching") this.#search = undefined;
      await this.#find();
      if (choice === "gpu" && !this.#adapter) throw refusal("no-gpu");
    }
    const before = this.#choice;
    this.#choice = choice;
    this.deps.changed();
    if (!this.#wanted) return;
    try {
      await this.#prepare();
    } catch (cause) {
      if (choice === "auto") return;
      this.#choice = before;
      this.deps.changed();
      throw cause;
    }
  }

  /** Other images were loaded; the promise is kept when they are complete. */
  load(complete: Promise<void>): void {
    this.#images = complete;
    this.renew();
    this.resize();
  }

  /** There are more images or fewer, of the same size: the result of the race stays valid. */
  reload(complete: Promise<void>): void {
    this.#images = complete;
    this.renew();
    this.#outdate();
  }

  /** The Lab has another run now, of a model that may have another size. */
  renew(): void {
    this.#gpu?.release();
    this.#holder = this.deps.cpu;
  }

  /** The model's size is another one: what was measured on the old one says nothing. */
  resize(): void {
    this.#winner = undefined;
    this.deps.cpu.rate.clear();
    this.#gpu?.rate.clear();
    this.#outdate();
  }

  /** Invalidates what the GPU has prepared: the model or the images are others. */
  #outdate(): void {
    this.#version++;
    if (this.#holder !== this.#gpu) {
      // The CPU trains until the GPU is ready for what is new.
      if (this.#status === "ready" || this.#status === "unfit") this.#status = "found";
      if (this.#wanted && this.#status === "found") void this.#prepare().catch(() => undefined);
    }
    this.deps.changed();
  }

  /**
   * Options change: in the Lab by `change`, which tells whether the run restarts, and then on the GPU. The Lab has the
   * run before, so that a GPU that is lost over the change takes no step with it.
   */
  async configure(options: Options, change: () => boolean): Promise<boolean> {
    await this.settle();
    const restarted = change();
    if (!restarted && this.#holder === this.#gpu) await this.#safely(this.#gpu, (gpu) => gpu.configure(options));
    return restarted;
  }

  /** Brings the Lab a whole state of the run that is not much older than the newest. */
  recall(): void {
    if (this.#holder === this.#gpu) this.#gpu?.recall();
  }

  /** Whether work on this model may take long, on the CPU. */
  get long(): boolean {
    return this.deps.cpu.rate.long;
  }

  noteQuery(): void {
    if (this.#holder === this.#gpu) this.#gpu?.noteQuery();
  }

  /** The GPU has the run. */
  get onGpu(): boolean {
    return this.#holder === this.#gpu;
  }

  /** Gives the GPU back. */
  close(): void {
    this.#gpu?.close();
  }

  /** Makes one step or more, `most` at the most; none where the GPU failed, and the CPU is to go on. */
  async train(most: number): Promise<StepMetrics[]> {
    const { cpu } = this.deps;
    if (this.#undecided && cpu.rate.known && most === Number.POSITIVE_INFINITY) await this.#race();
    const next = this.#next;
    if (next !== this.#holder) {
      await this.settle();
      this.renew();
    }
    this.#holder = next;
    if (!this.#gpu || next !== this.#gpu) return next.train(most);
    this.#served = true;
    return (await this.#safely(this.#gpu, (gpu) => gpu.train(most))) ?? [];
  }

  /** Brings the run, as it is now, to the Lab. */
  async settle(): Promise<void> {
    if (this.#holder === this.#gpu) await this.#safely(this.#gpu, (gpu) => gpu.settle());
  }

  /** A GPU that is to train, or to race for it. */
  get #wanted(): boolean {
    if (!this.#adapter) return false;
    return this.#choice === "gpu" || (this.#choice === "auto" && !this.#adapter.software && !this.deps.exact);
  }

  get #undecided(): boolean {
    return this.#choice === "auto" && this.#wanted && this.#status === "ready" && !this.#winner;
  }

  /** The one to train next. */
  get #next(): Trainer {
    const gpu = this.#wanted && this.#status === "ready" && (this.#choice === "gpu" || this.#winner === "gpu");
    return (gpu && this.#gpu) || this.deps.cpu;
  }

  #set(status: GpuStatus): void {
    this.#status = status;
    this.deps.changed();
  }

  #find(): Promise<void> {
    const search = async () => {
      this.#set("searching");
      this.#adapter = await this.deps.find();
      this.#set(this.#adapter ? "found" : "none");
    };
    this.#search ??= search();
    return this.#search;
  }

  /** Makes the GPU ready to train, once the images are complete. */
  #prepare(): Promise<void> {
    if (this.#status === "ready" || !this.#images) return Promise.resolve();
    this.#preparing ??= this.#load().finally(() => {
      this.#preparing = undefined;
    });
    return this.#preparing;
  }

  async #load(): Promise<void> {
    this.#set("preparing");
    try {
      const gpu = this.#gpu ?? (await this.deps.load());
      if (gpu !== this.#gpu) void gpu.lost.then((reason) => this.#fail(gpu, reason));
      this.#gpu = gpu;
      let version: number | undefined;
      // The Lab may get other images or another model meanwhile.
      while (version !== this.#version) {
        version = this.#version;
        const images = this.#images;
        this.deps.wantImages();
        await images;
        if (images !== this.#images) continue;
        if (images !== this.#uploaded) gpu.upload();
        this.#uploaded = images;
        await gpu.prepare();
      }
      this.#set("ready");
    } catch (cause) {
      const reason = told(cause);
      if (this.#gpu) this.#fail(this.#gpu, reason, isUnfit(cause));
      else this.#set("failed");
      throw refusal("gpu-unusable", { reason });
    }
  }

  async #race(): Promise<void> {
    if (!this.#gpu) return;
    // A copy that diverges loses; what becomes of the run itself, its own steps tell.
    await this.#safely(this.#gpu, (gpu) => gpu.race()).catch(() => this.#gpu?.rate.clear());
    const { cpu } = this.deps;
    const gpu = this.#gpu?.rate.stepsPerSecond ?? 0;
    this.#winner = gpu > cpu.rate.stepsPerSecond ? "gpu" : "cpu";
    this.deps.changed();
  }

  /** Runs work on the GPU, whose failure falls back to the CPU; a refusal of the run itself is thrown. */
  async #safely<T>(gpu: Gpu, work: (gpu: Gpu) => Promise<T>): Promise<T | undefined> {
    try {
      return await work(gpu);
    } catch (cause) {
      if (asRefused(cause)?.code === "diverged") throw cause;
      this.#fail(gpu, told(cause), isUnfit(cause));
      return undefined;
    }
  }

  #fail(gpu: Gpu, reason: string, unfit = false): void {
    if (gpu !== this.#gpu) return;
    const missed = this.#served && !unfit;
    this.#served = false;
    this.#holder = this.deps.cpu;
    gpu.recall();
    gpu.release();
    if (!unfit) {
      gpu.close();
      this.#gpu = this.#uploaded = undefined;
    }
    this.#set(unfit ? "unfit" : "failed");
    if (missed) this.deps.lost(reason);
  }
}

/** The model is too large for the adapter's buffers; another model may not be. */
function isUnfit(cause: unknown): boolean {
  return asRefused(cause)?.code === "gpu-limit";
}

function told(cause: unknown): string {
  const refused = asRefused(cause);
  return refused?.params["reason"] ?? refused?.message ?? messageOf(cause);
}
