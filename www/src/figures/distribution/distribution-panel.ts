import { html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { normalShare } from "../../math/share.ts";
import type { Toy } from "../../run/generated.ts";
import { lossPlace } from "../../run/terms.ts";
import { fixed, nats, point } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { DICE, PAUSE, PLAY, RESET } from "../../ui/icons.ts";
import { Pushforward } from "./pushforward.ts";
import { parts } from "./places.ts";
import { distributionStyles } from "./styles.ts";
import { OFFERED, type Offered } from "./toys.ts";

/** Milliseconds between two queries of the decoder while it learns. */
const PACE_MS = 100;

const spoken = (name: string, value: string, own: string) => `${name} ${value}` + (own && ` (${own})`);

/** How a decoder turns N(0, I) into the data's distribution, `<vae-distribution-panel>`. */
export class DistributionPanel extends LabPart {
  static override styles = distributionStyles;

  /** The toy that is trained on first. */
  @property({ attribute: false }) toy: Toy = "two-bumps";
  /** Whether there are buttons that train, and a choice of the data. */
  @property({ attribute: false }) controls = true;
  @property({ attribute: false }) choices = true;

  #follower = this.follow(PACE_MS, () => this.#pushforward.refresh());

  get #pushforward(): Pushforward {
    return Pushforward.of(this.store);
  }

  protected override firstUpdated(): void {
    this.store.act(() => this.#pushforward.begin(this.toy));
  }

  protected override render() {
    const { store } = this;
    const dimensions = this.#pushforward.dimensions.value;
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">
        <h2 id="title">${this.say("distribution.title")}</h2>
        ${this.controls ? this.#controls() : nothing}
      </div>
      ${this.choices ? this.#choices() : nothing}
      <div class="picture" data-testid="distribution-picture">
        ${
          dimensions === 1
            ? html`<vae-distribution-line .store=${store}></vae-distribution-line>`
            : dimensions === 2
              ? html`<vae-distribution-plane .store=${store}></vae-distribution-plane>`
              : html`<p class="none muted">${this.#waiting()}</p>`
        }
      </div>
      ${dimensions ? this.#results(dimensions) : nothing}
    </section>`;
  }

  /** While something is loaded nothing need be said. */
  #waiting(): string {
    const { dataset } = this.store.model;
    return this.#pushforward.coming.value || !dataset.value ? "" : this.say("distribution.none");
  }

  #controls() {
    const { store } = this;
    const { training, phase, metrics } = store.state.value;
    const waiting = phase !== "ready" || this.#pushforward.toy.value === undefined;
    const main = this.say(training ? "controls.pause" : "controls.play");
    const icon = (name: string, picture: unknown, act: () => void, off = waiting) =>
      html`<button class="button small" title=${name} aria-label=${name} ?disabled=${off} @click=${act}>
        ${picture}
      </button>`;
    const redraw = () => {
      this.#pushforward.draw.value++;
      store.refresh(this.#follower);
    };
    return html`<div class="row" role="group" aria-label=${this.say("controls.name")}>
      <button
        class="button small main"
        ?disabled=${waiting}
        @click=${() => store.act(() => (training ? store.run.pause() : store.run.train()))}
      >
        ${training ? PAUSE : PLAY}${main}
      </button>
      ${icon(this.say("controls.reset"), RESET, () => store.act(() => store.run.reset()), waiting || metrics.step === 0)}
      ${icon(this.say("distribution.redraw"), DICE, redraw)}
    </div>`;
  }

  #choices() {
    const { toy, coming } = this.#pushforward;
    const chosen = coming.value ?? toy.value;
    const choice = (name: Offered) =>
      html`<label>
        <input
          type="radio"
          name="toy"
          .checked=${live(name === chosen)}
          @change=${() => this.store.act(() => this.#pushforward.choose(name))}
        />
        <span class="button small">${this.speech.dataset(name)}</span>
      </label>`;
    const row = (dimensions: 1 | 2) =>
      html`<div class="row">
        <span class="muted many">${this.say(dimensions === 1 ? "distribution.one" : "distribution.two")}</span>
        ${OFFERED[dimensions].map(choice)}
      </div>`;
    return html`<fieldset role="radiogroup" aria-label=${this.say("distribution.choose")}>
      ${row(1)} ${row(2)}
    </fieldset>`;
  }

  #results(dimensions: 1 | 2) {
    const { store } = this;
    const { training, metrics } = store.state.value;
    const figures = this.#figures(dimensions);
    return html`
      <p class="figures number" data-testid="distribution-figures">
        ${figures.map(([name, value, own]) => {
          const aside = own && html`<span class="muted">(${own})</span>`;
          return html`<span><span class="muted">${name}</span> <b>${value}</b> ${aside}</span>`;
        })}
      </p>
      <p class="held number">${this.#held(dimensions)}</p>
      <p class="muted hint">${this.say(dimensions === 1 ? "distribution.lineHint" : "distribution.planeHint")}</p>
      <p class="spoken" role="status">
        ${training || metrics.step === 0 ? "" : figures.map((figure) => spoken(...figure)).join("; ")}
      </p>
    `;
  }

  /** Name, value, and what the data itself would have: measured on what is held out. */
  #figures(dimensions: 1 | 2): [string, string, string][] {
    const { store } = this;
    const nearness = this.#pushforward.nearness.value;
    const percent = (share: number | undefined) => fixed(share === undefined ? undefined : 100 * share, 0);
    const { terms } = store.model.spec.value;
    const key = terms[lossPlace(terms)]?.key ?? "";
    const name = store.model.view.value ? this.sayOfModel(`terms.${key}.long`) : "";
    const loss = this.say("distribution.nats", { value: nats(store.model.figure(key)) });
    return [
      [this.say("distribution.loss", { name }), loss, ""],
      dimensions === 1
        ? [
            this.say("distribution.distance"),
            fixed(nearness?.value, 2),
            this.say("distribution.ownDistance", { value: fixed(nearness?.own, 2) }),
          ]
        : [
            this.say("distribution.off"),
            this.say("distribution.percent", { value: percent(nearness?.value) }),
            this.say("distribution.ownOff", { value: percent(nearness?.own) }),
          ],
    ];
  }

  #held(dimensions: 1 | 2): string {
    const { z, xhat, heldOut, seen } = this.#pushforward;
    const [place, x, data] = [z.value, [...(xhat.value ?? [])], heldOut.value];
    const way = { z: point(place), x: point(x) };
    const [z1, x1] = [place[0], x[0]];
    if (dimensions === 2 || z1 === undefined || x1 === undefined || !data) return this.say("distribution.held", way);
    const below = data.reduce((count, byte) => count + Number(byte < 255 * x1), 0) / data.length;
    // A decoder may as well send the least z to the greatest x.
    const mass = seen.value && parts(seen.value.x, 1).mass;
    const falls = mass !== undefined && (mass[0] ?? 0) > (mass.at(-1) ?? 0);
    return this.say(falls ? "distribution.heldAbove" : "distribution.heldBelow", {
      z: fixed(z1, 2),
      x: fixed(x1, 2),
      prior: fixed(100 * normalShare(z1), 0),
      data: fixed(100 * (falls ? 1 - below : below), 0),
    });
  }
}
