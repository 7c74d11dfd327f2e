import { css, html } from "lit";
import { live } from "lit/directives/live.js";
import { METHOD } from "../run/options/specs.ts";
import { lossOf, lossPlace } from "../run/terms.ts";
import type { Offer } from "../store/session-state.ts";
import { accept } from "../store/session.ts";
import { count, fixed, nats } from "../texts/numbers.ts";
import { LabPart } from "../ui/element.ts";
import { CLOSE } from "../ui/icons.ts";
import { bar, base } from "../ui/styles.ts";

/**
 * The time machine's slider, `<vae-scrubber>`: from the run's beginning to now, one place for each checkpoint that is kept.
 * Its right end is now, where the run goes on.
 */
export class Scrubber extends LabPart {
  static override styles = [
    base,
    bar,
    css`
      :host {
        gap: 4px 10px;
        min-height: 34px;
        font-size: var(--text-note);
      }
      h2 {
        font-size: var(--text-note);
      }
      input {
        flex: 1 1 120px;
        min-width: 0;
        height: 26px;
        margin: 0;
        accent-color: var(--z);
        touch-action: pan-y;
      }
      output {
        min-width: 7.5em;
        text-align: right;
      }
      .past output {
        color: var(--z);
        font-weight: 600;
      }
      .line {
        display: flex;
        flex: 999 1 260px;
        align-items: center;
        gap: 10px;
        min-width: 0;
      }
      .acts {
        display: flex;
        flex: 1 0 auto;
        justify-content: flex-end;
        gap: 6px;
      }
      @media (pointer: coarse) {
        input {
          height: 34px;
        }
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const { checkpoints, past } = store.state.value;
    const offer = store.session.offer.value;
    if (offer) return this.#offer(offer);
    const last = checkpoints.length - 1;
    const place = past ? checkpoints.indexOf(past) : last;
    const { step = 0, epoch = 0 } = checkpoints[place] ?? {};
    const text = past ? this.say("history.step", { step: count(step) }) : this.say("history.now");
    const spoken = this.say("history.spoken", { step: count(step), epoch: fixed(epoch, 2) });
    return html`
      <div class="line ${past ? "past" : ""}">
        <h2 id="name">${this.say("history.title")}</h2>
        <input
          type="range"
          aria-labelledby="name"
          aria-valuetext=${past ? spoken : this.say("history.spokenNow", { step: count(step) })}
          title=${this.say("history.help")}
          min="0"
          max=${Math.max(last, 1)}
          .value=${live(String(last < 1 ? 1 : place))}
          ?disabled=${last < 1}
          @input=${this.#scrub}
        />
        <output class="number" aria-live="off">${text}</output>
      </div>
      <div class="acts">
        <button
          class="button small"
          ?disabled=${!past}
          title=${this.say(past && !past.full ? "history.goOnLight" : "history.goOnHelp")}
          @click=${() => store.act(() => store.run.goOn())}
        >
          ${this.say("history.goOn")}
        </button>
        <button class="button small" ?disabled=${!past} @click=${() => store.act(() => store.run.back())}>
          ${this.say("history.back")}
        </button>
      </div>
    `;
  }

  /** In the slider's place while there is no past yet. */
  #offer(offer: Offer) {
    const { store } = this;
    const dismiss = this.say("dismiss");
    return html`<p class="line" role="status">${this.#offered(offer)}</p>
      <div class="acts">
        <button class="button small" @click=${() => store.act(() => accept(store, offer))}>
          ${this.say("history.accept")}
        </button>
        <button
          class="button small"
          aria-label=${dismiss}
          title=${dismiss}
          @click=${() => (store.session.offer.value = undefined)}
        >
          ${CLOSE}
        </button>
      </div>`;
  }

  /** What is offered, with the loss where the model has one and its name is known. */
  #offered({ run }: Offer): string {
    const figures = { number: run.number, step: count(run.end.step) };
    const { terms } = run.curve;
    const loss = terms[lossPlace(terms)];
    const method = String(run.options[METHOD]);
    this.store.fetchView(method);
    if (!loss || !(method in this.store.model.views.value)) return this.say("history.offer", figures);
    const name = this.speech.sayOf(method, `terms.${loss.key}.long`);
    return this.say("history.offerLoss", { ...figures, name, loss: nats(lossOf(terms, run.evaluation?.terms)) });
  }

  readonly #scrub = (event: Event): void => {
    const { store } = this;
    const { checkpoints, past } = store.state.value;
    const place = Number((event.target as HTMLInputElement).value);
    const checkpoint = checkpoints[place];
    if (!checkpoint) return;
    if (place < checkpoints.length - 1) store.act(() => store.run.showPast(checkpoint.step));
    else if (past) store.act(() => store.run.back());
  };
}
