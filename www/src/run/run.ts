/**
 * One run as the page sees it: what is known about it, what may be asked of it, and its recovery. It owns the
 * worker; when that is lost it starts another one, restores the newest checkpoint that was kept and goes on.
 */
import { Client } from "./client.ts";
import { CurrentRun, type RunEvents } from "./current.ts";
import { Curve } from "./curve.ts";
import { Datasets } from "./datasets.ts";
import { fileOf, TimeMachine } from "./history/machine.ts";
import type { PastRun } from "./history/past.ts";
import { readOptions } from "./options/read.ts";
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
import { Recovery } from "./recovery.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { sameSource } from "./source.ts";
import { Settings } from "./settings.ts";
import { Showing } from "./showing.ts";
import { NO_METRICS, shownModel, type Answers, type StandIn, type State } from "./state.ts";
import type { StopRules } from "./stop.ts";
import { Turns } from "./turns.ts";

/** How a run begins. */
export interface Beginning {
  build: Build | undefined;
  choice: Choice;
  texts: Readonly<Record<string, string>>;
  source: Source;
  /** Settles when it is known whether something stands in for the engine, which is fetched after that. */
  first?: Promise<unknown> | undefined;
}

export class Run {
  #build: Build | undefined;
  #choice: Choice = "auto";
  #client: Client | undefined;
  #opening = false;
  /** Calls of `step` that are not over. */
  #stepping = 0;
  #settled = Promise.resolve();
  #first: Promise<unknown> | undefined;
  readonly #turns = new Turns();

  readonly #current: CurrentRun;
  readonly #machine: TimeMachine;
  readonly #datasets: Datasets;
  readonly #settings: Settings;
  readonly #showing: Showing;
  readonly #recovery: Recovery;

