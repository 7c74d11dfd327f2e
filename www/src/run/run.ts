/**
 * One run as the page sees it: what is known about it, what may be asked of it, and its recovery. It owns the
 * worker; when that is lost it starts another one, restores the newest checkpoint that was kept and goes on.
 */
import { Client } from "./client.ts";
import { CurrentRun, type RunEvents } from "./current.ts";
import { Curve } from "./curve.ts";
import { fileOf, TimeMachine } from "./history/machine.ts";
import type { PastRun } from "./history/past.ts";
import { news } from "./notice.ts";
import { readOptions } from "./options/read.ts";
import { ownOptions } from "./options/specs.ts";
import { supports } from "./probe.ts";
import type {
  Args,
  Build,
  Checkpoint,
  Choice,
  Message,
  Model,
  Opened,
  Options,
  OwnImages,
  Result,
  Source,
  Verb,
  WorkerEvent,
} from "./protocol.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { asSource, bytesOf, isSafetensors, sameSource } from "./source.ts";
import { NO_METRICS, shownModel, type State } from "./state.ts";
import { type StopRules, stopText } from "./stop.ts";
import { Turns } from "./turns.ts";

/** A worker lost this soon after its start did not die of bad luck. */
const STILLBORN_MS = 10_000;
const MOST_RESTARTS = 3;

/** Verbs that a pretrained model does not take: before these the reader's own model begins. */
const OWN_ALONE = new Set<Verb>([
  "train",
  "step",
  "reset",
  "newSeed",
  "restore",
  "setOptions",
  "loadDataset",
  "setOwnImages",
]);

/** How a run begins. */
export interface Beginning {
  build: Build | undefined;
  choice: Choice;
  texts: Readonly<Record<string, string>>;
  source: Source;
}

export class Run {
  #build: Build | undefined;
  #choice: Choice = "auto";
  #client: Client | undefined;
  #own: OwnImages | undefined;
  #stop: StopRules = {};
  #givenClass = 0;
  #restoring = false;
  #opening = false;
  /** Counts the datasets that were asked for. */
  #wishes = 0;
  /** Something was asked for that only the reader's own model does. */
  #begun = false;
  /** Ends when a pretrained model is there that was to be shown, and when the reader's own has taken its place. */
  #showing: Promise<void> | undefined;
  #beginning: Promise<void> | undefined;
  #started = 0;
  #restarts = 0;
  /** Calls of `step` that are not over. */
  #stepping = 0;
  #settled = Promise.resolve();
  readonly #turns = new Turns();

  readonly #current: CurrentRun;
  readonly #machine: TimeMachine;

  constructor(private readonly events: RunEvents) {
    this.#current = new CurrentRun(events);
    this.#machine = new TimeMachine(this.#current, (verb, args) => this.#call(verb, args));
  }

  get state(): State {
    return this.#current.state;
  }

  get curve(): Curve {
    return this.#current.curve;
  }

  /** Starts a worker with the given options, as texts by key, and data. Resolves with the options that were refused. */
  open(wanted: Beginning): Promise<Map<string, Refusal>> {
    const opened = this.#open(wanted);
    this.#settled = opened.then(() => undefined);
    this.#settled.catch(() => undefined);
    return opened;
  }

