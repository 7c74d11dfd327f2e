/**
 * The worker's clock. It trains in short slices and yields to the message queue after each, so that whatever the
 * page asks waits for one part of a step on the CPU (or of a background picture) at most. It does not depend on the page
 * being visible. `Executors` decides what trains; queries are always answered by the Lab.
 */
import {
  type Args,
  type Checkpoint,
  type CheckpointKind,
  type FromWorker,
  type Model,
  type Progress,
  type Refused,
  type Request,
  type Result,
  type Verb,
} from "../protocol.ts";
import { findAdapter } from "./adapter.ts";
import { buffers } from "./buffers.ts";
import { CpuTrainer } from "./cpu.ts";
import { Executors } from "./executors.ts";
import { CheckpointSchedule } from "./checkpoints.ts";
import { addOwn, NO_OWN } from "./own.ts";
import { Reading } from "./reading.ts";
import { messageOf, refusal, toldOf } from "./refused.ts";
import { StepReport } from "./report.ts";
import { yieldToEventLoop, decode, encodeHeldOut, evaluate } from "./parts.ts";
import { type StopRule, StopWatch } from "../stop.ts";
import { lossOf } from "../terms.ts";
import { Turns } from "../turns.ts";
import { trace } from "./trace.ts";
import { type Lab, load } from "./wasm.ts";

const REPORT_MS = 100;
const EVALUATE_MS = 500;
/** Between two checks whether a checkpoint is due. */
const CHECKPOINT_MS = 250;
/** Held-out images in an evaluation during training, which then costs about one training step. */
const EVALUATE_IMAGES = 300;
/** Images drawn at a time while the handwriting grows: a few milliseconds. */
const GROW_IMAGES = 50;

/** Pictures wait for their turn between training steps; everything else is answered at once. */
const PICTURES: ReadonlySet<Verb> = new Set<Verb>([
  "manifold",
  "grid",
  "sample",
  "encodeHeldOut",
  "evaluateImage",
  "reconstruct",
  "trace",
]);

type Handlers = { [V in Verb]: (args: Args<V>) => Result<V> | Promise<Result<V>> };

export class Loop {
  #lab!: Lab;
  #executors!: Executors;
  #freshSeed!: () => number;
  #ticking = false;
  /** Of those that have the run to themselves: slices of training, and verbs. */
  readonly #turns = new Turns();
  /** Of queries in parts while the GPU trains. */
  readonly #queries = new Turns();
  #training = false;
  /** Verbs that wait for the run, or have it. */
  #verbs = 0;
  /** Training steps still to do: 0 when paused, infinite while training. */
  #remaining = 0;
  #stop = new StopWatch();
  #announced = false;
  #jobs: (() => void)[] = [];
  #checkpoints = new CheckpointSchedule();
  #loaded = false;
  #growing = false;
  #grown: () => void = () => undefined;
  /** When the dataset's images are all there. */
  #complete: Promise<void> = Promise.resolve();
  #own = NO_OWN;
  readonly #reading = new Reading();
  #growNext = false;
  #givenClass = 0;
  #changed = { evaluation: false, checkpoint: false };
  #stepsDone: (() => void)[] = [];
  #steps = new StepReport();
  #batch = 1;
  /** The options that decide which programs run, and their values as a text. */
  #costly: readonly string[] = [];
  #programs = "";

  #closed = false;
  #clocks: ReturnType<typeof setInterval>[] = [];

  /** After `panicked` nothing of the engine may run again. */
  constructor(
    private readonly post: (message: FromWorker, transfer?: Transferable[]) => void,
    private readonly panicked: () => void,
  ) {}