  constructor(private readonly events: RunEvents) {
    this.#current = new CurrentRun(events);
    const [ask, call] = [this.ask.bind(this), this.#call.bind(this)];
    this.#machine = new TimeMachine(this.#current, call);
    this.#datasets = new Datasets(this.#current, {
      ask,
      call,
      inTurn: (work) => this.#inTurn(work),
      leave: () => this.#leave(),
      renew: (now) => this.#renew(now),
    });
    this.#settings = new Settings(this.#current, { ask, call, renew: (now) => this.#renew(now) });
    this.#showing = new Showing(this.#current, {
      load: (bytes) => this.#call("loadWeights", { bytes }),
      begin: () => this.#begin(),
      renew: (pretrained) => this.#renew({ pretrained, standIn: undefined }),
    });
    this.#recovery = new Recovery(this.#current, {
      leavePast: () => this.#machine.leave(),
      restore: () => this.#restore(),
      train: () => this.#call("train", {}),
    });
  }

  get state(): State {
    return this.#current.state;
  }

  get curve(): Curve {
    return this.#current.curve;
  }

  /** Starts a worker with the given options, as texts by key, and data. Resolves with the options that were refused. */
  open(wanted: Beginning): Promise<Map<string, Refusal>> {
    this.#first = wanted.first;
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
      const client = this.#client;
      this.#current.set({ specs, options, model });
      const refused = await this.#settings.try(readOptions(specs, texts));
      await this.#datasets.load(source).catch(async (reason: Refusal) => {
        // It was closed meanwhile: nothing begins any more.
        if (this.#client !== client) throw reason;
        this.fail(reason);
        // What was to be read may have been more than the worker could bear.
        if (reason.code === "worker-lost") await this.#startAgain();
        await this.#datasets.load({ kind: "generated", name: "handwriting" });
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

  /** Asks the worker, once the run is open (or restored), or what stands in for it. */
  async ask<V extends Verb>(verb: V, args: Args<V>, transfer: Transferable[] = []): Promise<Result<V>> {
    await this.#first;
    const answers: Partial<Answers> | undefined = this.state.standIn?.answers;
    const answer = answers?.[verb]?.(args);
    if (answer) return answer;
    await this.#settled;
    return this.#call(verb, args, transfer);
  }

  train(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#machine.goOn();
      await this.#call("train", {});
    });
  }

  /** Pauses at once, and once more in its turn: what was asked for before may train on. */
  async pause(): Promise<void> {
    await Promise.all([this.ask("pause", {}), this.#inTurn(() => this.#call("pause", {}))]);
  }

  async step(count = 1): Promise<void> {
    this.#stepping++;
    try {
      // It is begun in its turn; others do not wait until it is over.
      const { made } = await this.#inTurn(async () => {
        await this.#machine.goOn();
        await this.#makeWay("step");
        return { made: this.#send("step", { count }) };
      });
      await made;
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
      await this.#settings.configure(options);
      this.dismiss();
    });
  }

  /** Takes the options that are allowed, and gives back why the others are not. */
  async tryOptions(options: Options): Promise<Map<string, Refusal>> {
    await this.#settled;
    return this.#settings.try(options);
  }

  loadDataset(source: Source): Promise<void> {
    return this.#datasets.wish(source);
  }

  /** Trains on these drawings too, and on no others. */
  setOwnImages(own: OwnImages): Promise<void> {
    return this.#datasets.setOwn(own);
  }

  /** Sets the class that a model which learns from classes is given with what has none. */
  setGivenClass(label: number): Promise<void> {
    return this.#settings.setGivenClass(label);
  }

  /** Sets the rules by which training stops by itself. */
  setStopRules(rules: StopRules): Promise<void> {
    return this.#settings.setStopRules(rules);
  }

  /** Evaluates the run at just this step too, when training passes it. */
  setMark(step: number | undefined): Promise<void> {
    return this.#settings.setMark(step);
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
    await this.#datasets.announce(source, sameSource(source, this.#current.source));
    await this.#inTurn(async () => {
      if (sameSource(source, this.#current.source)) await this.#leave();
      else if (source.kind !== "files" || source.files.length > 0) await this.#datasets.exchange(source);
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
    return this.#showing.show(bytes);
  }

  /** Shows a pretrained model without the engine until that shows it; with none, the engine alone answers from now on. */
  standIn(standIn: StandIn | undefined): void {
    this.#showing.standIn(standIn);
  }

  /** Makes the pretrained model the reader's own, with its options. */
  adopt(): void {
    this.#showing.adopt();
  }

  /** The reader's own model begins in the worker, in place of the pretrained one. */
  async #begin(): Promise<void> {
    const { restarted } = await this.#send("setOptions", { options: this.#settings.options });
    if (!restarted) await this.#send("reset", {});
  }

  async #call<V extends Verb>(verb: V, args: Args<V>, transfer: Transferable[] = []): Promise<Result<V>> {
    await this.#makeWay(verb);
    return this.#send(verb, args, transfer);
  }

  /** Before a verb that is about the reader's own model, that takes a pretrained one's place. */
  async #makeWay(verb: Verb): Promise<void> {
    if (this.#showing.isInTheWayOf(verb)) await this.#showing.makeWay();
  }

  async #send<V extends Verb>(verb: V, args: Args<V>, transfer: Transferable[] = []): Promise<Result<V>> {
    if (!this.#client) throw refusal("worker-lost", { reason: "closed" });
    return this.#client.call(verb, args, transfer);
  }

  async #start(): Promise<Opened> {
    this.#recovery.started();
    this.#client = new Client(
      (event) => this.#hear(event),
      (reason) => {
        // Whoever opens the run hears of it by what was asked of the worker.
        if (this.#opening) return;
        this.#settled = this.#recovery.recover(reason);
        this.#settled.catch(() => undefined);
      },
    );
    await this.#first;
    const opened = await this.#call("open", { build: this.#build, choice: this.#choice });
    this.#current.knowExecutors(opened.executors);
    return opened;
  }

  /** Starts another worker, with these options. */
  async #startAgain(options = this.#settings.options): Promise<void> {
    await this.#start();
    await this.#call("setOptions", { options });
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

  /** Brings a new worker to where the lost one was last seen. */
  async #restore(): Promise<void> {
    const [options, { pretrained }] = [this.#settings.options, this.state];
    this.#current.set({ pretrained: undefined });
    const newest = pretrained ? undefined : this.#machine.newest;
    await (newest ? this.#start() : this.#startAgain(options));
    await this.#settings.restore();
    await this.#datasets.restore();
    if (newest) {
      const { step, epoch } = await this.#call("restore", { bytes: fileOf(newest) });
      this.#current.set({ metrics: { ...this.state.metrics, step, epoch } });
      // Options that were changed after the snapshot still hold.
      await this.#settings.configure(options);
    } else {
      this.#renew();
    }
  }

  #hear(event: WorkerEvent): void {
    // A new worker's first checkpoint is that of a run that has not begun.
    if (event.event === "checkpoint" && !this.#recovery.restoring) this.#machine.add(event.checkpoint);
    else this.#current.hear(event);
  }
}
