import { type TemplateResult, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { MODES } from "../../math/toys.ts";
import type { OptionValue } from "../../run/protocol.ts";
import { fill } from "../../texts/fill.ts";
import { type GanTexts, ganTexts } from "../../texts/gan/index.ts";
import { fixed } from "../../texts/numbers.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles, spoken } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { resetButton, trainButton } from "../run-buttons.ts";
import { ganStyles } from "./styles.ts";
import { Game, OFFERED, type Offered, SAMPLES } from "./subject.ts";

/** Milliseconds between two looks at the model while it trains, and between two steps of slow motion. */
const PACE_MS = 150;
const SLOW_MS = 1100;
/** Weights of the anchor that the slider has. */
const ANCHORS = [0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const STEPS = [1, 2, 5, 10];
/** Steps that a button makes. */
const COUNTS = [1, 5];

/** A GAN's two players on points: `<vae-gan-panel>`. */
export class GanPanel extends TextsPart<GanTexts> {
  static override styles = [base, panelStyles, barStyles, spoken, ganStyles];

  protected override readonly fetchTexts = ganTexts;

  /** Whether there are buttons that train, and a choice of the data: for a figure that has no others. */
  @property({ attribute: false }) buttons = false;
  @property({ attribute: false }) choices = false;

  #follower = this.follow(PACE_MS, () => this.#game.refresh());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #about: readonly unknown[] = [];

  get #game(): Game {
    return Game.of(this.store);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#game.slow.value = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override firstUpdated(): void {
    if (this.buttons) this.store.act(() => this.#game.begin());
  }

  protected override willUpdate(changed: Parameters<TextsPart<GanTexts>["willUpdate"]>[0]): void {
    super.willUpdate(changed);
    const game = this.#game;
    const about = [game.toy.value, game.adversary.value, game.pushforward.draw.value];
    if (about.some((value, at) => value !== this.#about[at])) this.store.refresh(this.#follower);
    this.#about = about;
    if (game.slow.value && this.#timer === undefined) this.#turn();
  }

  /** One run of a round after the other, until slow motion ends. */
  #turn(): void {
    this.#timer = setTimeout(
      () => {
        this.store.act(async () => {
          try {
            if (this.#game.slow.peek()) await this.#game.next();
          } catch (cause) {
            this.#game.slow.value = false;
            throw cause;
          } finally {
            this.#timer = undefined;
            if (this.#game.slow.peek() && this.isConnected) this.#turn();
            this.store.refresh(this.#follower);
          }
        });
      },
      this.#game.turn.peek() ? SLOW_MS : 0,
    );
  }

  protected override render() {
    const { texts } = this;
    if (!texts) return html`<section class="panel"></section>`;
    const dimensions = this.#game.dimensions.value;
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">
        <h2 id="title">${texts.title}</h2>
        <div class="row">
          <span class="number muted" data-testid="gan-step"
            >${fill(texts.rounds, { step: this.store.state.value.metrics.step })}</span
          >
          ${this.buttons ? html`${trainButton(this.store)} ${resetButton(this.store)}` : nothing}
        </div>
      </div>
      ${this.choices ? this.#data(texts) : nothing} ${dimensions ? this.#players(texts) : this.#none(texts)}
    </section>`;
  }

  #none(texts: GanTexts): TemplateResult | typeof nothing {
    if (!this.store.model.dataset.value) return nothing;
    return html`<p class="note muted">${texts.none}</p>
      <p>
        <button class="button small" @click=${() => this.store.act(() => this.#game.choose("eight"))}>
          ${texts.take}
        </button>
      </p>`;
  }

  #data(texts: GanTexts): TemplateResult {
    const chosen = this.#game.coming.value ?? this.#game.toy.value;
    const choice = (name: Offered) =>
      html`<label>
        <input
          type="radio"
          name="toy"
          .checked=${live(name === chosen)}
          @change=${() => this.store.act(() => this.#game.choose(name))}
        />
        <span class="button small">${this.speech.dataset(name)}</span>
      </label>`;
    const row = (name: string, toys: readonly Offered[]) =>
      html`<div class="row"><span class="muted many">${name}</span> ${toys.map(choice)}</div>`;
    return html`<fieldset role="radiogroup" aria-label=${texts.data}>
      ${row(texts.two, OFFERED[2])} ${row(texts.one, OFFERED[1])}
    </fieldset>`;
  }

  #players(texts: GanTexts): TemplateResult {
    const { store } = this;
    const game = this.#game;
    const critic = game.isCritic.value;
    const one = game.dimensions.value === 1;
    const play = html`${this.#options(texts)} ${this.#hand(texts)}`;
    // A room sees first what comes of it.
    const presenting = store.page.presenting.value;
    return html`${presenting ? nothing : play} ${this.#modes(texts)}
      <div class="picture" data-testid="gan-picture">
        ${
          one
            ? html`<vae-gan-curves .store=${store} .name=${texts.curves}></vae-gan-curves>
                <p class="note muted">${critic ? texts.lineCritic : texts.line}</p>
                <vae-distribution-line .store=${store}></vae-distribution-line>`
            : html`<vae-gan-plane .store=${store}></vae-gan-plane>
                <p class="note muted">${critic ? texts.planeCritic : texts.plane}</p>`
        }
      </div>
      ${presenting ? play : nothing} ${this.#figures(texts)}`;
  }

  /** What the players minimise, how many steps each makes, and the anchor. */
  #options(texts: GanTexts): TemplateResult {
    const { store } = this;
    const { options, specs } = store.model;
    const set = (values: Record<string, OptionValue>) => store.act(() => store.run.setOptions(values));
    const locked = (key: string) => store.page.locked.value.has(key);
    const select = (
      key: string,
      name: string,
      choices: readonly (readonly [string, string])[],
      change: (value: string) => void,
    ) => {
      const now = String(options.value[key]);
      const shown = choices.some(([value]) => value === now) ? choices : [...choices, [now, now] as const];
      return html`<label>
        <span>${name}</span>
        <select
          data-testid=${key}
          title=${locked(key) ? this.say("lesson.locked") : nothing}
          ?disabled=${locked(key)}
          @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}
        >
          ${shown.map(([value, text]) => html`<option value=${value} .selected=${value === now}>${text}</option>`)}
        </select>
      </label>`;
    };
    const { kind } = specs.value.find(({ key }) => key === "adversary") ?? {};
    const adversaries = kind?.type === "choice" ? kind.choices : [];
    const counts = STEPS.map((count) => [String(count), String(count)] as const);
    const anchor = Number(options.value["anchor"]);
    const place = ANCHORS.reduce(
      (best, each, at) => (Math.abs(each - anchor) < Math.abs((ANCHORS[best] ?? 0) - anchor) ? at : best),
      0,
    );
    return html`<div class="options">
      ${select(
        "adversary",
        texts.adversary,
        adversaries.map((name) => [name, this.say(`options.adversary.choices.${name}`)] as const),
        (value) => store.act(() => this.#game.setAdversary(value)),
      )}
      ${select("dsteps", texts.dsteps, counts, (value) => set({ dsteps: Number(value) }))}
      ${select("gsteps", texts.gsteps, counts, (value) => set({ gsteps: Number(value) }))}
      <label class="anchor">
        <span>${texts.anchor} = <b class="number" data-testid="anchor">${fixed(anchor, anchor % 1 ? 1 : 0)}</b></span>
        <input
          type="range"
          min="0"
          max=${ANCHORS.length - 1}
          title=${locked("anchor") ? this.say("lesson.locked") : nothing}
          ?disabled=${locked("anchor")}
          aria-valuetext=${fill(texts.anchorValue, { value: fixed(anchor, anchor % 1 ? 1 : 0) })}
          .value=${live(String(place))}
          @change=${(event: Event) => set({ anchor: ANCHORS[Number((event.target as HTMLInputElement).value)] ?? 0 })}
        />
      </label>
    </div>`;
  }

  /** Steps of one player, and slow motion. */
  #hand(texts: GanTexts): TemplateResult {
    const { store } = this;
    const game = this.#game;
    const { training, phase } = store.state.value;
    const slow = game.slow.value;
    const off = phase !== "ready" || training || slow;
    const step = (player: "discriminator" | "generator", count: number) =>
      html`<button
        class="button small ${player}"
        aria-label=${fill(texts.stepNames[player], { count: `+${count}` })}
        ?disabled=${off}
        @click=${() =>
          store.act(async () => {
            await game.play(player, count);
            store.refresh(this.#follower);
          })}
      >
        ${fill(texts.steps[player], { count: `+${count}` })}
      </button>`;
    const turn = slow ? game.turn.value : undefined;
    const said = turn ? fill(texts.turns[turn.player], { at: turn.repetition + 1, of: turn.of }) : texts.waiting;
    return html`<div class="row">
        <span class="muted many">${texts.by}</span>
        ${COUNTS.map((count) => step("discriminator", count))} ${COUNTS.map((count) => step("generator", count))}
        <button
          class="button small"
          aria-pressed=${slow}
          ?disabled=${phase !== "ready" || training}
          @click=${() => {
            game.turn.value = undefined;
            game.slow.value = !slow;
          }}
        >
          ${texts.slow}
        </button>
      </div>
      <p class="turn ${turn?.player ?? ""}" data-testid="turn">${said}</p>`;
  }

  /** A light for each mode: filled where samples find it. */
  #modes(texts: GanTexts): TemplateResult | typeof nothing {
    const { toy, found } = this.#game;
    const modes = toy.value && MODES[toy.value];
    if (!modes) return nothing;
    const now = found.value;
    const name = now ? fill(texts.modes, { found: now.found, of: modes.length }) : "";
    return html`<div class="modes">
      <ol class="lights" aria-label=${name}>
        ${modes.map((_, mode) => {
          const share = (now?.counts[mode] ?? 0) / SAMPLES;
          const lit = now?.lit[mode] ?? false;
          const said = `${fill(texts.mode, { number: mode + 1, percent: fixed(100 * share, 1) })}, ${lit ? texts.lit : texts.dark}`;
          return html`<li class=${lit ? "lit" : ""} title=${said}><span class="spoken">${said}</span></li>`;
        })}
      </ol>
      <b class="number" data-testid="modes">${name}</b>
      <span class="spoken" role="status">${this.store.state.value.training ? "" : name}</span>
    </div>`;
  }

  #figures(texts: GanTexts): TemplateResult {
    const { model } = this.store;
    const game = this.#game;
    const exact = game.exact.value;
    const row = (name: string, value: string, aside = "") =>
      html`<span
        ><span class="muted">${name}</span>
        <b>${value}</b> ${aside && html`<span class="muted">(${aside})</span>`}</span
      >`;
    const share = game.found.value?.share;
    return html`<p class="figures number" data-testid="gan-figures">
      ${
        game.isCritic.value
          ? row(
              texts.wasserstein,
              fixed(model.figure("wasserstein"), 2),
              exact && fill(texts.exactWasserstein, { value: fixed(exact.wasserstein, 2) }),
            )
          : row(
              texts.discriminator,
              fixed(model.figure("discriminator"), 2),
              fill(texts.undecided, { value: fixed(2 * Math.LN2, 2) }),
            )
      }
      ${share === undefined ? nothing : row(texts.share, fill(texts.percent, { value: fixed(100 * share, 0) }))}
      ${exact ? row(texts.variation, fixed(exact.variation, 2)) : nothing}
    </p>`;
  }
}
