import { css, html } from "lit";
import { state } from "lit/decorators.js";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { CLOSE } from "../../ui/icons.ts";
import { base } from "../../ui/styles.ts";
import { tourStyles } from "../styles.ts";
import { type Before, snapshot, stepsOf } from "./steps.ts";

/** The guide, `<vae-guide>`: one step at a time, above the lab, never over it. */
export class Guide extends LabPart {
  static override styles = [
    base,
    tourStyles,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
      }
      p {
        flex: 1 1 260px;
        font-size: var(--text-body);
        line-height: 1.4;
      }
      .count {
        color: var(--muted);
        font-size: var(--text-note);
      }
    `,
  ];

  @state() private at = 0;
  #before: Before | undefined;

  protected override willUpdate(): void {
    if (!this.speech.whole) void this.store.page.speak("panels").catch(() => undefined);
    // What is to come brings pins, steps and options of its own.
    const { model, page } = this.store;
    if (model.view.value && page.awaiting.value.size === 0) this.#before ??= snapshot(this.store);
    this.store.page.spot.value = stepsOf(this.store)[this.at]?.spot;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.page.spot.value = undefined;
  }

  protected override render() {
    const { store, at } = this;
    const steps = stepsOf(store);
    const step = steps[at];
    if (!step || !this.speech.whole || !store.model.view.value) return "";
    const done = this.#before !== undefined && step.done(store, this.#before);
    const last = at === steps.length - 1;
    const leave = this.say("tour.leave");
    return html`<section aria-label=${this.say("guide.name")}>
      <span class="count number">${this.say("tour.count", { at: at + 1, of: steps.length })}</span>
      <p aria-live="polite">
        ${step.ofModel ? this.sayOfModel(`tour.${step.key}`) : this.say(`tour.steps.${step.key}`)}
        ${done ? html`<span class="done" aria-label=${this.say("tour.done")}>✓</span>` : ""}
      </p>
      <div class="turn">
        ${
          done
            ? ""
            : html`<button class="button small" @click=${() => step.act(store)}>
                ${this.say(`tour.acts.${step.key}`)}
              </button>`
        }
        <button class="button small" @click=${() => store.page.openLesson("")}>${this.say("tour.lessons")}</button>
        ${at > 0 ? html`<button class="button small" @click=${() => this.#go(at - 1)}>${this.say("tour.back")}</button>` : ""}
        <button class="button small ${done ? "main" : ""}" @click=${() => (last ? this.#leave() : this.#go(at + 1))}>
          ${this.say(last ? "tour.end" : "tour.next")}
        </button>
        <button class="button small" aria-label=${leave} title=${leave} @click=${() => this.#leave()}>${CLOSE}</button>
      </div>
    </section>`;
  }

  #go(at: number): void {
    this.at = at;
    this.#before = snapshot(this.store);
  }

  #leave(): void {
    this.store.page.leaveGuide();
  }
}

define({ "vae-guide": Guide });
