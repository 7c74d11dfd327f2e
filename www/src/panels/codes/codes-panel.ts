import { type PropertyValues, type TemplateResult, css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { property } from "lit/decorators.js";
import { imageAt } from "../../draw/digits.ts";
import { type CodesTexts, codesTexts } from "../../texts/codes/index.ts";
import { fill } from "../../texts/fill.ts";
import { count, fixed, nats } from "../../texts/numbers.ts";
import { drawnFrom } from "../../math/book.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { BACK, FORTH } from "../../ui/arrow-icons.ts";
import { DICE } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { resetButton, trainButton } from "../run-buttons.ts";
import { Codes } from "./subject.ts";

/** Milliseconds between two looks at the model while it trains. */
const PACE_MS = 500;
/** Codes that can be chosen, and what their options are. */
const KINDS = { plane2: { codes: 1, latent: 2 }, eight: { codes: 8, latent: 8 } } as const;
/** The size of a book is a power of two: 2 to these powers. */
const POWERS = [1, 9] as const;

/** Images as integers, and the book that these are numbers of: `<vae-codes>`. */
export class CodesPanel extends TextsPart<CodesTexts> {
  static override styles = [
    base,
    panelStyles,
    barStyles,
    css`
      .note {
        font-size: var(--text-note);
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 16px;
        font-size: var(--text-note);
      }
      .choices label {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .restart {
        color: var(--muted);
      }
      input[type="range"] {
        width: 110px;
        accent-color: var(--z);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(190px, 1fr));
        gap: 2px 18px;
        margin: 0;
        font-size: var(--text-note);
      }
      dl div {
        display: flex;
        justify-content: space-between;
        gap: 8px;
      }
      dd {
        margin: 0;
        white-space: nowrap;
      }
      .pair {
        display: flex;
        align-items: center;
        gap: 10px;
      }
      .pair vae-sheet {
        width: 64px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
      }
      .integers {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .integers button {
        min-width: 38px;
        justify-content: center;
      }
      .integers [aria-pressed="true"] {
        border-color: var(--mu);
        box-shadow: inset 0 0 0 1px var(--mu);
      }
      .variants {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(38px, 1fr));
        gap: 3px;
        max-height: 260px;
        overflow: auto;
        padding: 2px;
      }
      .variants button {
        padding: 1px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--panel);
        cursor: pointer;
      }
      .variants .dead {
        border-style: dashed;
        background: var(--line);
      }
      .dead vae-sheet {
        opacity: 0.45;
      }
      .variants [aria-pressed="true"] {
        border-color: var(--mu);
        box-shadow: 0 0 0 1px var(--mu);
      }
      .variants small {
        display: block;
        font-size: var(--text-fine);
        line-height: 1.1;
        text-align: center;
      }
    `,
  ];

  protected override readonly fetchTexts = codesTexts;

  /** Whether there are buttons that train. */
  @property({ attribute: false }) buttons = false;

  #follower = this.follow(PACE_MS, () => this.#codes.refresh());
  #about: unknown[] = [];

  get #codes(): Codes {
    return Codes.of(this.store);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { model } = this.store;
    const { image, count, size, latent } = this.#codes;
    const about = [model.heldOut.value, model.spec.value.method, image.value, count.value, size.value, latent.value];
    if (about.some((value, at) => value !== this.#about[at])) this.store.refresh(this.#follower);
    this.#about = about;
  }

  protected override render() {
    const { texts, store } = this;
    if (!texts) return html`<section class="panel"></section>`;
    const title = html`<h2 id="title">${texts.title}</h2>`;
    if (store.model.spec.value.method !== "vqvae")
      return html`<section class="panel" aria-labelledby="title">
        ${title}
        <p class="note muted">${texts.none}</p>
      </section>`;
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">
        ${title} ${this.buttons ? html`<span class="row">${resetButton(store)} ${trainButton(store)}</span>` : nothing}
      </div>
      ${this.#choices(texts)} ${this.#figures(texts)}
      ${
        this.#codes.flat.value
          ? html`<vae-book .store=${store} .texts=${texts}></vae-book>
              <p class="note muted">${texts.drag} ${texts.arrows}</p>`
          : nothing
      }
      ${this.#image(texts)} ${this.#variants(texts)}
    </section>`;
  }

  /** How many integers a code has, and how many entries the book. */
  #choices(texts: CodesTexts): TemplateResult {
    const { store } = this;
    const { count: codes, latent, size } = this.#codes;
    const { locked } = store.page;
    const restart = html`<span class="restart" aria-hidden="true">↻</span>`;
    const own = (["plane2", "eight"] as const).find(
      (kind) => KINDS[kind].codes === codes.value && KINDS[kind].latent === latent.value,
    );
    const set = (options: Record<string, number>) => this.#set(options);
    return html`<div class="choices">
      <label>
        <span>${texts.kind} ${restart}</span>
        <select
          .value=${live(own ?? "other")}
          ?disabled=${locked.value.has("codes")}
          @change=${(event: Event) => {
            const kind = (event.target as HTMLSelectElement).value;
            if (kind === "plane2" || kind === "eight") set(KINDS[kind]);
          }}
        >
          ${(["plane2", "eight"] as const).map((kind) => html`<option value=${kind} ?selected=${kind === own}>${texts[kind]}</option>`)}
          ${own ? nothing : html`<option value="other" selected>${fill(texts.other, { codes: codes.value, latent: latent.value })}</option>`}
        </select>
      </label>
      <label>
        <span>${fill(texts.size, { size: size.value })} ${restart}</span>
        <input
          type="range"
          min=${POWERS[0]}
          max=${POWERS[1]}
          aria-valuetext=${size.value}
          ?disabled=${locked.value.has("book")}
          .value=${live(String(Math.round(Math.log2(Math.max(size.value, 2)))))}
          @change=${(event: Event) => set({ book: 2 ** Number((event.target as HTMLInputElement).value) })}
        />
      </label>
    </div>`;
  }

  /** Sets options that begin a new run; one that was training goes on with them. */
  #set(options: Record<string, number>): void {
    const { store } = this;
    const { training } = store.state.value;
    store.act(async () => {
      await store.run.setOptions(options);
      if (training && !store.state.peek().training) await store.run.train();
    });
  }

  #figures(texts: CodesTexts): TemplateResult {
    const { model } = this.store;
    const { size, counted } = this.#codes;
    const row = (name: string, value: string, id: string) =>
      html`<div>
        <dt>${name}</dt>
        <dd class="number" data-testid=${id}>${value}</dd>
      </div>`;
    const inNats = (key: string) => fill(texts.nats, { value: nats(model.figure(key)) });
    return html`<dl>
      ${row(texts.perplexity, fill(texts.of, { count: fixed(model.figure("perplexity"), 1), size: size.value }), "perplexity")}
      ${row(texts.used, fill(texts.of, { count: count(model.figure("used")), size: size.value }), "used")}
      ${row(texts.recon, inNats("recon"), "recon")} ${row(texts.rate, inNats("kl"), "rate")}
      ${row(texts.counted, fill(texts.nats, { value: nats(counted.value?.crossEntropy) }), "counted")}
      ${row(texts.loss, inNats("loss"), "loss")}
    </dl>`;
  }

  /** One held-out image, its code, and what that decodes to. */
  #image(texts: CodesTexts): TemplateResult {
    const { store } = this;
    const { image, code, own, place, decoded, size, counted } = this.#codes;
    const { heldOut, image: shape } = store.model;
    const images = heldOut.value ? heldOut.value.pixels.length / store.model.size.value : 0;
    const go = (by: number) => (store.plane.selected.value = (image.value + by + images) % Math.max(images, 1));
    const button = (name: string, icon: unknown, act: () => void) =>
      html`<button class="button small" title=${name} aria-label=${name} ?disabled=${images === 0} @click=${act}>
        ${icon}
      </button>`;
    const put = (codes: readonly number[] | undefined) => {
      own.value = codes;
      store.act(() => this.#codes.decode());
    };
    const draw = () => put(code.value?.map(() => Math.floor(Math.random() * size.value)));
    const drawCounted = () => put(counted.value && drawnFrom(counted.value.shares, Math.random));
    const choose = (at: number) => {
      place.value = at;
      store.act(() => this.#codes.decode());
    };
    return html`<div class="pair">
        ${button(texts.previous, BACK, () => go(-1))}
        <vae-sheet
          crisp
          .store=${store}
          .pixels=${imageAt(heldOut.value?.pixels, shape.value, image.value)}
          .name=${fill(texts.image, { number: image.value + 1 })}
        ></vae-sheet>
        ${button(texts.next, FORTH, () => go(1))}
        <span aria-hidden="true">→</span>
        <vae-sheet
          crisp
          data-testid="from-code"
          .store=${store}
          .pixels=${decoded.value}
          .name=${texts.decoded}
        ></vae-sheet>
      </div>
      <p class="note muted">${own.value ? texts.own : ""} ${texts.code}</p>
      <div class="integers" role="group" aria-label=${texts.kind} data-testid="code">
        ${code.value?.map(
          (number, at) =>
            html`<button
              class="button small number"
              aria-pressed=${at === place.value}
              aria-label=${fill(texts.place, { place: at + 1, number })}
              @click=${() => choose(at)}
            >
              ${number}
            </button>`,
        )}
        <button class="button small" @click=${draw}>${DICE}${texts.random}</button>
        ${counted.value ? html`<button class="button small" @click=${drawCounted}>${DICE}${texts.byCounts}</button>` : nothing}
        ${own.value ? html`<button class="button small" @click=${() => put(undefined)}>${texts.restore}</button>` : nothing}
      </div>`;
  }

  /** The image with each entry at the chosen place of its code. */
  #variants(texts: CodesTexts): TemplateResult | typeof nothing {
    const { store } = this;
    const { variants, code, place, shares, size } = this.#codes;
    const pixels = variants.value;
    const now = code.value?.[place.value];
    if (!pixels || now === undefined) return nothing;
    return html`<div class="variants" role="group" aria-label=${texts.code} data-testid="variants">
      ${Array.from({ length: size.value }, (_, number) => {
        const dead = shares.value?.[number] === 0;
        return html`<button
          class=${dead ? "dead" : ""}
          aria-pressed=${number === now}
          aria-label=${fill(dead ? texts.unused : texts.variants, { number })}
          @click=${() => store.act(() => this.#codes.swap(number))}
        >
          <vae-sheet .store=${store} .pixels=${imageAt(pixels, store.model.image.value, number)}></vae-sheet>
          <small class="number" aria-hidden="true">${number}</small>
        </button>`;
      })}
    </div>`;
  }
}
