/**
 * The worker's clock. It trains in short slices and yields to the message queue after each, so that whatever the
 * page asks waits for one part of a step on the CPU (or of a background picture) at most. It does not depend on the page
 * being visible. `Executors` decides what trains; queries are always answered by the Lab.
 */
import type {
  Checkpoint,
  CheckpointKind,
  FromWorker,
  Model,
  Progress,
  Refused,
  Request,
  Result,
  Verb,
} from "../protocol.ts";
import type { StopRule } from "../stop.ts";
import { lossOf } from "../terms.ts";
import { Access } from "./access.ts";
import { findAdapter } from "./adapter.ts";
import { answers, EVALUATE_IMAGES, type Handlers } from "./answers.ts";
import { buffers } from "./buffers.ts";
import { CpuTrainer } from "./cpu.ts";
import { Executors } from "./executors.ts";
import { CheckpointSchedule } from "./checkpoints.ts";
import { Datasets } from "./datasets.ts";
import { messageOf, refusal, toldOf } from "./refused.ts";
import { StepReport } from "./report.ts";
import { StopWatch } from "./stop-watch.ts";
import { books, yieldToEventLoop, evaluate } from "./parts.ts";
import { type Lab, load } from "./wasm.ts";

const REPORT_MS = 100;
const EVALUATE_MS = 500;
/** The first look at the page has the worker to itself for so long. */
const GROW_AFTER_MS = 10_000;
/** Between two checks whether a checkpoint is due. */
const CHECKPOINT_MS = 250;
/** Pictures wait for their turn between training steps; everything else is answered at once. */
const PICTURES: ReadonlySet<Verb> = new Set<Verb>([
  "manifold",
  "grid",
  "sample",
  "encodeHeldOut",
  "evaluateImage",
  "evidence",
  "evidences",
  "reconstruct",
  "judge",
  "trace",
]);

