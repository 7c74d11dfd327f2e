import { type TemplateResult, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { prepare } from "../../draw/canvas.ts";
import type { Sums } from "../../math/square.ts";
import { resetButton, trainButton } from "../../panels/run-buttons.ts";
import { fill } from "../../texts/fill.ts";
import { fixed } from "../../texts/numbers.ts";
import { type SquareTexts, squareTexts } from "../../texts/square/index.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles, spoken } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { OUTLINED, VIEWS, type View, drawSquare } from "./draw.ts";
import { squareStyles } from "./styles.ts";
import { COMPONENTS, OFFERED, POINT, Square, WAYS, X, Z } from "./subject.ts";

/** Milliseconds between two looks at the model while it trains, and between two steps of EM. */
const PACE_MS = 200;
const STEP_MS = 350;
/** EM rests when a round raises the log-likelihood by less. */
const RESTS = 1e-6;
/** An identity holds if its sums are no farther apart. */
const KEPT = 1e-3;

type Row = keyof SquareTexts["sums"];

/** Two joint distributions over one square, and every divergence as a sum over its cells: `<vae-square-panel>`. */
export class SquarePanel extends TextsPart<SquareTexts> {
  static override styles = [base, panelStyles, barStyles, spoken, squareStyles];

  protected override readonly fetchTexts = squareTexts;

  /** Whether there are buttons that train, and a choice of the data: for a figure that has no others. */
  @property({ attribute: false }) buttons = false;
  @property({ attribute: false }) choices = false;
  @state() private view: View = "both";

  #follower = this.follow(PACE_MS, () => this.#square.refresh());
  #about: readonly unknown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #before = Number.NEGATIVE_INFINITY;
  #drawn: readonly unknown[] = [];
  #resize = new ResizeObserver(() => this.#draw());

  get #square(): Square {
    return Square.of(this.store);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    this.#square.runs.value = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override firstUpdated(): void {
    if (this.buttons) this.store.act(() => this.#square.begin());
  }

  protected override willUpdate(changed: Parameters<TextsPart<SquareTexts>["willUpdate"]>[0]): void {
    super.willUpdate(changed);
    const square = this.#square;
    const about = [square.toy.value, square.way.value];
    if (about.some((value, at) => value !== this.#about[at])) this.store.refresh(this.#follower);
    this.#about = about;
    if (square.runs.value) this.#timer ??= setTimeout(this.#step, STEP_MS);
  }

  /** A step of EM, and the next one after it, until nothing is to be gained. */
  readonly #step = (): void => {
    this.#timer = undefined;
    const square = this.#square;
    if (!square.runs.peek() || !this.isConnected) return;
    square.step();
    if (square.nextIsE.peek()) {
      const now = square.likelihood.peek() ?? 0;
      if (now - this.#before < RESTS) square.runs.value = false;
      this.#before = now;
    }
    this.requestUpdate();
  };

  protected override render() {
    const { texts } = this;
    if (!texts) return html`<section class="panel"></section>`;
    const way = this.#square.way.value;
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">
        <h2 id="title">${texts.title}</h2>
        <div class="row">${way === "em" ? this.#em(texts) : this.#training(texts)}</div>
      </div>
      <div class="choices">
        ${this.#methods(texts)} ${this.choices ? this.#data(texts) : nothing} ${this.#views(texts)}
      </div>
      ${way ? this.#body(texts) : this.#none(texts)}
    </section>`;
  }

  #none(texts: SquareTexts): TemplateResult | typeof nothing {
    if (!this.store.model.dataset.value || this.#square.coming.value) return nothing;
    return html`<p class="note muted">${texts.none}</p>
      <p>
        <button class="button small" @click=${() => this.store.act(() => this.#square.choose("vae", "two-bumps"))}>
          ${texts.take}
        </button>
      </p>`;
  }

  #training(texts: SquareTexts): TemplateResult {
    return html`<span class="number muted" data-testid="square-step"
        >${fill(texts.step, { step: this.store.state.value.metrics.step })}</span
      >
      ${this.buttons ? html`${trainButton(this.store)} ${resetButton(this.store)}` : nothing}`;
  }

  #em(texts: SquareTexts): TemplateResult {
    const square = this.#square;
    const isE = square.nextIsE.value;
    const runs = square.runs.value;
    const by = (act: () => void) => () => {
      square.runs.value = false;
      act();
    };
    const toggle = () => {
      this.#before = Number.NEGATIVE_INFINITY;
      square.runs.value = !runs;
    };
    const step = (name: string, on: boolean) =>
      html`<button class="button small" ?disabled=${!on || runs} @click=${by(() => square.step())}>${name}</button>`;
    return html`<span class="number muted" data-testid="square-step"
        >${fill(texts.step, { step: square.steps.value ?? 0 })}</span
      >
      ${step(texts.e, isE)} ${step(texts.m, !isE)}
      <button class="button small main" @click=${toggle}>${runs ? texts.pause : texts.run}</button>
      <button class="button small" @click=${by(() => square.redraw())}>${texts.redraw}</button>
      <label
        >${texts.components}
        <select
          data-testid="square-components"
          .value=${live(String(square.components.value))}
          @change=${(event: Event) => (square.components.value = Number((event.target as HTMLSelectElement).value))}
        >
          ${COMPONENTS.map((count) => html`<option value=${count}>${count}</option>`)}
        </select></label
      >`;
  }

  /** Buttons of which one is pressed. */
  #one<T extends string>(
    name: string,
    values: readonly T[],
    pressed: T | undefined,
    say: (value: T) => string,
    act: (value: T) => void,
  ): TemplateResult {
    return html`<div class="row" role="group" aria-label=${name}>
      <span class="muted">${name}</span>
      ${values.map(
        (value) =>
          html`<button class="button small" aria-pressed=${value === pressed} @click=${() => act(value)}>
            ${say(value)}
          </button>`,
      )}
    </div>`;
  }

  #methods(texts: SquareTexts): TemplateResult {
    const square = this.#square;
    return this.#one(
      texts.method,
      WAYS,
      square.way.value,
      (way) => texts.methods[way],
      (way) => this.store.act(() => square.choose(way, square.toy.peek() ?? "two-bumps")),
    );
  }

  #data(texts: SquareTexts): TemplateResult {
    const square = this.#square;
    return this.#one(
      texts.data,
      OFFERED,
      OFFERED.find((toy) => toy === (square.coming.value ?? square.toy.value)),
      (toy) => this.speech.dataset(toy),
      (toy) => this.store.act(() => square.choose(square.way.peek() ?? "vae", toy)),
    );
  }

  #views(texts: SquareTexts): TemplateResult {
    return this.#one(
      texts.view,
      VIEWS,
      this.view,
      (view) => texts.views[view],
      (view) => (this.view = view),
    );
  }

  /** What stands for the latent variable. */
  get #z(): { z: string; Z: string } {
    return this.#square.way.value === "em" ? { z: "k", Z: "K" } : { z: "z", Z: "Z" };
  }

  #body(texts: SquareTexts): TemplateResult | typeof nothing {
    const square = this.#square;
    const [way, joints, sums] = [square.way.value, square.joints.value, square.sums.value];
    void this.palette;
    if (!way || !joints || !sums) return html`<div class="square"><canvas aria-hidden="true"></canvas></div>`;
    const said = Object.fromEntries(Object.entries<number>({ ...sums }).map(([key, nats]) => [key, fixed(nats, 3)]));
    const resting = !this.store.state.value.training && !square.runs.value;
    return html`<div class="square">
        <div>
          <canvas role="img" aria-label=${fill(texts.picture, { ...said, ...this.#z })}></canvas>
          <p class="names">
            <span class="p">${fill(texts.p, this.#z)}</span> <span class="q">${fill(texts.q, this.#z)}</span>
          </p>
        </div>
        ${this.#table(texts, sums)}
      </div>
      <p class="spoken" role="status">${resting ? fill(texts.spoken, said) : ""}</p>
      <p class="note">${fill(texts.about[way], { width: POINT.z })}</p>
      <p class="note muted">
        ${fill(texts.note, {
          columns: joints.p.columns,
          rows: joints.p.rows,
          width: POINT.x,
          percent: 100 * OUTLINED,
        })}
      </p>`;
  }

  #table(texts: SquareTexts, sums: Sums): TemplateResult {
    const row = (key: Row, value: number | undefined, off?: number) => {
      const tick = Math.abs(off ?? 0) < KEPT ? texts.kept : texts.broken;
      return html`<tr class=${["x", "conditional", "information", "z"].includes(key) ? "part" : ""}>
        <th scope="row">${fill(texts.sums[key], this.#z)}</th>
        <td class="value" data-testid=${`square-${key}`}>${fixed(value, 3)}</td>
        <td class="muted">${fill(texts.meanings[key], { ...this.#z, off: fixed(Math.abs(off ?? 0), 4), tick })}</td>
      </tr>`;
    };
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${texts.sum}</th>
          <th scope="col">${texts.nats}</th>
          <th scope="col">${texts.says}</th>
        </tr>
      </thead>
      <tbody>
        ${row("joint", sums.joint, sums.joint - sums.x - sums.conditional)} ${row("x", sums.x)}
        ${row("conditional", sums.conditional)} ${row("reverse", sums.reverse)}
        ${row("rate", sums.rate, sums.rate - sums.information - sums.z)} ${row("information", sums.information)}
        ${row("z", sums.z)} ${row("likelihood", this.#square.likelihood.value)}
      </tbody>
    </table>`;
  }

  protected override updated(): void {
    const { joints, way } = this.#square;
    // Not at every figure that comes in.
    const shown = [joints.peek(), way.peek(), this.view, this.palette];
    if (shown.some((value, at) => value !== this.#drawn[at])) this.#draw();
    this.#drawn = shown;
  }

  #draw(): void {
    const { joints, way } = this.#square;
    const canvas = this.renderRoot.querySelector("canvas");
    const sheet = canvas && prepare(canvas);
    const both = joints.peek();
    if (!sheet || !both) return;
    const { context, width, height } = sheet;
    const { view, palette } = this;
    drawSquare(context, width, height, { joints: both, view, palette, x: X, z: way.peek() === "em" ? undefined : Z });
  }
}
