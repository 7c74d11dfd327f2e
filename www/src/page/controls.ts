import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { CHOICES, type Choice, type Executors } from "../run/protocol.ts";
import type { Under } from "../texts/keys.ts";
import { count, fixed, rate } from "../texts/numbers.ts";
import type { Defined } from "../texts/terms/symbols.ts";
import { LabPart } from "../ui/element.ts";
import { DICE, PAUSE, PLAY, RESET, STEP } from "../ui/icons.ts";
import { bar, base } from "../ui/styles.ts";
import { term } from "../ui/term.ts";

/** The control bar, `<vae-controls>`: what drives the run, how far and how fast it goes, and what it runs on. */
export class Controls extends LabPart {
  static override styles = [
    base,
    bar,
    css`
      :host {
        gap: 8px 14px;
      }
      .buttons {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .play {
        width: calc(44 * var(--unit));
        height: calc(44 * var(--unit));
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: var(--ink);
        color: var(--panel);
        margin-right: 4px;
      }
      @media (forced-colors: active) {
        .play {
          border: 2px solid ButtonText;
        }
      }
      .play svg {
        width: calc(18 * var(--unit));
        height: calc(18 * var(--unit));
      }
      .play.first {
        animation: beckon 2s ease-in-out infinite;
      }
      @keyframes beckon {
        50% {
          box-shadow: 0 0 0 6px color-mix(in srgb, var(--ink) 14%, transparent);
        }
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        flex: 1 1 calc(560 * var(--unit));
        gap: 4px 16px;
        margin: 0;
      }
      dl div {
        min-width: calc(58 * var(--unit));
      }
      dt {
        font-size: var(--text-small);
        color: var(--muted);
      }
      dd {
        margin: 0;
        font-size: var(--text-large);
        font-weight: 550;
        line-height: 1.25;
      }
      progress {
        width: 60px;
        accent-color: var(--ink);
      }
      .pretrained {
        display: flex;
        flex-wrap: wrap;
        /* The same line, whatever is said by now. */
        flex: 1 1 calc(600 * var(--unit));
        align-items: center;
        gap: 4px 10px;
        font-size: var(--text-note);
        color: var(--muted);
      }
      .runs {
        display: flex;
        flex: 1 1 calc(255 * var(--unit));
        align-items: center;
        gap: 8px;
      }
      .runs dt {
        white-space: nowrap;
      }
      .runs dd {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 2px 8px;
        font-size: var(--text-note);
      }
      .badge {
        min-height: 20px;
        padding: 0 3px;
        border: 1px solid var(--line);
        border-radius: var(--radius-field);
        background: var(--panel);
        font-weight: 500;
        cursor: pointer;
      }
      .rates {
        font-weight: 400;
      }
      .rates .active {
        color: var(--ink);
        font-weight: 500;
      }
      @media (pointer: coarse) {
        .badge {
          min-height: 34px;
          border-radius: 17px;
          padding: 0 8px;
        }
      }
    `,
  ];

  /** How far and how fast it goes, and no more. */
  @property({ type: Boolean }) brief = false;

