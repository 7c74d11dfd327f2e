import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { slider } from "../../panels/options/slider.ts";
import { specsOf } from "../../run/options/specs.ts";
import type { LabStore } from "../../store/lab-store.ts";
import type { Under } from "../../texts/keys.ts";
import { count } from "../../texts/numbers.ts";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { PAUSE, PLAY } from "../../ui/icons.ts";
import { lazyElement } from "../../ui/lazy.ts";
import { marked, term } from "../../ui/term.ts";
import { base } from "../../ui/styles.ts";
import { replay } from "./replay.ts";
import { playStyles } from "./styles.ts";

type Act = Under<"play.acts">;

/** What a newcomer is told and does, one after the other. */
const ACTS: readonly Act[] = ["drag", "draw", "train", "watch", "beta", "end"];
/** Checkpoints that are worth to be watched. */
const WATCHED = 3;
/** Milliseconds in which the pin goes around by itself. */
const ROUND_MS = 9000;
const BETA = "beta";

/** Where readers are who went to another door. */
const reached = new WeakMap<LabStore, number>();

let chain: typeof import("./chain.ts") | undefined;
const hasChain = lazyElement(async () => (chain = await import("./chain.ts")));

/** The page for those who come first, `<vae-play>`: the plane, one button, one slider, one sentence. */
export class Play extends LabPart {
  static override styles = [base, playStyles];

