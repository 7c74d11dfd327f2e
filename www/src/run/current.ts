import { Curve } from "./curve.ts";
import type { PastRun } from "./history/past.ts";
import { news } from "./notice.ts";
import type { Executors, Message, Source, Term, WorkerEvent } from "./protocol.ts";
import { Refusal } from "./refusal.ts";
import { batchMetrics, heldOutMetrics, INITIAL, shownModel, type State } from "./state.ts";

export interface RunEvents {
  /** The state was replaced. */
  changed(before: State): void;
  /** The model's answers are different now: a step was made, or another model is there. */
  moved(): void;
  metrics(): void;
  error(reason: Refusal): void;
  /** The run made way for another. */
  ended(run: PastRun): void;
  /** The number of the next run. */
  number(): number;
}

/** How the codes of news begin that a stop rule gives. */
const STOPPED = "stop-";

/**
 * The run as the page knows it. `Run` keeps it up to date with the worker's events, `TimeMachine` shows the run's past
 * in it.
 */
export class CurrentRun {
  state: State = INITIAL;
  curve = new Curve([]);
  source: Source = { kind: "generated", name: "handwriting" };

  constructor(readonly events: RunEvents) {}

  set(change: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    this.events.changed(before);
  }

  /** The terms of the model that is shown. */
  get terms(): readonly Term[] {
    return shownModel(this.state).model.terms;
  }

  inform(message: Message): void {
    this.set({ notice: { kind: "info", message } });
  }

  fail(reason: Refusal): void {
    this.set({ notice: { kind: "error", message: reason } });
    this.events.error(reason);
  }

  dismiss(): void {
    this.set({ notice: undefined });
  }

  knowExecutors(executors: Executors): void {
    const executor = executors.active === "cpu" ? executors.cpu.name : "gpu";
    this.set({ executors, metrics: { ...this.state.metrics, executor } });
  }

  /** Takes over an event of the worker. */
  hear(event: WorkerEvent): void {
    switch (event.event) {
      case "progress": {
        const { metrics, stepsPerSecond, imagesPerSecond } = event;
        const { step, epoch, gradNorm } = metrics;
        const batch = batchMetrics(this.terms, metrics.terms);
        this.curve.append(event.curve);
        this.set({
          metrics: { ...this.state.metrics, ...batch, step, epoch, gradNorm, stepsPerSecond, imagesPerSecond },
          stepDone: this.state.training ? this.state.stepDone : undefined,
        });
        this.events.metrics();
        this.events.moved();
        break;
      }
      case "evaluation": {
        const { step, evaluation } = event;
        this.curve.evaluate(step, evaluation);
        const heldOut = heldOutMetrics(this.terms, evaluation.terms);
        this.set({ evaluation, metrics: { ...this.state.metrics, ...heldOut } });
        this.events.metrics();
        break;
      }
      case "training":
        if (event.training && this.state.notice?.message.code.startsWith(STOPPED)) this.dismiss();
        this.set({ training: event.training, stepDone: undefined });
        break;
      case "busy":
        if (event.done !== this.state.stepDone) this.set({ stepDone: event.done });
        break;
      case "met":
        this.inform(news(`${STOPPED}${event.rule}`, { limit: String(event.limit) }));
        break;
      case "dataset":
        this.set({ dataset: event.dataset });
        break;
      case "executors":
        this.knowExecutors(event.executors);
        break;
      case "lost": {
        const { reason, step, epoch } = event;
        this.set({ metrics: { ...this.state.metrics, step, epoch } });
        this.inform(news("gpu-left", { reason, step: String(step) }));
        this.events.moved();
        break;
      }
      case "stopped":
        this.fail(Refusal.from(event.refused));
        break;
      // The time machine has the checkpoints, and the client ends the worker after a panic.
      case "checkpoint":
      case "panic":
        break;
    }
  }
}
