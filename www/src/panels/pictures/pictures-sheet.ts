import { effect } from "@lit-labs/preact-signals";
import { type PropertyValues, html, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import { MOST_CLASSES, labelsOf, nameOf } from "../../data/pictures/classes.ts";
import { Collection, MOST_PICTURES, REASONS, type Reason } from "../../data/pictures/collection.ts";
import { sourceOf } from "../../data/pictures/dataset.ts";
import { LARGEST } from "../../data/pictures/decode.ts";
import { CROPS, PLANES, SIDES, type Shape, USUAL, shaped } from "../../data/pictures/shape.ts";
import { paintSheet } from "../../draw/digits.ts";
import { takeFiles } from "../../page/take-in.ts";
import { fill } from "../../texts/fill.ts";
import { count } from "../../texts/numbers.ts";
import { type PicturesTexts, picturesTexts } from "../../texts/pictures/index.ts";
import { define } from "../../ui/define.ts";
import { CLOSE } from "../../ui/icons.ts";
import { notice } from "../../ui/notice.ts";
import { base, noticeStyles } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { CameraPart } from "./camera-part.ts";
import { pictureStyles } from "./styles.ts";

/** Images of the preview, in two rows. */
const SHOWN = 12;
const COLUMNS = 6;

/** Names that are said of the files that are left out for one reason. */
const NAMED = 3;

/** Pictures before they become a dataset, `<vae-pictures>`: which there are, and how the model will see them. */
export class PicturesSheet extends TextsPart<PicturesTexts> {
  static override styles = [base, noticeStyles, pictureStyles];

  protected readonly fetchTexts = picturesTexts;
  @state() private shape = USUAL;
  @state() private byFolder = true;
  @state() private filming = false;
  @query("dialog") private dialog?: HTMLDialogElement;
  @query("canvas") private canvas?: HTMLCanvasElement;

  readonly #collection = new Collection();
  #end: () => void = () => undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { page, act } = this.store;
    this.#end = effect(() => {
      const given = page.pictures.value;
      if (given) act(() => this.#collection.add(given));
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
    this.#collection.end();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.dialog && !this.dialog.open) this.dialog.showModal();
    this.#paint();
  }

  protected override render() {
    const { texts, store } = this;
    if (!texts) return nothing;
    const { pictures, progress } = this.#collection;
    const all = pictures.value;
    const reading = progress.value;
    const said = reading ? texts.reading : all.length > 0 && fill(texts.read, { count: count(all.length) });
    return html`<dialog aria-labelledby="title" @close=${this.#close}>
      <header>
        <h2 id="title">${texts.title}</h2>
        <button
          class="button small"
          aria-label=${texts.cancel}
          title=${texts.cancel}
          @click=${() => this.dialog?.close()}
        >
          ${CLOSE}
        </button>
      </header>
      <p>${texts.about}</p>
      <div class="row">
        ${this.#input(texts.files, texts.filesName, false)}${this.#input(texts.folder, texts.folderName, true)}
        <button class="button" aria-pressed=${this.filming} @click=${() => (this.filming = !this.filming)}>
          ${texts.camera.open}
        </button>
      </div>
      ${this.filming ? html`<vae-camera .store=${store} .collection=${this.#collection}></vae-camera>` : nothing}
      ${notice(store)}
      <p role="status">${said || nothing}</p>
      ${reading ? html`<progress aria-label=${texts.reading} max=${reading.total} .value=${reading.done}></progress>` : nothing}
      ${all.length > 0 ? html`${this.#shape(texts, all.length)}${this.#classes(texts)}` : nothing}
      ${this.#leftOut(texts)}
      <footer>
        ${all.length === 1 && !reading ? html`<p>${texts.few}</p>` : nothing}
        <button class="button" @click=${() => this.dialog?.close()}>${texts.cancel}</button>
        <button class="button main" ?disabled=${all.length < 2 || reading !== undefined} @click=${this.#use}>
          ${texts.use}
        </button>
      </footer>
    </dialog>`;
  }

  #input(label: string, name: string, folder: boolean) {
    const choose = ({ target }: Event) => {
      const input = target as HTMLInputElement;
      takeFiles(this.store, [...(input.files ?? [])]);
      input.value = "";
    };
    return html`<span class="button file"
      >${label}<input type="file" multiple ?webkitdirectory=${folder} aria-label=${name} @change=${choose}
    /></span>`;
  }

  /** The choices of how images are made, with what becomes of some. */
  #shape(texts: PicturesTexts, pictures: number) {
    const { side, planes, crop, invert } = this.shape;
    const change = (shape: Partial<Shape>) => (this.shape = { ...this.shape, ...shape });
    const size = `${side}×${side}`;
    return html`<fieldset>
      <legend>${texts.shape}</legend>
      <label
        >${texts.crop}
        <select
          class="button small"
          @change=${({ target }: Event) => change({ crop: CROPS[(target as HTMLSelectElement).selectedIndex] ?? crop })}
        >
          ${CROPS.map((each) => html`<option ?selected=${each === crop}>${texts.crops[each]}</option>`)}
        </select>
      </label>
      <label
        >${texts.colours}
        <select
          class="button small"
          @change=${({ target }: Event) => change({ planes: PLANES[(target as HTMLSelectElement).selectedIndex] ?? planes })}
        >
          ${PLANES.map((each) => html`<option ?selected=${each === planes}>${texts.planes[each]}</option>`)}
        </select>
      </label>
      <label
        >${texts.side}
        <input
          type="range"
          min=${SIDES.least}
          max=${SIDES.most}
          aria-valuetext=${size}
          .value=${String(side)}
          @input=${({ target }: Event) => change({ side: Number((target as HTMLInputElement).value) })}
        /><span class="number" aria-hidden="true">${size}</span>
      </label>
      <label
        ><input
          type="checkbox"
          .checked=${invert}
          @change=${({ target }: Event) => change({ invert: (target as HTMLInputElement).checked })}
        />${texts.invert}
      </label>
      <canvas role="img" aria-label=${fill(texts.preview, { count: Math.min(SHOWN, pictures) })}></canvas>
    </fieldset>`;
  }

  /** The classes with how many pictures each has, or why there are none. */
  #classes(texts: PicturesTexts) {
    const classes = this.#collection.classes.value;
    if (!classes) return html`<p>${texts.oneFolder}</p>`;
    const { names, of } = classes;
    if (!labelsOf(classes))
      return html`<p>${fill(texts.manyFolders, { count: count(names.length), most: MOST_CLASSES })}</p>`;
    const counts = names.map(() => 0);
    for (const at of of) counts[at] = (counts[at] ?? 0) + 1;
    return html`<fieldset>
      <legend>${texts.classes}</legend>
      <label
        ><input
          type="checkbox"
          .checked=${this.byFolder}
          @change=${({ target }: Event) => (this.byFolder = (target as HTMLInputElement).checked)}
        />${texts.byFolder}
      </label>
      <ul class="number">
        ${names.map((name, at) => html`<li>${name || texts.loose} <span>${count(counts[at] ?? 0)}</span></li>`)}
      </ul>
    </fieldset>`;
  }

  /** The files that are left out, a sentence for each reason. */
  #leftOut(texts: PicturesTexts) {
    const files = this.#collection.leftOut.value;
    if (files.length === 0) return nothing;
    const limits: Record<Reason, string> = {
      format: "",
      broken: "",
      large: String(LARGEST),
      beyond: count(MOST_PICTURES),
    };
    const sentence = (reason: Reason, paths: readonly string[]) => {
      const first = this.speech.list(paths.slice(0, NAMED));
      const names =
        paths.length > NAMED ? fill(texts.more, { names: first, count: count(paths.length - NAMED) }) : first;
      return fill(texts.reasons[reason], { names, limit: limits[reason] });
    };
    const of = (reason: Reason) => files.filter((file) => file.reason === reason).map(({ path }) => path);
    return html`<section role="group" aria-labelledby="left-out">
      <h3 id="left-out">${texts.leftOut}</h3>
      <ul>
        ${REASONS.map((reason) => (of(reason).length > 0 ? html`<li>${sentence(reason, of(reason))}</li>` : nothing))}
      </ul>
    </section>`;
  }

  /** Draws some of the images, evenly from all, as the page will draw them. */
  #paint(): void {
    const { canvas, shape } = this;
    const pictures = this.#collection.pictures.value;
    if (!canvas || pictures.length === 0) return;
    const shown = Math.min(SHOWN, pictures.length);
    const { side, planes } = shape;
    const size = side * side * planes;
    const pixels = new Uint8Array(shown * size);
    for (let at = 0; at < shown; at++) {
      const picture = pictures[Math.floor((at * pictures.length) / shown)];
      if (picture) pixels.set(shaped(picture, shape), at * size);
    }
    const images = { pixels, height: side, width: side, planes, light: !shape.invert };
    paintSheet(canvas, images, Math.min(COLUMNS, shown), [1, 1], this.palette);
  }

  readonly #close = (): void => {
    this.store.page.pictures.value = undefined;
  };

  readonly #use = (): void => {
    const { texts, store } = this;
    const pictures = this.#collection.pictures.value;
    const name = nameOf(pictures.map(({ path }) => path)) ?? texts?.name ?? "";
    const classes = this.byFolder ? this.#collection.classes.value : undefined;
    const named = classes && { ...classes, names: classes.names.map((name) => name || (texts?.loose ?? "")) };
    store.act(() => store.run.loadDataset(sourceOf(name, pictures, this.shape, named)));
    this.dialog?.close();
  };
}

define({ "vae-camera": CameraPart, "vae-pictures": PicturesSheet });
