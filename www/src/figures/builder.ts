import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { PRETRAINED } from "../data/pretrained.ts";
import { DARK } from "../draw/palette.ts";
import { MADE } from "../run/generated.ts";
import { shareText } from "../share/address.ts";
import { copy } from "../share/copy.ts";
import { SITE } from "../share/site.ts";
import { fill } from "../texts/fill.ts";
import { type GalleryTexts, galleryTexts } from "../texts/gallery/index.ts";
import { LANGUAGES, type Language } from "../texts/index.ts";
import { define } from "../ui/define.ts";
import { LabPart } from "../ui/element.ts";
import { base, panelStyles } from "../ui/styles.ts";
import { controlsText, piecesOf } from "./attributes.ts";
import { ATTRIBUTES, ELEMENTS, type ElementName } from "./declaration.ts";
import { type Attributes, FORMS, type Figure, type Form, frameAddress, snippet } from "./snippet.ts";

/** Among the models: that of the Lab now, with its options. */
const NOW = "now";
/** Of the preview, until the frame says its own. */
const PREVIEW_HEIGHT = 320;

/** Puts together what an author pastes to have a piece of the Lab in a page, `<vae-embed-builder>`. */
export class EmbedBuilder extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      .form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
        gap: 8px 20px;
      }
      .form > label:not(.check) {
        display: grid;
        grid-template-columns: 88px 1fr;
        align-items: center;
        gap: 8px;
      }
      label,
      legend {
        font-size: var(--text-body);
      }
      select,
      input[type="number"],
      textarea {
        min-width: 0;
        min-height: 28px;
        padding: 0 6px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: var(--page);
      }
      textarea {
        width: 100%;
        margin-top: 8px;
        padding: 8px;
        resize: vertical;
        font:
          12px/1.5 ui-monospace,
          Menlo,
          Consolas,
          monospace;
        overflow-wrap: anywhere;
      }
      .check {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      input:is([type="checkbox"], [type="radio"]) {
        width: 16px;
        height: 16px;
        flex: none;
        margin: 0;
        accent-color: var(--ink);
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        min-width: 0;
        margin: 12px 0 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 4px;
        color: var(--muted);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        margin-top: 12px;
      }
      iframe {
        display: block;
        width: 100%;
        margin-top: 10px;
        border: 0;
      }
      p {
        font-size: var(--text-note);
        line-height: 1.45;
        color: var(--muted);
      }
      p a {
        color: inherit;
      }
      .form + p {
        margin-top: 8px;
      }
      h2 + p {
        margin-bottom: 10px;
      }
    `,
  ];

  @state() private texts: GalleryTexts | undefined;
  @state() private element: ElementName = "vae-latent";
  @state() private pieces: ReadonlySet<string> = piecesOf(this.element, undefined);
  /** The model that the figure begins with: a pretrained one, `now`, or "" for its default. */
  @state() private model = "";
  /** Whether it has the pins and layers of now. */
  @state() private view = false;
  @state() private autoplay = false;
  @state() private tongue = "";
  @state() private colours = "";
  @state() private height = "";
  @state() private form: Form = "script";
  @state() private previewing = false;
  @state() private previewHeight = PREVIEW_HEIGHT;
  @state() private done = "";

  #spoken: Language | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("message", this.#hear);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("message", this.#hear);
    this.previewing = false;
  }

  protected override render() {
    void this.#learn(this.speech.language);
    const { texts } = this;
    if (!texts) return nothing;
    const figure = this.#figure(texts);
    return html`<h2 id="title">${texts.builder.title}</h2>
      <p>
        ${texts.builder.help}
        <a href=${`${SITE}widgets.html?lang=${this.speech.language}`} target="_blank" rel="noopener"
          >${texts.builder.documentation}</a
        >
      </p>
      ${this.#choices(texts)} ${this.#pieces(texts)} ${this.#preview(texts, figure)}
      ${this.#result(texts, snippet(this.form, figure, SITE))}
      <p class="spoken" role="status">${this.done}</p>`;
  }

  /** Fetches the texts of a language. */
  async #learn(language: Language): Promise<void> {
    if (language === this.#spoken) return;
    this.#spoken = language;
    const texts = await galleryTexts(language);
    if (language === this.#spoken) this.texts = texts;
  }

  #choices(texts: GalleryTexts) {
    const pretrained = PRETRAINED.map((name) => [name, fill(texts.builder.pretrained, { name })] as const);
    const colours = ATTRIBUTES.theme.choices.map((theme) => [theme, texts.builder.themes[theme]] as const);
    const languages = Object.entries(LANGUAGES).map(([key, { name }]) => [key, name] as const);
    return html`<div class="form">
        ${this.#select(
          texts.builder.element,
          this.element,
          (Object.keys(ELEMENTS) as ElementName[]).map((name) => [name, `${texts.elements[name].title} <${name}>`]),
          (name) => this.#choose(name as ElementName),
        )}
        ${this.#select(
          texts.builder.model,
          this.model,
          [["", texts.builder.usual], [NOW, texts.builder.now], ...pretrained],
          (model) => (this.model = model),
        )}
        ${this.#select(
          texts.builder.lang,
          this.tongue,
          [["", texts.builder.ofPage], ...languages],
          (lang) => (this.tongue = lang),
        )}
        ${this.#select(
          texts.builder.theme,
          this.colours,
          [["", texts.builder.ofPage], ...colours],
          (theme) => (this.colours = theme),
        )}
        <label
          >${texts.builder.height}
          <input
            type="number"
            min="100"
            step="10"
            placeholder=${texts.builder.automatic}
            .value=${live(this.height)}
            @change=${({ target }: Event) => (this.height = (target as HTMLInputElement).value)}
        /></label>
        ${this.#check(texts.builder.autoplay, this.autoplay, (on) => (this.autoplay = on))}
        ${this.#check(texts.builder.view, this.view, (on) => (this.view = on))}
      </div>
      ${this.model === NOW && this.#data === undefined ? html`<p>${texts.builder.filesLeft}</p>` : nothing}`;
  }

  #pieces(texts: GalleryTexts) {
    const names: Readonly<Record<string, string>> = texts.pieces.names;
    const toggle = (piece: string, on: boolean) => {
      const pieces = new Set(this.pieces);
      if (on) pieces.add(piece);
      else pieces.delete(piece);
      this.pieces = pieces;
    };
    return html`<fieldset>
      <legend>${texts.builder.pieces}</legend>
      ${Object.keys(ELEMENTS[this.element].pieces).map((piece) =>
        this.#check(names[piece] ?? piece, this.pieces.has(piece), (on) => toggle(piece, on)),
      )}
    </fieldset>`;
  }

  /** The attributes that the preview takes from its page unless they were chosen. */
  get #page(): Attributes {
    return { lang: this.speech.language, theme: this.palette === DARK ? "dark" : "light" };
  }

  #preview(texts: GalleryTexts, figure: Figure) {
    const { title } = texts.elements[this.element];
    return html`<div class="row">
        <button
          class="button small"
          aria-expanded=${this.previewing}
          @click=${() => {
            this.previewing = !this.previewing;
            this.previewHeight = PREVIEW_HEIGHT;
          }}
        >
          ${this.previewing ? texts.builder.closePreview : texts.builder.preview}
        </button>
      </div>
      ${
        this.previewing
          ? html`<iframe
              title=${fill(texts.builder.previewName, { name: title })}
              src=${frameAddress({ ...figure, attributes: { ...this.#page, ...figure.attributes } }, SITE)}
              height=${this.previewHeight}
            ></iframe>`
          : nothing
      }`;
  }

  #result(texts: GalleryTexts, text: string) {
    return html`<fieldset>
        <legend>${texts.builder.forms}</legend>
        ${FORMS.map(
          (form) =>
            html`<label class="check"
              ><input
                type="radio"
                name="form"
                .checked=${live(form === this.form)}
                @change=${() => (this.form = form)}
              />${texts.builder.form[form]}</label
            >`,
        )}
      </fieldset>
      <textarea
        readonly
        rows="6"
        spellcheck="false"
        aria-label=${texts.builder.snippet}
        .value=${text}
        @focus=${({ target }: Event) => (target as HTMLTextAreaElement).select()}
      ></textarea>
      <div class="row">
        <button
          class="button small"
          aria-label=${`${texts.copy}: ${texts.builder.snippet}`}
          @click=${() => this.#copy(texts, text)}
        >
          ${texts.copy}
        </button>
      </div>`;
  }

  #select(
    name: string,
    value: string,
    choices: readonly (readonly [string, string])[],
    choose: (value: string) => void,
  ) {
    return html`<label
      >${name}
      <select @change=${({ target }: Event) => choose((target as HTMLSelectElement).value)}>
        ${choices.map(([key, text]) => html`<option value=${key} ?selected=${key === value}>${text}</option>`)}
      </select></label
    >`;
  }

  #check(name: string, on: boolean, toggle: (on: boolean) => void) {
    return html`<label class="check"
      ><input
        type="checkbox"
        .checked=${live(on)}
        @change=${({ target }: Event) => toggle((target as HTMLInputElement).checked)}
      />${name}</label
    >`;
  }

  #choose(element: ElementName): void {
    this.element = element;
    this.pieces = piecesOf(element, undefined);
  }

  /** The name of the data of now; nothing where it is the reader's own. */
  get #data(): string | undefined {
    return MADE.find((name) => name === this.store.model.dataset.value?.name);
  }

  #figure(texts: GalleryTexts): Figure {
    const { element, tongue, colours, height, model } = this;
    const specs = new Set(["preset", ...this.store.state.value.specs.map(({ key }) => key)]);
    const shared = shareText(this.store).split("&");
    const keyOf = (part: string) => part.split("=", 1)[0] ?? "";
    const options = model === NOW ? shared.filter((part) => specs.has(keyOf(part))) : [];
    const view = this.view ? shared.filter((part) => ["pins", "layers"].includes(keyOf(part))) : [];
    const state = [...options, ...view];
    const attributes: Attributes = {
      ...(PRETRAINED.includes(model) && { model }),
      ...(model === NOW && { data: this.#data, options: options.join("&") }),
      ...(tongue && { lang: tongue }),
      ...(colours && { theme: colours }),
      ...(Number(height) > 0 && { height }),
      controls: controlsText(element, this.pieces),
      ...(this.autoplay && { autoplay: "" }),
      ...Object.fromEntries(new URLSearchParams(view.join("&"))),
    };
    const link = state.length > 0 ? [...shared.filter((part) => keyOf(part) === "v"), ...state].join("&") : undefined;
    return { element, attributes, alt: texts.elements[element].alt, link };
  }

  readonly #hear = ({ source, data }: MessageEvent<{ vaeLab?: { height?: number } } | null>): void => {
    const frame = this.renderRoot.querySelector("iframe");
    const height = Number(data?.vaeLab?.height);
    if (frame?.contentWindow === source && height > 0) this.previewHeight = height;
  };

  #copy(texts: GalleryTexts, text: string): void {
    this.store.act(async () => {
      await copy(text);
      this.done = texts.copied;
    });
  }
}

define({ "vae-embed-builder": EmbedBuilder });