  async #open({ build, choice, texts, source }: Beginning): Promise<Map<string, Refusal>> {
    try {
      this.#opening = true;
      if (!supports("simd")) throw refusal("no-simd");
      this.#build = build;
      this.#choice = choice;
      const { specs, options, model } = await this.#start();
      this.#current.set({ specs, options, model });
      const refused = await this.#try(readOptions(specs, texts));
      await this.#load(source).catch(async (reason: Refusal) => {
        this.fail(reason);
        // What was to be read may have been more than the worker could bear.
        if (reason.code === "worker-lost") await this.#startAgain();
        await this.#load({ kind: "generated", name: "handwriting" });
      });
      this.#current.set({ phase: "ready" });
      return refused;
    } catch (reason) {
      this.#current.set({ phase: "stopped" });
      this.fail(reason as Refusal);
      throw reason;
    } finally {
      this.#opening = false;
    }
  }

  /** The settings with which another run begins as this one did. */
  get beginning(): Beginning {
    return { build: this.#build, choice: this.#choice, texts: {}, source: this.#current.source };
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  /** Asks the worker, once the run is open (or restored). */
  async ask<V extends Verb>(verb: V, args: Args<V>, transfer: Transferable[] = []): Promise<Result<V>> {
    await this.#settled;
    return this.#call(verb, args, transfer);
  }

  async train(): Promise<void> {
    await this.goOn();
    await this.#call("train", {});
  }

  async pause(): Promise<void> {
    await this.ask("pause", {});
  }

  async step(count = 1): Promise<void> {
    this.#stepping++;
    try {
      await this.goOn();
      await this.#call("step", { count });
    } finally {
      this.#stepping--;
    }
  }

  /** Whether it trains until it is paused. */
  get endless(): boolean {
    return this.state.training && this.#stepping === 0;
  }

  setOptions(options: Options): Promise<void> {
    return this.#inTurn(async () => {
      await this.#machine.goOn();
      if (await this.#call("restarts", { options })) await this.#machine.keep();
      await this.#configure(options);
      this.dismiss();
    });
  }

  /** Takes the options that are allowed, and gives back why the others are not. */
  async tryOptions(options: Options): Promise<Map<string, Refusal>> {
    await this.#settled;
    return this.#try(options);
  }

  async loadDataset(source: Source): Promise<void> {
    this.#wishes++;
    if (source.kind === "urls") await this.#readAhead(source);
    await this.#inTurn(() => this.#exchange(source));
  }

  /** Loads a file of weights, or else IDX files: their contents tell them apart. */
  async loadFiles(files: readonly File[]): Promise<void> {
    const [first] = files;
    if (first && files.length === 1 && (await isSafetensors(first))) {
      await this.loadWeights(await bytesOf(first));
    } else {
      await this.loadDataset(asSource(files));
    }
  }

  /** Trains on these drawings too, and on no others. */
  async setOwnImages(own: OwnImages): Promise<void> {
    if (own.drawings.length === 0 && !this.#own) return;
    const dataset = await this.ask("setOwnImages", { own });
    this.#own = own;
    this.#current.set({ dataset });
  }

  /** Sets the class that a model which learns from classes is given with what has none. */
  async setGivenClass(label: number): Promise<void> {
    if (label === this.#givenClass) return;
    this.#givenClass = label;
    await this.ask("setGivenClass", { label });
  }

  /** Sets the rules by which training stops by itself. */
  async setStopRules(rules: StopRules): Promise<void> {
    if (stopText(rules) === stopText(this.#stop)) return;
    this.#stop = rules;
    await this.ask("setStopRules", { rules });
  }

  /** Trains on another executor; resolves when it does. */
  async setExecutor(choice: Choice): Promise<void> {
    await this.ask("setExecutor", { choice });
    this.#choice = choice;
    this.dismiss();
  }

  reset(): Promise<void> {
    return this.#anew(() => this.#call("reset", {}));
  }

  newSeed(): Promise<void> {
    return this.#anew(() => this.#call("newSeed", {}));
  }

  loadWeights(bytes: Uint8Array): Promise<void> {
    return this.#anew(() => this.#call("loadWeights", { bytes }));
  }

  /** Takes the page to the checkpoint nearest to `step` that was kept; training waits. */
  async showPast(step: number): Promise<void> {
    await this.#settled;
    await this.#machine.showPast(step);
  }

  /** Takes the page back from the past, and trains on if it was training. */
  back(): Promise<void> {
    return this.#inTurn(async () => {
      if (await this.#machine.back()) await this.#call("train", {});
    });
  }

  /** Where the past is shown, the run goes on from there; what came after becomes a run of its own. */
  goOn(): Promise<void> {
    return this.#inTurn(() => this.#machine.goOn());
  }

  /** Goes on with a run that was over, with the checkpoints that were kept of it. */
  async reopen(past: PastRun, checkpoints: readonly Checkpoint[] = []): Promise<void> {
    const { source, dataset } = past;
    this.#wishes++;
    if (source.kind === "urls" && !sameSource(source, this.#current.source)) await this.#readAhead(source);
    await this.#inTurn(async () => {
      if (sameSource(source, this.#current.source)) await this.#leave();
      else if (source.kind !== "files" || source.files.length > 0) await this.#exchange(source);
      // The files themselves are not kept of every run; the reader may have loaded them again.
      else if (dataset === this.state.dataset?.name) await this.#leave();
      else throw refusal("run-files", { dataset });
      const { options, model } = await this.#call("restore", { bytes: fileOf(past.end) });
      this.#renew({ options, model });
      this.#machine.resume(past, checkpoints);
    });
  }

  /** Among the reader's runs, once it has made a step that is kept. */
  get number(): number | undefined {
    return this.#machine.number;
  }

  /** The run and the step that this one went on from, if it did not begin at the beginning. */
  get origin(): PastRun["origin"] {
    return this.#machine.origin;
  }

  /** The run up to now, as it is kept; none before its first step. */
  record(): PastRun | undefined {
    return this.#machine.record();
  }

  /** Shows the reader a message in one line that is no fault. */
  inform(message: Message): void {
    this.#current.inform(message);
  }

  /** Shows the reader, in one line, why something was refused. */
  fail(reason: Refusal): void {
    this.#current.fail(reason);
  }

  dismiss(): void {
    this.#current.dismiss();
  }

  /** Shows a pretrained model until one with the present options begins; false where that is so already. */
  async showPretrained(bytes: Uint8Array): Promise<boolean> {
    await this.#settled;
    if (this.#begun) return false;
    this.#showing = this.#call("loadWeights", { bytes }).then((pretrained) => this.#renew({ pretrained }));
    await this.#showing;
    return true;
  }

  /** Makes the pretrained model the reader's own, with its options. */
  adopt(): void {
    this.#current.set({ ...shownModel(this.state), pretrained: undefined });
  }

  /** The reader's own model takes the place of the pretrained one. */
  async #begin(): Promise<void> {
    const { restarted } = await this.#send("setOptions", { options: this.#options });
    if (!restarted) await this.#send("reset", {});
    this.#renew({ pretrained: undefined });
  }

  async #call<V extends Verb>(verb: V, args: Args<V>, transfer: Transferable[] = []): Promise<Result<V>> {
    if (this.state.phase === "ready" && OWN_ALONE.has(verb)) {
      this.#begun = true;
      await this.#showing?.catch(() => undefined);
      if (this.state.pretrained) this.#beginning ??= this.#begin().finally(() => (this.#beginning = undefined));
      await this.#beginning;
    }
    return this.#send(verb, args, transfer);
  }

  async #send<V extends Verb>(verb: V, args: Args<V>, transfer: Transferable[] = []): Promise<Result<V>> {
    if (!this.#client) throw refusal("worker-lost", { reason: "closed" });
    return this.#client.call(verb, args, transfer);
  }

  /** All options of the reader's own model. */
  get #options(): Options {
    const { specs, options } = this.state;
    return ownOptions(specs, options);
  }

  async #start(): Promise<Opened> {
    this.#started = performance.now();
    this.#client = new Client(
      (event) => this.#hear(event),
      (reason) => {
        // Whoever opens the run hears of it by what was asked of the worker.
        if (this.#opening) return;
        this.#settled = this.#recover(reason);
        this.#settled.catch(() => undefined);
      },
    );
    const opened = await this.#call("open", { build: this.#build, choice: this.#choice });
    this.#current.knowExecutors(opened.executors);
    return opened;
  }

  /** Starts another worker, with these options. */
  async #startAgain(options = this.#options): Promise<void> {
    await this.#start();
    await this.#call("setOptions", { options });
  }

  async #configure(options: Options): Promise<void> {
    const { restarted, ...now } = await this.#call("setOptions", { options });
    if (restarted) this.#renew(now);
    else this.#current.set(now);
  }

  async #try(options: Options): Promise<Map<string, Refusal>> {
    const refused = new Map<string, Refusal>();
    for (const left = { ...options }; ;) {
      const reason = await this.#configure(left).then(
        () => undefined,
        (reason: Refusal) => reason,
      );
      const key = reason?.params["option"];
      if (!reason || key === undefined || !(key in left)) {
        if (reason) this.fail(reason);
        return refused;
      }
      refused.set(key, reason);
      delete left[key];
    }
  }

  /** Reads what comes from elsewhere before it is its turn: nothing waits for that. */
  async #readAhead(source: Source): Promise<void> {
    const wish = this.#wishes;
    this.#current.set({ reading: true });
    try {
      await this.ask("readDataset", { source });
    } finally {
      if (wish === this.#wishes) this.#current.set({ reading: false });
    }
    if (wish !== this.#wishes) throw refusal("data-superseded");
  }

  async #exchange(source: Source): Promise<void> {
    await this.#leave();
    this.#current.set({ reading: true });
    try {
      await this.#load(source);
      this.dismiss();
    } finally {
      this.#current.set({ reading: false });
    }
  }

  async #load(source: Source): Promise<void> {
    const dataset = await this.#call("loadDataset", { source });
    this.#current.source = source;
    this.#renew({ dataset });
  }

  /** Before another run begins: the page is back from the past, and this run is kept to its last step. */
  async #leave(): Promise<void> {
    await this.#machine.back();
    await this.#machine.keep();
  }

  /** Changes of the run are made in the order in which they were asked for, once it is open (or restored). */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.take(() => this.#settled.then(work));
  }

  /** Another run takes this one's place: `begin` has the worker begin it. */
  #anew(begin: () => Promise<Model | undefined>): Promise<void> {
    return this.#inTurn(async () => {
      await this.#leave();
      this.#renew(await begin());
    });
  }

  /** Another run is there: curves, figures and the past start over. */
  #renew(change: Partial<State> = {}): void {
    this.#machine.begin();
    this.#current.curve = new Curve(shownModel({ ...this.state, ...change }).model.terms);
    const { executor } = this.state.metrics;
    this.#current.set({ ...change, metrics: { ...NO_METRICS, executor }, evaluation: undefined });
    this.events.moved();
  }

  async #recover(reason: Refusal): Promise<void> {
    const { training } = this.state;
    // Where the past was shown, the run is what has to come back.
    this.#machine.leave();
    this.#restarts = performance.now() - this.#started < STILLBORN_MS ? this.#restarts + 1 : 1;
    this.#current.set({ training: false });
    this.fail(reason);
    if (this.state.phase !== "ready" || this.#restarts > MOST_RESTARTS) {
      this.#current.set({ phase: "stopped" });
      throw reason;
    }
    try {
      this.#restoring = true;
      await this.#restore();
      this.#restoring = false;
      if (training) await this.#call("train", {});
    } catch (failure) {
      // A worker that is lost again begins a recovery of its own.
      if ((failure as Refusal).code !== "worker-lost") {
        this.#current.set({ phase: "stopped" });
        this.fail(failure as Refusal);
      }
      throw failure;
    }
    this.inform(news("worker-restored", reason.params));
    this.events.moved();
  }

  /** Brings a new worker to where the lost one was last seen. */
  async #restore(): Promise<void> {
    const [options, { pretrained }] = [this.#options, this.state];
    this.#current.set({ pretrained: undefined });
    const newest = pretrained ? undefined : this.#machine.newest;
    await (newest ? this.#start() : this.#startAgain(options));
    if (this.#own) await this.#call("setOwnImages", { own: this.#own });
    await this.#call("setStopRules", { rules: this.#stop });
    await this.#call("setGivenClass", { label: this.#givenClass });
    const dataset = await this.#call("loadDataset", { source: this.#current.source });
    this.#current.set({ dataset });
    if (newest) {
      const { step, epoch } = await this.#call("restore", { bytes: fileOf(newest) });
      this.#current.set({ metrics: { ...this.state.metrics, step, epoch } });
      // Options that were changed after the snapshot still hold.
      await this.#configure(options);
    } else {
      this.#renew();
    }
  }

  #hear(event: WorkerEvent): void {
    // A new worker's first checkpoint is that of a run that has not begun.
    if (event.event === "checkpoint" && !this.#restoring) this.#machine.add(event.checkpoint);
    else this.#current.hear(event);
  }
}
