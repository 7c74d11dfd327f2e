/**
 * The worker's clock. It trains one step at a time and yields to the message queue after each, so that whatever
 * the page asks waits for one step (or one background picture) at most. It does not depend on the page being
 * visible: message channels are not throttled in background tabs.
 */
import {
  type Args,
  CURVE_ROW,
  type FromWorker,
  type Refused,
  type Request,
  type Result,
  type StepMetrics,
  type Verb,
} from "../protocol.ts";
import { readFiles } from "./files.ts";
import { type Lab, load } from "./wasm.ts";

const REPORT_MS = 100;
const EVALUATE_MS = 500;
const SNAPSHOT_MS = 5000;
/** Held-out images in an evaluation during training, which then costs about one training step. */
const EVALUATE_IMAGES = 300;
/** Images drawn at a time while the handwriting grows: a few milliseconds. */
const GROW_IMAGES = 50;
const HANDWRITING_SEED = 0;

/** Pictures wait for their turn between training steps; everything else is answered at once. */
const PICTURES: ReadonlySet<Verb> = new Set<Verb>(["manifold", "grid", "sample", "encodeHeldOut", "reconstruct"]);

type Handlers = { [V in Verb]: (args: Args<V>) => Result<V> | Promise<Result<V>> };

export class Loop {
  #lab!: Lab;
  #freshSeed!: () => number;
  #channel = new MessageChannel();
  #ticking = false;
  /** Training steps still to do: 0 when paused, infinite while training. */
  #remaining = 0;
  #announced = false;
  #jobs: (() => void)[] = [];
  #loaded = false;
  #growing = false;
  #growNext = false;
  #changed = { evaluation: false, snapshot: false };
  #stepsDone: (() => void)[] = [];
  #curve: number[] = [];
  #last: StepMetrics | undefined;
  #reported = 0;
  #batch = 1;