  /** Ends the run once all work on it is done, and frees its memory. */
  async close(): Promise<void> {
    this.#stand();
    await this.#turns.take(async () => {
      await this.#queries.over;
      this.#executors?.close();
      this.#lab?.free();
    });
  }

  /** Begins nothing new. */
  #stand(): void {
    this.#closed = true;
    this.#remaining = 0;
    this.#reading.end();
    for (const clock of this.#clocks) clearInterval(clock);
  }

  receive(request: Request): void {
    if (this.#closed) return;
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
      const refused = this.#toldOf(cause);
      if (refused) this.post({ id: request.id, refused });
      else this.#panic(cause);
    }
  }

  /** What is told of something thrown; nothing where the engine broke: it trapped, or an exception left it locked. */
  #toldOf(cause: unknown): Refused | undefined {
    try {
      const refused = toldOf(cause);
      if (refused?.code === "fault") this.#lab?.metrics();
      return refused;
    } catch {
      return undefined;
    }
  }

  readonly #handlers: Handlers = {
    open: async ({ build, seed, choice }) => {
      const loaded = await load(build);
      if (this.#closed) throw refusal("worker-lost", { reason: "closed" });
      const { Lab } = loaded.engine;
      const specs = Lab.specs();
      const lab = new Lab(seed ?? Number(specs.find((spec) => spec.key === "seed")?.default ?? 0));
      this.#costly = specs.filter(({ key, effect }) => effect !== "fed" && key !== "seed").map(({ key }) => key);
      this.#freshSeed = () => Lab.seed();
      this.#lab = lab;
      const queriesDone = () => this.#queries.over;
      this.#executors = new Executors({
        cpu: new CpuTrainer(lab, queriesDone),
        cpuName: lab.executor(),
        exact: build === "simd",
        find: findAdapter,
        load: async () => (await import("./gpu.ts")).loadGpu(lab, queriesDone),
        changed: () => this.post({ event: "executors", executors: this.#executors.state }),
        lost: (reason) => this.#lost(reason),
      });
      this.#clocks = [
        setInterval(() => void this.#guard(() => this.#report()), REPORT_MS),
        setInterval(() => this.#queueEvaluation(), EVALUATE_MS),
        setInterval(() => this.#queue(() => void this.#guard(() => this.#keep())), CHECKPOINT_MS),
      ];
      const opened = { specs, ...this.#model(), executors: this.#executors.state };
      void this.#executors.open(choice);
      return { build: loaded.build, ...opened };
    },
    setExecutor: async ({ choice }) => {
      await this.#executors.choose(choice);
      this.#wake();
      return undefined;
    },
    readDataset: ({ source }) => this.#reading.begin(source),
    loadDataset: async ({ source }) => {
      const load = await this.#reading.take(source);
      return this.#alone(() => {
        load(this.#lab);
        this.#loaded = true;
        // Handwriting is made while it is trained on; of the rest nothing is left to make.
        this.#growing = source.kind === "generated";
        this.#complete = this.#growing ? new Promise((resolve) => (this.#grown = resolve)) : Promise.resolve();
        const dataset = addOwn(this.#lab, this.#own);
        this.#executors.load(this.#complete);
        this.#rebuilt();
        return dataset;
      });
    },
    setOwnImages: ({ own }) =>
      this.#state((lab) => {
        this.#own = own;
        if (!this.#loaded) return undefined;
        const dataset = addOwn(lab, own);
        this.#executors.reload(this.#complete.then(() => undefined));
        return dataset;
      }),
    setOptions: ({ options }) =>
      this.#alone(async () => {
        const { restarted } = this.#lab.configure(options);
        if (restarted) this.#rebuilt();
        else await this.#executors.configure(options);
        this.#touch();
        return { restarted, ...this.#model() };
      }),
    restarts: ({ options }) => this.#query((lab) => lab.restarts(options)),
    setGivenClass: ({ label }) => {
      this.#givenClass = label;
      return undefined;
    },
    setStopRules: ({ rules }) => {
      this.#stop.set(rules, this.#progress);
      return undefined;
    },
    train: () => this.#alone(() => this.#run(Number.POSITIVE_INFINITY)),
    pause: () => this.#alone(() => this.#halt()),
    step: ({ count }) =>
      new Promise<undefined>((resolve, reject) => {
        this.#alone(() => {
          this.#stepsDone.push(() => resolve(undefined));
          // Steps that were asked for before are made too; endless training ends with these.
          this.#run(this.#unbounded ? count : this.#remaining + count);
        }).catch(reject);
      }),
    reset: () =>
      this.#alone(() => {
        this.#lab.reset();
        this.#rebuilt();
        return undefined;
      }),
    newSeed: () =>
      this.#alone(() => {
        this.#lab.reseed(this.#freshSeed());
        this.#rebuilt();
        return this.#model();
      }),
    encode: ({ pixels, label }) => this.#query((lab) => lab.encode(pixels, label ?? this.#givenClass)),
    decode: ({ z, label }) => this.#query((lab) => lab.decode(z, label ?? this.#givenClass)),
    sample: ({ count, draw }) => this.#query((lab) => lab.sample(count, draw, this.#givenClass)),
    grid: ({ side }) => this.#query((lab) => lab.grid(side, this.#givenClass)),
    manifold: ({ z }) => this.#inParts(() => decode(this.#lab, z, this.#givenClass)),
    heldOut: ({ count }) => this.#lab.heldOut(count),
    training: ({ count }) => {
      const { height, width } = this.#lab.dataset();
      return this.#lab.trainingImages(0, count * height * width);
    },
    encodeHeldOut: ({ count }) => this.#inParts(() => encodeHeldOut(this.#lab, count)),
    reconstruct: ({ count }) => this.#query((lab) => lab.reconstruct(count)),
    trace: (args) => this.#query((lab) => trace(lab, args)),
    evaluate: () => this.#inParts(() => evaluate(this.#lab, EVALUATE_IMAGES)),
    evaluateImage: ({ image }) => this.#query((lab) => lab.evaluateImage(image)),
    saveWeights: () => this.#state((lab) => lab.saveWeights()),
    loadWeights: ({ bytes }) =>
      this.#alone(() => {
        this.#lab.loadWeights(bytes);
        this.#rebuilt();
        return this.#model();
      }),
    takeCheckpoint: () => this.#state(() => this.#take("full")),
    showCheckpoint: ({ bytes }) =>
      this.#alone(() => {
        this.#lab.restore(bytes);
        this.#replaced();
        // It is shown, not trained: nothing of it belongs to what the page keeps of the run.
        this.#changed = { evaluation: false, checkpoint: false };
        this.#checkpoints.goTo(this.#lab.metrics().step);
        return { ...this.#model(), ...this.#lab.metrics() };
      }),
    restore: ({ bytes }) =>
      this.#alone(() => {
        this.#lab.restore(bytes);
        this.#rebuilt();
        return { ...this.#model(), ...this.#lab.metrics() };
      }),
    ping: () => undefined,
  };

  /** Does work on the run between slices of training; later requests wait for it. */
  #alone<T>(work: () => T | Promise<T>): Promise<T> {
    this.#verbs++;
    return this.#turns
      .take(() => this.#queries.over.then(work))
      .finally(() => {
        this.#verbs--;
        this.#wake();
      });
  }

  /** Answers a query at once from the Lab, unless a verb that was asked for earlier may change it. */
  #query<T>(work: (lab: Lab) => T): T | Promise<T> {
    this.#executors.noteQuery();
    return this.#verbs === 0 ? work(this.#lab) : this.#turns.take(() => work(this.#lab));
  }

  /** A query in parts: other requests are answered between them, and the model stays as it is. */
  async #inParts<T>(work: () => Promise<T>): Promise<T> {
    this.#executors.noteQuery();
    if (!this.#executors.onGpu || this.#verbs > 0) return this.#turns.take(work);
    // A query need not wait for a slice of the GPU's; the weights that it brings wait for the query.
    return this.#queries.take(work);
  }

  /** Gives something that must be of the run exactly as it is now. */
  #state<T>(work: (lab: Lab) => T): Promise<T> {
    return this.#alone(async () => {
      await this.#executors.settle();
      return work(this.#lab);
    });
  }

  #run(count: number): undefined {
    this.#remaining = count;
    this.#stop.begin(this.#progress);
    // The held-out curve begins where the run does.
    if (this.#progress.step === 0) this.#queueEvaluation();
    this.#steps.begin();
    // A single step is over before anyone could pause it.
    if (count > 1) this.#announce(true);
  }

  /** Stops, tells the page, and resolves the pending `step` requests. */
  async #halt(): Promise<undefined> {
    await this.#executors.settle();
    if (this.#unbounded) {
      // The figures that are shown while it pauses are of the step where it pauses.
      await this.#evaluate();
      // A pause may be followed by leaving the page; counted steps seldom are.
      if (this.#changed.checkpoint) this.#sendCheckpoint("full");
    }
    this.#remaining = 0;
    this.#stop.end();
    this.#report();
    this.#announce(false);
    for (const done of this.#stepsDone.splice(0)) done();
  }

  #announce(training: boolean): void {
    if (training === this.#announced) return;
    this.#announced = training;
    this.post({ event: "training", training });
  }

  /** Runs a job in a slice of its own, so that a request never waits for it and a training step together. */
  #queue(job: () => void): void {
    this.#jobs.push(job);
    this.#wake();
  }

  #wake(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    void yieldToEventLoop().then(() => this.#guard(() => this.#tick()));
  }

  /** A job that waits, or some more handwriting, or the beginning of a slice of training. */
  #tick(): void {
    this.#ticking = false;
    if (this.#closed) return;
    const job = this.#jobs.shift();
    this.#growNext = this.#growing && (this.#remaining === 0 || this.#training || !this.#growNext);
    if (job) job();
    else if (this.#growNext) this.#grow();
    else if (this.#due) void this.#guard(() => this.#train());
    if (this.#jobs.length > 0 || this.#growing || this.#due) this.#wake();
  }

  get #due(): boolean {
    return this.#remaining > 0 && !this.#training && this.#verbs === 0;
  }

  #grow(): void {
    this.#growing = this.#lab.growDataset(GROW_IMAGES) > 0;
    if (this.#growing) return;
    this.#grown();
    this.post({ event: "dataset", dataset: this.#lab.dataset() });
  }

  async #train(): Promise<void> {
    this.#training = true;
    try {
      await this.#turns.take(() => this.#slice());
    } finally {
      this.#training = false;
      this.#wake();
    }
  }

  async #slice(): Promise<void> {
    const { train } = this.#lab.dataset();
    const most = this.#unbounded ? this.#stop.left(this.#progress, train, this.#batch) : this.#remaining;
    const steps = await this.#executors.train(most);
    this.#steps.add(steps);
    this.#touch();
    this.#remaining -= steps.length;
    if (this.#remaining > 0 && !this.#met) return;
    // A GPU that is lost now takes steps with it, which the CPU makes again.
    await this.#executors.settle();
    const rule = this.#met;
    if (this.#remaining > 0 && !rule) return;
    await this.#halt();
    if (rule) this.post({ event: "met", rule, limit: this.#stop.limit(rule) });
  }

  /** Where the run is, also where a GPU has it. */
  get #progress(): Progress {
    return this.#steps.last ?? this.#lab.metrics();
  }

  /** Counted steps are made whatever the rules say. */
  get #unbounded(): boolean {
    return this.#remaining === Number.POSITIVE_INFINITY;
  }

  get #met(): StopRule | undefined {
    return this.#unbounded ? this.#stop.met(this.#progress) : undefined;
  }

  /** The run is where the Lab has it: steps that the GPU had made after that are to be made again. */
  #lost(reason: string): void {
    const { step, epoch } = this.#lab.metrics();
    this.#remaining += (this.#steps.last?.step ?? step) - step;
    this.#steps.clear();
    this.post({ event: "lost", reason, step, epoch });
  }

  #report(): void {
    const report = this.#steps.take(this.#batch);
    if (report) this.post(report, [report.curve.values.buffer]);
  }

  #queueEvaluation(): void {
    this.#queue(() => void this.#guard(() => this.#inParts(() => this.#evaluate())));
  }

  async #evaluate(): Promise<void> {
    if (!this.#loaded || !this.#changed.evaluation) return;
    this.#changed.evaluation = false;
    this.#executors.noteQuery();
    const evaluation = await evaluate(this.#lab, EVALUATE_IMAGES);
    this.#stop.evaluated(lossOf(this.#lab.model().terms, evaluation.terms));
    this.#report();
    this.post({ event: "evaluation", step: this.#lab.metrics().step, evaluation });
    this.post({ event: "executors", executors: this.#executors.state });
  }

  async #keep(): Promise<void> {
    await this.#queries.over;
    if (!this.#loaded || !this.#changed.checkpoint) return;
    const due = this.#checkpoints.due(this.#lab.metrics().step);
    if (!due) return;
    if (due === "full") this.#executors.recall();
    this.#sendCheckpoint(due);
  }

  #sendCheckpoint(kind: CheckpointKind): void {
    const checkpoint = this.#take(kind);
    this.post({ event: "checkpoint", checkpoint }, buffers(checkpoint));
  }

  #take(kind: CheckpointKind): Checkpoint {
    // Weights alone leave something to be kept.
    if (kind === "full") this.#changed.checkpoint = false;
    return this.#checkpoints.take(this.#lab, kind);
  }

  #touch(): void {
    this.#changed.evaluation = true;
    this.#changed.checkpoint = true;
  }

  #rebuilt(): void {
    this.#replaced();
    this.#touch();
  }

  /** The model is another one: what was measured on the old one is void. */
  #replaced(): void {
    this.#steps.clear();
    this.#stop.renew();
    this.#executors.renew();
    this.#model();
  }

  #model(): Model {
    const options = this.#lab.options();
    this.#batch = Number(options["batch"]);
    // The time of a step depends on the programs that run.
    const programs = JSON.stringify(this.#costly.map((key) => options[key]));
    if (programs !== this.#programs) this.#executors?.resize();
    this.#programs = programs;
    return { options, model: this.#lab.model() };
  }

  /** Runs what the clock started: what is refused (a loss that is not finite) stops training, a panic ends this worker. */
  async #guard(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      const refused = this.#toldOf(cause);
      if (!refused) return this.#panic(cause);
      await this.#alone(() => this.#halt());
      this.post({ event: "stopped", refused });
    }
  }

  #panic(cause: unknown): void {
    if (this.#closed) return;
    this.#stand();
    this.post({ event: "panic", message: messageOf(cause) });
    this.panicked();
  }
}
