import { css, html } from "lit";
import { property } from "lit/decorators.js";
import { DICE, PAUSE, PLAY, RESET, STEP } from "../icons.ts";
import { count, fixed, rate } from "../numbers.ts";
import { INITIAL, type State } from "../state.ts";
import { base } from "../styles.ts";
import { LabPart } from "./element.ts";

/** The control bar, `<vae-controls>`: what drives the run, and how far and how fast it goes. Event: `act`. */
export class Controls extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 14px;
      }
      .buttons {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .play {
        width: 44px;
        height: 44px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: var(--ink);
        color: var(--panel);
        margin-right: 4px;
      }
      .play svg {
        width: 18px;
        height: 18px;
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
        gap: 4px 16px;
        margin: 0;
      }
      dl div {
        min-width: 58px;
      }
      dt {
        font-size: 11px;
        color: var(--muted);
      }
      dd {
        margin: 0;
        font-size: 17px;
        font-weight: 550;
        line-height: 1.25;
      }
      @container (max-width: 1259px) {
        /* It takes a line of its own there, and no more than one. */
        dl div:last-child {
          display: flex;
          align-items: baseline;
          gap: 8px;
        }
      }
      .badge {
        display: inline-block;
        margin-top: 1px;
        padding: 0 7px;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--panel);
        font-size: 12px;
        font-weight: 500;
        line-height: 18px;
      }
    `,
  ];

  @property({ attribute: false }) state: State = INITIAL;

  protected override render() {
    const { state } = this;
    const { training, metrics } = state;
    const waiting = state.phase !== "ready";
    const main = this.say(training ? "controls.pause" : "controls.play");
    return html`
      <div class="buttons" role="group" aria-label=${this.say("controls.name")}>
        <button
          class="button play ${!training && !waiting && metrics.step === 0 ? "first" : ""}"
          ?disabled=${waiting}
          aria-label=${main}
          title=${main}
          @click=${() => this.tell("act", training ? "pause" : "train")}
        >
          ${training ? PAUSE : PLAY}
        </button>
        ${this.#button("step", STEP, waiting)} ${this.#button("reset", RESET, waiting)}
        ${this.#button("reseed", DICE, waiting)}
      </div>
      <dl class="number">
        ${this.#figure("epoch", fixed(metrics.epoch, 2))} ${this.#figure("steps", count(metrics.step))}
        ${this.#figure("stepsPerSecond", training ? rate(metrics.stepsPerSecond) : "–")}
        ${this.#figure("imagesPerSecond", training ? rate(metrics.imagesPerSecond) : "–")}
        <div title=${this.say("controls.executorHelp")}>
          <dt>${this.say("controls.executor")}</dt>
          <dd class="badge" data-testid="executor">${metrics.executor || "–"}</dd>
        </div>
      </dl>
    `;
  }

  #button(act: string, icon: unknown, disabled: boolean) {
    const name = this.say(`controls.${act}`);
    return html`<button
      class="button"
      ?disabled=${disabled}
      title=${this.say(`controls.${act}Help`)}
      aria-label=${name}
      @click=${() => this.tell("act", act)}
    >
      ${icon}
    </button>`;
  }

  #figure(name: string, value: string) {
    return html`<div>
      <dt>${this.say(`controls.${name}`)}</dt>
      <dd data-testid=${name}>${value}</dd>
    </div>`;
  }
}
