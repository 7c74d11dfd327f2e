/**
 * The time machine of a run: it keeps checkpoints of it, takes the page to one of them and back, and has the run go on
 * from there. While a checkpoint is shown the worker holds its weights, so every query is answered from it.
 */
import type { CurrentRun } from "../current.ts";
import { Curve, lastAt } from "../curve.ts";
import type { Args, Checkpoint, Evaluation, Result, Verb } from "../protocol.ts";
import { batchMetrics, heldOutMetrics, type State } from "../state.ts";
import { History } from "./history.ts";
import type { PastRun } from "./past.ts";

type Shown = Pick<State, "options" | "model" | "evaluation" | "metrics">;

/** The best file of a checkpoint. */
export const fileOf = ({ full, weightsF16 }: Checkpoint): Uint8Array => full ?? weightsF16;

export class TimeMachine {
  #history = new History();
  #number: number | undefined;
  #origin: PastRun["origin"];
  /** The figures shown before the past was, and whether it trained. */
  #now: (Shown & { training: boolean }) | undefined;
  /** The step that is to be shown next, and the showing that is under way. */
  #wanted = 0;
  #showing: Promise<void> | undefined;

  constructor(
    private readonly current: CurrentRun,
    private readonly call: <V extends Verb>(verb: V, args: Args<V>) => Promise<Result<V>>,
  ) {}

  /** The run's number, once it has one. */
  get number(): number | undefined {
    return this.#number;
  }

  /** The run and the step that this one went on from. */
  get origin(): PastRun["origin"] {
    return this.#origin;
  }

  get newest(): Checkpoint | undefined {
    return this.#history.newest;
  }

  add(checkpoint: Checkpoint): void {
    this.#history.add(checkpoint);
    this.#publish();
  }

  /** Keeps the run exactly as it is now. */
  async keep(): Promise<void> {
    if (this.current.state.metrics.step !== this.newest?.step) this.add(await this.call("takeCheckpoint", {}));
  }

  /**
   * Takes the page to the checkpoint nearest to `step`; training waits. While one is on its way, only the newest wish is
   * kept.
   */
  showPast(step: number): Promise<void> {
    this.#wanted = step;
    this.#showing ??= this.#showNearest().finally(() => (this.#showing = undefined));
    return this.#showing;
  }

  /** Takes the page back to where the run is; true if it was training then. */
  async back(): Promise<boolean> {
    await this.#showing?.catch(() => undefined);
    const [now, newest] = [this.#now, this.newest];
    if (!now || !newest) return false;
    await this.call("restore", { bytes: fileOf(newest) });
    this.leave();
    this.current.events.moved();
    return now.training;
  }

  /** The page shows the run again, as it was; the worker has to follow. */
  leave(): void {
    if (!this.#now) return;
    const { training: _, ...shown } = this.#now;
    this.#now = undefined;
    this.current.set({ ...shown, past: undefined });
  }

  /** Takes the checkpoint that is shown for the run's newest: what came after it becomes a run that is over. */
  async goOn(): Promise<void> {
    await this.#showing?.catch(() => undefined);
    const { current } = this;
    const { past } = current.state;
    if (!past || !this.#now) return;
    const run = this.#record(this.#now);
    if (run) current.events.ended(run);
    this.#history.rewind(past.step);
    current.curve = current.curve.until(past.step);
    this.#origin = run ? { number: run.number, step: past.step } : this.#origin;
    this.#number = this.#now = undefined;
    current.set({ past: undefined });
    this.#publish();
    current.events.moved();
  }

  /** Another run begins, which the worker has already; this one is over. */
  begin(): void {
    const run = this.record();
    if (run) this.current.events.ended(run);
    this.#history = new History();
    this.#number = this.#origin = this.#now = undefined;
    this.current.set({ past: undefined });
    this.#publish();
    // A worker that is lost before it answers has nothing to bring back.
    void this.#keepBeginning(this.#history).catch(() => undefined);
  }

  async #keepBeginning(history: History): Promise<void> {
    const checkpoint = await this.call("takeCheckpoint", {});
    if (history !== this.#history || this.newest) return;
    this.add(checkpoint);
  }

  /** Goes on with a run that was over, which the worker has already, with the checkpoints that were kept of it. */
  resume({ number, origin, end, curve, evaluation }: PastRun, checkpoints: readonly Checkpoint[]): void {
    this.#number = number;
    this.#origin = origin;
    for (const checkpoint of [...checkpoints, end]) this.#history.add(checkpoint);
    this.current.curve = Curve.of(curve);
    const { step, epoch } = end;
    const metrics = { ...this.current.state.metrics, ...this.#figures(step), step, epoch };
    this.current.set({ evaluation, metrics });
    this.#publish();
    this.current.events.moved();
  }

  /** The run up to now; none before its first step. */
  record(): PastRun | undefined {
    return this.#record(this.#now ?? this.current.state);
  }

  #record({ options, evaluation }: Shown): PastRun | undefined {
    const { curve, source, state } = this.current;
    const end = this.newest;
    if (!end || end.step <= (this.#origin?.step ?? 0)) return;
    this.#number ??= this.current.events.number();
    return {
      number: this.#number,
      options,
      source,
      dataset: state.dataset?.name ?? "",
      evaluation,
      curve: curve.points,
      end,
      origin: this.#origin,
    };
  }

  async #showNearest(): Promise<void> {
    const { current } = this;
    if (!this.#now) {
      const { training } = current.state;
      await this.call("pause", {});
      await this.keep();
      const { metrics, evaluation, options, model } = current.state;
      this.#now = { training, metrics, evaluation, options, model };
    }
    for (let checkpoint = this.#nearest; checkpoint && checkpoint !== current.state.past; checkpoint = this.#nearest) {
      const { options, model } = await this.call("showCheckpoint", { bytes: fileOf(checkpoint) });
      const { step, epoch } = checkpoint;
      const metrics = { ...current.state.metrics, ...this.#figures(step), step, epoch };
      current.set({ past: checkpoint, options, model, metrics });
      current.events.moved();
      void this.#evaluate(checkpoint);
    }
  }

  get #nearest(): Checkpoint | undefined {
    return this.#history.nearest(this.#wanted);
  }

  /** The held-out figures of the past are computed again: the curves do not have all of them at every step. */
  async #evaluate(checkpoint: Checkpoint): Promise<void> {
    const answer = this.call("evaluate", {});
    const evaluation: Evaluation | undefined = await answer.catch(() => undefined);
    const { past, metrics } = this.current.state;
    if (!evaluation || past !== checkpoint) return;
    const heldOut = heldOutMetrics(this.current.terms, evaluation.terms);
    this.current.set({ evaluation, metrics: { ...metrics, ...heldOut } });
  }

  /** The figures of a step according to the curves. */
  #figures(step: number) {
    const { terms, train, heldOut } = this.current.curve;
    return {
      ...batchMetrics(terms, lastAt(train, step)?.values),
      ...heldOutMetrics(terms, lastAt(heldOut, step)?.values),
      gradNorm: Number.NaN,
    };
  }

  #publish(): void {
    this.current.set({ checkpoints: this.#history.checkpoints });
  }
}