  constructor(private readonly post: (message: FromWorker, transfer?: Transferable[]) => void) {
    this.#channel.port1.onmessage = () => this.#guard(() => this.#tick());
    setInterval(() => this.#guard(() => this.#report()), REPORT_MS);
    setInterval(() => this.#queue(() => this.#evaluate()), EVALUATE_MS);
    setInterval(() => this.#queue(() => this.#snapshot()), SNAPSHOT_MS);
  }

  receive(request: Request): void {
    if (PICTURES.has(request.verb)) {
      this.#queue(() => void this.#answer(request));
    } else {
      void this.#answer(request);
    }
  }

  async #answer(request: Request): Promise<void> {
    try {
      const handler = this.#handlers[request.verb] as (args: unknown) => Result<Verb> | Promise<Result<Verb>>;
      const waiting = handler(request.args);
      const result = waiting instanceof Promise ? await waiting : waiting;
      this.post({ id: request.id, result }, buffers(result));
    } catch (cause) {
      const refused = asRefused(cause);
      if (refused) this.post({ id: request.id, refused });
      else this.#panic(cause);
    }
  }

  readonly #handlers: Handlers = {
    open: async ({ build, seed }) => {
      const loaded = await load(build);
      const { Lab } = loaded.engine;
      const specs = Lab.specs();
      this.#freshSeed = () => Lab.seed();
      this.#lab = new Lab(seed ?? Number(specs.find((spec) => spec.key === "seed")?.default ?? 0));
      const opened = { specs, presets: Lab.presets(), options: this.#options(), executor: this.#lab.executor() };
      return { build: loaded.build, ...opened };
    },
    load: async ({ source }) => {
      if (source.kind === "handwriting") {
        const dataset = this.#lab.loadHandwriting(HANDWRITING_SEED);
        this.#loaded = true;
        this.#rebuilt();
        this.#growing = true;
        this.#wake();
        return dataset;
      }
      const { names, bytes } = await readFiles(source);
      const dataset = this.#lab.loadIdx(names, bytes);
      this.#loaded = true;
      this.#growing = false;
      this.#rebuilt();
      return dataset;
    },
    configure: ({ options }) => {
      const { restarted } = this.#lab.configure(options);
      if (restarted) this.#rebuilt();
      this.#touch();
      return { restarted, options: this.#options() };
    },
    train: () => {
      this.#run(Number.POSITIVE_INFINITY);
      return undefined;
    },
    pause: () => {
      this.#halt();
      return undefined;
    },
    step: ({ count }) =>
      new Promise<undefined>((resolve) => {
        this.#stepsDone.push(() => resolve(undefined));
        this.#run(count);
      }),
    reset: () => {
      this.#lab.reset();
      this.#rebuilt();
      return undefined;
    },
    reseed: () => {
      this.#lab.reseed(this.#freshSeed());
      this.#rebuilt();
      return { options: this.#options() };
    },
    encode: ({ pixels }) => this.#lab.encode(pixels),
    decode: ({ z }) => this.#lab.decode(z),
    sample: ({ count, draw }) => this.#lab.sample(count, draw),
    grid: ({ side }) => this.#lab.grid(side),
    manifold: ({ lattice: { left, top, spacing, columns, rows } }) => {
      const latent = Number(this.#lab.options().latent);
      const z = new Float32Array(columns * rows * latent);
      for (let row = 0, at = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++, at += latent) {
          z[at] = left + column * spacing;
          if (latent > 1) z[at + 1] = top - row * spacing;
        }
      }
      return this.#lab.decode(z);
    },
    heldOut: ({ count }) => this.#lab.heldOut(count),
    encodeHeldOut: ({ count }) => this.#lab.encodeHeldOut(count),
    reconstruct: ({ count }) => this.#lab.reconstruct(count),
    evaluate: ({ limit }) => this.#lab.evaluate(limit),
    saveWeights: () => this.#lab.saveWeights(),
    loadWeights: ({ bytes }) => {
      this.#lab.loadWeights(bytes);
      this.#rebuilt();
      return { options: this.#options() };
    },
    snapshot: () => this.#lab.snapshot(),
    restore: ({ bytes }) => {
      this.#lab.restore(bytes);
      this.#rebuilt();
      return { options: this.#options(), ...this.#lab.metrics() };
    },
    ping: () => undefined,
  };

  #run(count: number): void {
    this.#remaining = count;
    this.#reported = performance.now();
    // A single step is over before anyone could pause it.
    if (count > 1) this.#announce(true);
    this.#wake();
  }

  /** Stops, tells the page, and answers those who waited for their steps. */
  #halt(): void {
    this.#remaining = 0;
    this.#report();
    this.#announce(false);
    for (const done of this.#stepsDone.splice(0)) done();
  }

  #announce(training: boolean): void {
    if (training === this.#announced) return;
    this.#announced = training;
    this.post({ event: "training", training });
  }

  /** Has a slice of its own done for it, so that a request never waits for it and a training step together. */
  #queue(job: () => void): void {
    this.#jobs.push(job);
    this.#wake();
  }

  #wake(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.#channel.port2.postMessage(null);
  }

  /** One slice: a job that waits, or some more handwriting, or one training step. */
  #tick(): void {
    this.#ticking = false;
    const job = this.#jobs.shift();
    this.#growNext = this.#growing && (this.#remaining === 0 || !this.#growNext);
    if (job) job();
    else if (this.#growNext) this.#grow();
    else if (this.#remaining > 0) this.#step();
    if (this.#jobs.length > 0 || this.#growing || this.#remaining > 0) this.#wake();
  }

  #grow(): void {
    this.#growing = this.#lab.growDataset(GROW_IMAGES) > 0;
    if (!this.#growing) this.post({ event: "dataset", dataset: this.#lab.dataset() });
  }

  #step(): void {
    const metrics = this.#lab.step();
    this.#last = metrics;
    this.#curve.push(metrics.step, metrics.loss, metrics.recon, metrics.kl);
    this.#touch();
    if (--this.#remaining === 0) this.#halt();
  }

  #report(): void {
    if (!this.#last || this.#curve.length === 0) return;
    const now = performance.now();
    const steps = this.#curve.length / CURVE_ROW;
    const stepsPerSecond = (steps * 1000) / Math.max(now - this.#reported, 1);
    const curve = Float32Array.from(this.#curve);
    this.#curve.length = 0;
    this.#reported = now;
    this.post(
      {
        event: "progress",
        metrics: this.#last,
        stepsPerSecond,
        imagesPerSecond: stepsPerSecond * this.#batch,
        curve,
      },
      [curve.buffer],
    );
  }

  #evaluate(): void {
    if (!this.#loaded || !this.#changed.evaluation) return;
    this.#changed.evaluation = false;
    const evaluation = this.#lab.evaluate(EVALUATE_IMAGES);
    this.#report();
    this.post({ event: "evaluation", step: this.#lab.metrics().step, evaluation });
  }

  #snapshot(): void {
    if (!this.#loaded || !this.#changed.snapshot) return;
    this.#changed.snapshot = false;
    const bytes = this.#lab.snapshot();
    this.post({ event: "snapshot", bytes }, [bytes.buffer]);
  }

  #touch(): void {
    this.#changed.evaluation = true;
    this.#changed.snapshot = true;
  }

  /** The model is another one: what was measured on the old one is void, and a lost worker must not bring it back. */
  #rebuilt(): void {
    this.#curve.length = 0;
    this.#last = undefined;
    this.#options();
    this.#touch();
    this.#snapshot();
  }

  #options() {
    const options = this.#lab.options();
    this.#batch = Number(options.batch);
    return options;
  }

  /** Runs what the clock started: the engine's refusal (a loss that is not finite) stops training, a panic ends this worker. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (cause) {
      const refused = asRefused(cause);
      if (!refused) return this.#panic(cause);
      this.#halt();
      this.post({ event: "stopped", refused });
    }
  }

  #panic(cause: unknown): void {
    this.post({ event: "panic", message: cause instanceof Error ? cause.message : String(cause) });
    // After a panic the engine's memory cannot be trusted: nothing of it may run again.
    self.close();
  }
}

/** What the engine and the page throw on purpose carries a code; anything else is a fault. */
function asRefused(cause: unknown): Refused | undefined {
  if (typeof cause !== "object" || cause === null || !("code" in cause) || typeof cause.code !== "string") return;
  const { code, params, message } = cause as Refused;
  return { code, params: { ...params }, message };
}

/** The buffers of a result that can be handed over instead of copied. */
function buffers(result: Result<Verb>): Transferable[] {
  if (typeof result !== "object" || result === null) return [];
  const values = ArrayBuffer.isView(result) ? [result] : Object.values(result);
  return values
    .filter((value): value is Uint8Array => ArrayBuffer.isView(value))
    .map((value) => value.buffer as ArrayBuffer);
}