  @state() private at = 0;
  /** The reader has moved the pin. */
  @state() private touched = false;
  /** The step and β when the act began. */
  #before = { step: 0, beta: this.#beta };
  #leading = new AbortController();
  #led = false;
  /** Training is shown again. */
  @state() private replaying: AbortController | undefined;
  @state() private watched = false;
  /** Milliseconds of training before the present stretch, and when that began. */
  #spent = 0;
  #since: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const at = reached.get(this.store);
    this.at = at ?? 0;
    this.#led = at !== undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leading.abort();
    this.replaying?.abort();
  }

  protected override willUpdate(): void {
    const { training, metrics } = this.store.state.value;
    if (training && metrics.step === 0) this.#spent = 0;
    if (training) this.#since ??= performance.now();
    else if (this.#since !== undefined) {
      this.#spent += performance.now() - this.#since;
      this.#since = undefined;
    }
  }

  protected override updated(): void {
    const { phase, standIn } = this.store.state.value;
    if (this.#led || !(standIn || phase === "ready")) return;
    this.#led = true;
    void import("../../plane/pins/lead.ts").then(
      ({ leadAround }) => leadAround(this.store, ROUND_MS, this.#leading.signal),
      () => undefined,
    );
  }

  protected override render() {
    const { store } = this;
    const { page } = store;
    const { training, phase } = store.state.value;
    const act = ACTS[this.at] ?? "end";
    const main = this.say(training ? "controls.pause" : "controls.play");
    return html`
      <vae-plane
        .store=${store}
        .tools=${false}
        .legend=${false}
        @pointerdown=${this.#touch}
        @keydown=${this.#touch}
      ></vae-plane>
      <div class="beside">
        <section class="word" aria-label=${this.say("play.name")}>
          <p aria-live="polite">${this.#sentence(act)}</p>
          ${act === "draw" && hasChain(store) ? html`<vae-chain .store=${store}></vae-chain>` : nothing}
          ${this.#turn(act)}
        </section>
        <div class="drive">
          <button
            class="button train ${act === "train" && !training ? "main" : ""}"
            ?disabled=${phase !== "ready" || this.replaying !== undefined || (!training && page.locked.value.has("train"))}
            ?hidden=${page.hidden.value.has("train")}
            @click=${() => store.act(() => (training ? store.run.pause() : store.run.train()))}
          >
            ${training ? PAUSE : PLAY} ${main}
          </button>
          ${this.#slider()}
        </div>
      </div>
    `;
  }

  /** What one sees, or may do. */
  #sentence(act: Act) {
    const { metrics, dataset, past } = this.store.state.value;
    const images = count(dataset?.train ?? 0);
    if (past) return this.say("history.step", { step: count(past.step) });
    if (act === "train" && metrics.step > 0) return this.say("play.training", { step: count(metrics.step) });
    return marked(this.say(`play.acts.${act}`, { images, seconds: this.#seconds }));
  }

  /** Seconds of training so far. */
  get #seconds(): string {
    const stretch = this.#since === undefined ? 0 : performance.now() - this.#since;
    return count(Math.max(1, Math.round((this.#spent + stretch) / 1000)));
  }

  #turn(act: Act) {
    const { page } = this.store;
    if (act === "end")
      return html`<div class="turn">
        <button class="button" @click=${() => page.openLesson("")}>${this.say("doors.learn")}</button>
        <button class="button" @click=${() => (page.mode.value = "lab")}>${this.say("doors.lab")}</button>
        <button class="button" @click=${() => this.#go(0)}>${this.say("play.again")}</button>
      </div>`;
    const done = this.#done(act);
    return html`<div class="turn">
      ${
        act === "watch"
          ? html`<button
              class="button ${done ? "" : "main"}"
              ?disabled=${this.replaying !== undefined}
              @click=${() => this.store.act(() => this.#watch())}
            >
              ${this.say("play.watch")}
            </button>`
          : nothing
      }
      <button class="button ${done ? "main" : ""}" @click=${() => this.#go(this.at + 1)}>
        ${this.say("play.next")}
      </button>
      <button class="button quiet" @click=${() => this.#go(ACTS.length - 1)}>${this.say("play.skip")}</button>
      <span class="count number muted">${this.say("play.count", { at: this.at + 1, of: ACTS.length })}</span>
    </div>`;
  }

  #done(act: Act): boolean {
    switch (act) {
      case "drag":
        return this.touched;
      case "draw":
        return chain?.hasDrawn(this) ?? false;
      case "train":
        return this.store.state.value.metrics.step > this.#before.step;
      case "watch":
        return this.watched;
      case "beta":
        return this.#beta !== this.#before.beta;
      default:
        return false;
    }
  }

  /** The weight of the KL divergence, where the model has one. */
  #slider() {
    const { page } = this.store;
    const { specs, options, phase } = this.store.state.value;
    const place = (waits: boolean, label: unknown, input: unknown) =>
      html`<div class=${waits ? "beta waits" : "beta"}>
        <span>${label}</span>
        ${input}
        <span class="ends muted" aria-hidden="true"
          ><span>${this.say("play.sharp")}</span><span>${this.say("play.ordered")}</span></span
        >
      </div>`;
    if (page.hidden.value.has(BETA)) return nothing;
    // Its place is kept until the engine says what it can be.
    if (phase === "loading") return place(true, "β", html`<input type="range" />`);
    const spec = specsOf(specs, options).find(({ key }) => key === BETA);
    if (spec?.kind.type !== "float") return nothing;
    const name = this.speech.option(spec);
    const value = Number(options[BETA]);
    return place(
      false,
      html`${term(`options.${BETA}`, html`${name} <span class="symbol">${spec.symbol}</span>`)}
        <output class="number">${value}</output>`,
      slider(
        { kind: spec.kind, usual: spec.default, value },
        { name, disabled: page.awaiting.value.has("model") || page.locked.value.has(BETA) },
        (to) => this.store.act(() => this.#weigh(to)),
      ),
    );
  }

  /** Trains on with this β: also the pretrained model, which another one would take the place of. */
  async #weigh(beta: number): Promise<void> {
    const { run, state } = this.store;
    const { pretrained } = state.peek();
    if (pretrained) run.adopt();
    await run.setOptions({ [BETA]: beta });
    if (pretrained) await run.train();
  }

  get #beta(): unknown {
    return this.store?.state.peek().options[BETA];
  }

  readonly #touch = (): void => {
    this.#leading.abort();
    this.touched = true;
  };

  /** Training again, from the checkpoints that were kept. */
  async #watch(): Promise<void> {
    this.replaying = new AbortController();
    await replay(this.store, this.replaying.signal).finally(() => (this.replaying = undefined));
    this.watched = true;
  }

  #go(to: number): void {
    this.#leading.abort();
    this.replaying?.abort();
    // Where nothing was trained there is nothing to watch.
    const unseen = ACTS[to] === "watch" && this.store.state.peek().checkpoints.length < WATCHED;
    const at = unseen ? to + 1 : to;
    this.at = at;
    reached.set(this.store, at);
    this.#before = { step: this.store.state.peek().metrics.step, beta: this.#beta };
  }
}

define({ "vae-play": Play });
