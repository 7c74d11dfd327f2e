import { type PropertyValues, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { qrCode, qrPicture, qrStyles } from "../../share/qr.ts";
import { copy } from "../../share/copy.ts";
import { save } from "../../share/save.ts";
import { SITE } from "../../share/site.ts";
import { fill } from "../../texts/fill.ts";
import { count } from "../../texts/numbers.ts";
import type { RecordTexts } from "../../texts/record/index.ts";
import { base } from "../../ui/styles.ts";
import type { Fault } from "../read.ts";
import { pack } from "../source.ts";
import { RecordPart } from "./record-part.ts";
import { fieldStyles } from "./styles.ts";
import { lack } from "./words.ts";

/** Characters of an address that servers commonly take. */
const MOST_CHARACTERS = 8000;

/** What becomes of a draft, `<vae-record-out>`: what it lacks; else a preview, a file, a link and a code. */
export class HandOut extends RecordPart {
  static override styles = [
    base,
    fieldStyles,
    qrStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      ul {
        margin: 0;
        padding-left: 1.2em;
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      .code {
        --code-side: 280;
      }
    `,
  ];

  /** The text of the lesson's file, and what is wrong with it. */
  @property({ attribute: false }) file = "";
  @property({ attribute: false }) faults: readonly Fault[] = [];
  /** The file packed for a link, once it is. */
  @state() private packed = "";
  @state() private shown = false;
  /** The last action, for screen readers. */
  @state() private done = "";

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has("file")) return;
    const { file } = this;
    this.packed = this.done = "";
    this.store.act(async () => {
      const packed = await pack(file);
      if (file === this.file) this.packed = packed;
    });
  }

  protected override render() {
    const { store, texts, faults, packed } = this;
    if (!texts) return nothing;
    if (faults.length > 0)
      return html`<div role="group" aria-label=${texts.missing}>
        <b>${texts.missing}</b>
        <ul>
          ${faults.map((fault) => html`<li>${lack(store, texts, fault)}</li>`)}
        </ul>
      </div>`;
    const link = `${SITE}?lesson=${packed}`;
    const long = link.length > MOST_CHARACTERS;
    const write = () => save("lesson.json", new Blob([this.file], { type: "application/json" }));
    return html`<p>${texts.ready}</p>
      <div class="row">
        <button class="button small" ?disabled=${!packed} @click=${() => store.page.openLesson(packed)}>
          ${texts.preview}
        </button>
        <button class="button small" @click=${write}>${texts.save}</button>
        <button class="button small" ?disabled=${!packed || long} @click=${() => this.#copy(texts, link)}>
          ${texts.copy}
        </button>
        <span role="status">${this.done}</span>
      </div>
      ${long ? html`<p>${fill(texts.long, { count: count(link.length), most: count(MOST_CHARACTERS) })}</p>` : this.#code(texts, link)}`;
  }

  #code(texts: RecordTexts, link: string) {
    const toggle = ({ target }: Event) => (this.shown = (target as HTMLDetailsElement).open);
    const code = this.shown && this.packed ? qrCode(link) : undefined;
    return html`<details @toggle=${toggle}>
      <summary>${texts.code}</summary>
      ${code ? qrPicture(code, texts.code) : html`<p>${texts.fine}</p>`}
    </details>`;
  }

  #copy(texts: RecordTexts, link: string): void {
    this.store.act(async () => {
      await copy(link);
      this.done = texts.copied;
    });
  }
}