export class Loop {
  #lab!: Lab;
  #executors!: Executors;
  #freshSeed!: () => number;
  #ticking = false;
  readonly #access = new Access(
    () => ({ lab: this.#lab, executors: this.#executors }),
    () => this.#busy(),
    () => this.#wake(),
  );
  readonly #datasets = new Datasets();
  #training = false;
  /** Training steps still to do: 0 when paused, infinite while training. */
  #remaining = 0;
  #stop = new StopWatch();
  #announced = false;
  #jobs: (() => void)[] = [];
  #checkpoints = new CheckpointSchedule();
  #changed = { evaluation: false, checkpoint: false };
  #stepsDone: (() => void)[] = [];
  #steps = new StepReport();
  #batch = 1;
  /** The options that decide which programs run, and their values as a text. */
  #costly: readonly string[] = [];
  #programs = "";

  #closed = false;
  #clocks: ReturnType<typeof setInterval>[] = [];
  #grows: ReturnType<typeof setTimeout> | undefined;

  /** After `panicked` nothing of the engine may run again. */
  constructor(
    private readonly post: (message: FromWorker, transfer?: Transferable[]) => void,
    private readonly panicked: () => void,
  ) {}

  /** Ends the run once all work on it is done, and frees its memory. */
  async close(): Promise<void> {
    this.#stand();
    await this.#access.take(async () => {
      await this.#access.queriesDone;
      this.#executors?.close();
      this.#lab?.free();
    });
  }

  /** Begins nothing new. */
  #stand(): void {
    this.#closed = true;
    this.#remaining = 0;
    this.#datasets.end();
    clearTimeout(this.#grows);
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
    ...answers(this.#access, () => this.#lab),
    open: async ({ build, seed, choice }) => {
      const loaded = await load(build);
      if (this.#closed) throw refusal("worker-lost", { reason: "closed" });
      const { Lab } = loaded.engine;
      const specs = Lab.specs();
      const lab = new Lab(seed ?? Number(specs.find((spec) => spec.key === "seed")?.default ?? 0));
      this.#costly = specs.filter(({ key, effect }) => effect !== "fed" && key !== "seed").map(({ key }) => key);
      this.#freshSeed = () => Lab.seed();
      this.#lab = lab;
      const queriesDone = () => this.#access.queriesDone;
      this.#executors = new Executors({
        cpu: new CpuTrainer(lab, queriesDone, (done) => this.#busy(done)),
        cpuName: lab.executor(),
        exact: build === "simd",
        find: findAdapter,
        load: async () => (await import("./gpu.ts")).loadGpu(lab, queriesDone),
        changed: () => this.post({ event: "executors", executors: this.#executors.state }),
        lost: (reason) => this.#lost(reason),
        wantImages: () => this.#wantImages(),
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
    readDataset: ({ source }) => this.#datasets.read(source),
    loadDataset: async ({ source }) => {
      const load = await this.#datasets.take(source);
      return this.#access.alone(async () => {
        const dataset = await load(this.#lab);
        this.#executors.load(this.#datasets.complete);
        clearTimeout(this.#grows);
        this.#grows = setTimeout(() => this.#wantImages(), GROW_AFTER_MS);
        this.#rebuilt();
        return dataset;
      });
    },
    setOwnImages: ({ own }) =>
      this.#access.state(async (lab) => {
        const dataset = await this.#datasets.setOwn(lab, own);
        if (dataset) this.#executors.reload(this.#datasets.complete.then(() => undefined));
        return dataset;
      }),
    setOptions: ({ options }) =>
      this.#access.alone(async () => {
        const restarted = await this.#executors.configure(options, () => this.#lab.configure(options).restarted);
        if (restarted) this.#rebuilt();
        this.#touch();
        return { restarted, ...this.#model() };
      }),
    restarts: ({ options }) => this.#access.query((lab) => lab.restarts(options)),
    setStopRules: ({ rules }) => {
      this.#stop.set(rules, this.#progress);
      return undefined;
    },
    setMark: ({ step }) => void (this.#stop.mark = step),
    train: () => this.#access.alone(() => this.#run(Number.POSITIVE_INFINITY)),
    pause: () => this.#access.alone(() => this.#halt()),
    step: ({ count }) =>
      new Promise<undefined>((resolve, reject) => {
        this.#access
          .alone(() => {
            this.#stepsDone.push(() => resolve(undefined));
            // Steps that were asked for before are made too; endless training ends with these.
            this.#run(this.#unbounded ? count : this.#remaining + count);
          })
          .catch(reject);
      }),
    play: ({ run, ends }) =>
      this.#access.state((lab) => {
        const metrics = lab.play(run, ends);
        // A GPU's copy is an earlier one from here on.
        this.#rebuilt();
        if (ends) this.#steps.add([metrics]);
        return undefined;
      }),
    reset: () =>
      this.#access.alone(() => {
        this.#lab.reset();
        this.#rebuilt();
        return undefined;
      }),
    newSeed: () =>
      this.#access.alone(() => {
        this.#lab.reseed(this.#freshSeed());
        this.#rebuilt();
        return this.#model();
      }),
    loadWeights: ({ bytes }) =>
      this.#access.alone(() => {
        this.#lab.loadWeights(bytes);
        this.#rebuilt();
        return this.#model();
      }),
    book: ({ move }) =>
      this.#access[move ? "state" : "inParts"](async (lab) => {
        if (move) {
          this.#executors.renew();
          this.#touch();
        }
        return (await books()).book(lab, move);
      }),
    takeCheckpoint: () => this.#access.state(() => this.#take("full")),
    showCheckpoint: ({ bytes }) =>
      this.#access.alone(() => {
        this.#lab.restore(bytes);
        this.#replaced();
        // It is shown, not trained: nothing of it belongs to what the page keeps of the run.
        this.#changed = { evaluation: false, checkpoint: false };
        this.#checkpoints.goTo(this.#lab.metrics().step);
        return { ...this.#model(), ...this.#lab.metrics() };
      }),
    restore: ({ bytes }) =>
      this.#access.alone(() => {
        this.#lab.restore(bytes);
        this.#rebuilt();
        return { ...this.#model(), ...this.#lab.metrics() };
      }),
  };

  #wantImages(): void {
    this.#datasets.want();
    this.#wake();
  }

  #run(count: number): undefined {
    this.#datasets.want();
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

  /** Says before work that may take long that silence is no death. */
  #busy(done?: number): void {
    this.post({ event: "busy", done });
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
    const grows = this.#datasets.isTurn(this.#remaining > 0 && !this.#training);
    if (job) job();
    else if (grows) this.#grow();
    else if (this.#due) void this.#guard(() => this.#train());
    if (this.#jobs.length > 0 || this.#datasets.growing || this.#due) this.#wake();
  }

  get #due(): boolean {
    return this.#remaining > 0 && !this.#training && !this.#access.claimed;
  }

  #grow(): void {
    const dataset = this.#datasets.grow(this.#lab);
    if (dataset) this.post({ event: "dataset", dataset });
  }

  async #train(): Promise<void> {
    this.#training = true;
    try {
      await this.#access.take(() => this.#slice());
    } finally {
      this.#training = false;
      this.#wake();
    }
  }

  async #slice(): Promise<void> {
    const { train } = this.#lab.dataset();
    const most = this.#unbounded ? this.#stop.left(this.#progress, train, this.#batch) : this.#remaining;
    const steps = await this.#executors.train(Math.min(most, this.#stop.toMark(this.#progress)));
    this.#steps.add(steps);
    this.#touch();
    this.#remaining -= steps.length;
    if (this.#progress.step === this.#stop.mark) {
      await this.#executors.settle();
      await this.#evaluate();
    }
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
    this.#queue(() => {
      // Whoever asks may say that it takes long: not where there is nothing to do.
      if (this.#unevaluated) void this.#guard(() => this.#access.inParts(() => this.#evaluate()));
    });
  }

  get #unevaluated(): boolean {
    return this.#datasets.loaded && this.#changed.evaluation;
  }

  async #evaluate(): Promise<void> {
    if (!this.#unevaluated) return;
    this.#changed.evaluation = false;
    this.#executors.noteQuery();
    const evaluation = await evaluate(this.#lab, EVALUATE_IMAGES);
    this.#stop.evaluated(lossOf(this.#lab.model().terms, evaluation.terms));
    this.#report();
    this.post({ event: "evaluation", step: this.#lab.metrics().step, evaluation });
    this.post({ event: "executors", executors: this.#executors.state });
  }

  async #keep(): Promise<void> {
    await this.#access.queriesDone;
    if (!this.#datasets.loaded || !this.#changed.checkpoint) return;
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
      await this.#access.alone(() => this.#halt());
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
