import { signal } from "@lit-labs/preact-signals";
import { css, html, nothing } from "lit";
import { drawLosses, stepAxis } from "../../charts/draw/losses.ts";
import { Plot, plotStyles } from "../../charts/plot.ts";
import { Curve, type CurvePoints, type HeldOutPoint, lastStep, pointAt } from "../../run/curve.ts";
import type { Evidences } from "../../run/protocol.ts";
import { count, nats } from "../../texts/numbers.ts";

/** Held-out images that are judged, and samples of z of each. */
const LOOK = { images: 20, samples: 100 };
/** Milliseconds between two looks while the model trains. */
const PACE_MS = 1000;

/** What was seen of a run, by the run's own curve: −log p(x), or −L_k where that is not known, and −ELBO. */
const seen = new WeakMap<CurvePoints, Curve>();

function seenOf(run: CurvePoints): Curve {
  const curve = seen.get(run) ?? new Curve([]);
  seen.set(run, curve);
  return curve;
}

/** −log p(x) of a few held-out images over the steps, below their −ELBO: `<vae-evidence-chart>`. */
export class EvidenceChart extends Plot {
  static override styles = [
    plotStyles,
    css`
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 1px 14px;
        margin: 0 0 6px;
        font-size: var(--text-note);
      }
      dl div {
        display: flex;
        gap: 5px;
      }
      dd {
        margin: 0;
        font-weight: 600;
      }
      p {
        margin-top: 6px;
        font-size: var(--text-note);
        line-height: 1.45;
      }
    `,
  ];

  readonly #last = signal<Evidences | undefined>(undefined);

  constructor() {
    super();
    this.follow(PACE_MS, () => this.#look());
  }

  async #look(): Promise<void> {
    const { run } = this.store;
    const of = run.curve;
    const found = await run.ask("evidences", LOOK);
    const { step, elbo, weighted, exact } = found;
    const terms = [-(exact?.mean ?? weighted), -elbo];
    seenOf(of).evaluate(step, { terms, byDimension: {}, images: LOOK.images });
    this.#last.value = found;
  }

  protected override get curve(): CurvePoints {
    void this.#last.value;
    return seenOf(super.curve);
  }

  /** What the two curves are called. */
  get #names(): [string, string] {
    const k = count(LOOK.samples);
    const exact = this.#last.value?.exact !== undefined;
    return [
      this.say(exact ? "curves.evidence.exact" : "curves.evidence.bound", { k }),
      this.sayOfModel("terms.loss.name"),
    ];
  }

  protected override render() {
    const { cursor, curve } = this;
    const found = this.#last.value;
    const point = pointAt(curve.heldOut, cursor);
    const [best, elbo] = point?.values ?? [];
    const [bestName, elboName] = this.#names;
    const row = (name: string, value: number | undefined, quantity: string) =>
      html`<div>
        <dt .style="color: var(--${quantity})">${name}</dt>
        <dd class="number">${nats(value)}</dd>
      </div>`;
    return html`
      <dl data-testid="evidences">
        ${row(elboName, elbo, "loss")} ${row(bestName, best, "kl")}
        ${
          found?.exact && elbo !== undefined && best !== undefined
            ? row(this.say("evidence.gap"), elbo - best, "muted")
            : nothing
        }
      </dl>
      ${this.plot(this.say("curves.evidence.name"))}
      <p class="muted">${this.say("curves.evidence.help", { images: count(LOOK.images) })} ${this.#remarks(found)}</p>
    `;
  }

  #remarks(found: Evidences | undefined): string {
    if (!found) return "";
    if (!found.exact) return this.say("curves.evidence.estimated");
    return found.exact.resolved ? "" : this.say("evidence.coarse");
  }

  protected override reading({ values }: HeldOutPoint): string {
    const said = this.#names.map((name, at) => `${name} ${nats(values[at])}`);
    return this.say("charts.values.nats", { values: said.join(", ") });
  }

  protected override stepAt(x: number, _: number, width: number): number {
    return Math.round(stepAxis(lastStep(this.curve), width, this.store.page.charts.value.logSteps).value(x));
  }

  protected override draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    const { curve, palette, cursor, speech } = this;
    const { logValues, logSteps } = this.store.page.charts.value;
    const line = (place: number, quantity: "kl" | "loss") => ({ place, quantity, mark: undefined });
    drawLosses(context, width, height, {
      axes: [
        {
          fromZero: false,
          title: this.say("charts.axis.nats", { names: speech.list(this.#names) }),
          lines: [line(0, "kl"), line(1, "loss")],
        },
      ],
      curve,
      earlier: [],
      titled: true,
      pointed: undefined,
      palette,
      cursor,
      log: { values: logValues, steps: logSteps },
      steps: this.say("charts.steps"),
      squeezed: this.say("charts.squeezed"),
    });
  }
}
