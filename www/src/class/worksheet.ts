import { css, html, nothing, render } from "lit";
import { state } from "lit/decorators.js";
import { textIn } from "../lessons/prose.ts";
import { define } from "../ui/define.ts";
import { base, panelStyles } from "../ui/styles.ts";
import { LessonsPart } from "./lessons-part.ts";
import { type Kind, sheet } from "./sheet.ts";
import { printedStyles, sheetStyles } from "./sheet-styles.ts";

const KINDS: readonly Kind[] = ["worksheet", "answers"];

/** A lesson as a sheet to print, `<vae-class-sheet>`: while it is open, the browser prints that and not the lab. */
export class Worksheet extends LessonsPart {
  static override styles = [
    base,
    panelStyles,
    sheetStyles,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        margin: 12px 0;
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      select {
        max-width: 100%;
      }
      .sheet {
        max-width: 190mm;
        padding: 10mm;
        border: 1px solid var(--line);
        background: white;
      }
    `,
  ];

  /** The lesson that was chosen; the first one before. */
  @state() private chosen = "";
  @state() private kind: Kind = "worksheet";
  readonly #paper = document.createElement("div");
  #end: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#paper.className = "sheet";
    // Beside the lab itself, which is not printed meanwhile.
    const inside = this.store.page.mode.value ? document.querySelector("vae-lab")?.shadowRoot : undefined;
    if (inside) {
      const sheets = [sheetStyles, printedStyles].flatMap(({ styleSheet }) => styleSheet ?? []);
      inside.adoptedStyleSheets = [...inside.adoptedStyleSheets, ...sheets];
      inside.append(this.#paper);
      this.#end = () => {
        inside.adoptedStyleSheets = inside.adoptedStyleSheets.filter((each) => !sheets.includes(each));
        this.#paper.remove();
      };
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  protected override render() {
    const { texts, kind, lessons } = this;
    if (!texts) return nothing;
    const { sheet: said } = texts;
    const { language } = this.speech;
    const choose = ({ target }: Event) => (this.chosen = (target as HTMLSelectElement).value);
    return html`<p>${said.help}</p>
      <div class="row">
        <label>
          ${said.lesson}
          <select class="button small" .value=${this.#lesson} @change=${choose}>
            ${lessons.map(
              ([name, { title }]) =>
                html`<option value=${name} ?selected=${name === this.#lesson}>${textIn(title, language)}</option>`,
            )}
          </select>
        </label>
        ${KINDS.map(
          (each) =>
            html`<button class="button small" aria-pressed=${each === kind} @click=${() => (this.kind = each)}>
              ${said.kinds[each]}
            </button>`,
        )}
        <button class="button small" @click=${() => print()}>${said.print}</button>
      </div>
      <div class="sheet" data-testid="sheet">${this.#sheet()}</div>`;
  }

  protected override updated(): void {
    render(this.#sheet(), this.#paper);
  }

  get #lesson(): string {
    return this.chosen || (this.lessons[0]?.[0] ?? "");
  }

  #sheet() {
    const lesson = this.lessons.find(([name]) => name === this.#lesson)?.[1];
    if (!lesson || !this.texts) return nothing;
    return sheet({ store: this.store, texts: this.texts.sheet, kind: this.kind }, lesson);
  }
}

define({ "vae-class-sheet": Worksheet });