  protected override render() {
    const { store } = this;
    const state = store.state.value;
    const { training, metrics } = state;
    const waiting = state.phase !== "ready";
    const main = this.say(training ? "controls.pause" : "controls.play");
    const locked = !training && store.page.locked.value.has("train");
    return html`
      <div class="buttons" role="group" aria-label=${this.say("controls.name")}>
        <button
          class="button play ${!training && !waiting && metrics.step === 0 ? "first" : ""}"
          ?disabled=${waiting || locked}
          ?hidden=${store.page.hidden.value.has("train")}
          aria-label=${main}
          title=${locked ? this.say("lesson.locked") : main}
          @click=${() => store.act(() => (training ? store.run.pause() : store.run.train()))}
        >
          ${training ? PAUSE : PLAY}
        </button>
        ${this.#button("step", STEP, waiting, () => store.run.step())}
        ${this.#button("reset", RESET, waiting, () => store.run.reset())}
        ${this.#button("newSeed", DICE, waiting, () => store.run.newSeed())}
      </div>
      ${
        state.stepDone === undefined
          ? nothing
          : html`<progress .value=${state.stepDone} aria-label=${this.say("controls.step")}></progress>`
      }
      ${store.shows ? this.#pretrained() : nothing}
      <dl class="number">
        ${this.#figure("epoch", fixed(metrics.epoch, 2), "epoch")} ${this.#figure("steps", count(metrics.step), "step")}
        ${this.#figure("stepsPerSecond", training ? rate(metrics.stepsPerSecond) : "–")}
        ${
          this.brief
            ? nothing
            : html`${this.#figure("imagesPerSecond", training ? rate(metrics.imagesPerSecond) : "–")} ${this.#runsOn()}`
        }
      </dl>
    `;
  }

  #pretrained() {
    const { store } = this;
    const adopt = async () => {
      store.run.adopt();
      await store.run.train();
    };
    return html`<p class="pretrained" role="status">
      ${this.say("controls.pretrained")}
      <button
        class="button small"
        ?disabled=${!store.state.value.pretrained || store.page.locked.value.has("train")}
        @click=${() => store.act(adopt)}
      >
        ${this.say("controls.adopt")}
      </button>
    </p>`;
  }

  /** The executor as a choice, and the speeds of both. */
  #runsOn() {
    const { choice, active, cpu, gpu } = this.store.state.value.executors;
    const name = this.say("controls.executor");
    const choose = (event: Event) => {
      const list = event.target as HTMLSelectElement;
      this.store.chooseExecutor(list.value as Choice);
      // A choice shows once it is in force.
      list.value = choice;
    };
    const impossible = gpu.status === "none" && choice !== "gpu";
    return html`<div class="runs" title=${this.say("controls.executorHelp")}>
      <dt>${name}</dt>
      <dd>
        <select class="badge" aria-label=${name} .value=${live(choice)} @change=${choose}>
          ${CHOICES.map(
            (each) =>
              html`<option value=${each} ?selected=${each === choice} ?disabled=${each === "gpu" && impossible}>
                ${this.say(`controls.choices.${each}`, { active: active.toUpperCase() })}
              </option>`,
          )}
        </select>
        <span class="rates muted" data-testid="executor">
          <span class=${active === "cpu" ? "active" : ""}>${this.#rate(cpu.name, cpu.stepsPerSecond)}</span>
          ${this.#gpu(gpu, active === "gpu")}
        </span>
      </dd>
    </div>`;
  }

  #gpu({ status, name, software, stepsPerSecond }: Executors["gpu"], active: boolean) {
    if (status === "none") return nothing;
    const called = software ? this.say("controls.software", { name }) : name;
    const plain = status === "ready" || status === "found";
    const text = plain ? this.#rate(called, stepsPerSecond) : this.say(`controls.gpu.${status}`, { name: called });
    return html`· <span class=${active ? "active" : ""}>${text}</span>`;
  }

  #rate(name: string, stepsPerSecond: number): string {
    return Number.isFinite(stepsPerSecond) ? this.say("controls.rate", { name, rate: rate(stepsPerSecond) }) : name;
  }

  #button(act: "step" | "reset" | "newSeed", icon: unknown, disabled: boolean, work: () => Promise<void>) {
    const name = this.say(`controls.${act}`);
    const locked = this.store.page.locked.value.has(act);
    return html`<button
      class="button"
      ?disabled=${disabled || locked}
      ?hidden=${this.store.page.hidden.value.has(act)}
      title=${this.say(locked ? "lesson.locked" : `controls.${act}Help`)}
      aria-label=${name}
      @click=${() => this.store.act(work)}
    >
      ${icon}
    </button>`;
  }

  #figure(name: Under<"controls">, value: string, of?: Defined) {
    const label = this.say(`controls.${name}`);
    return html`<div>
      <dt>${of ? term(of, label) : label}</dt>
      <dd data-testid=${name}>${value}</dd>
    </div>`;
  }
}
