import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { written } from "../../models/pieces/pytorch.ts";
import { loadFiles } from "../../run/files.ts";
import { METHOD } from "../../run/options/specs.ts";
import { shareText } from "../../share/address.ts";
import { copy } from "../../share/copy.ts";
import { csv } from "../../share/csv.ts";
import { type Format, manifold, picture } from "../../share/pictures.ts";
import type { Half } from "../../share/onnx/onnx.ts";
import { Recording } from "../../share/recording.ts";
import { save } from "../../share/save.ts";
import { HIDEABLE, type Hideable } from "../../store/hideable.ts";
import type { Under } from "../../texts/keys.ts";
import { LabPart } from "../../ui/element.ts";
import { fileStyles } from "../../ui/file-styles.ts";
import { lazyElement } from "../../ui/lazy.ts";
import { base, panelStyles } from "../../ui/styles.ts";

/** The plane's side in a picture and in a film, in CSS pixels. */
const PLANE_SIDE = 640;
const builderThere = lazyElement(() => import("../../figures/builder.ts"));
const FORMATS: readonly Format[] = ["png", "svg"];

/** Links, files and pictures of the lab, and files to load, `<vae-share>`. */
export class SharePanel extends LabPart {
  static override styles = [
    base,
    panelStyles,
    fileStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 290px), 1fr));
        gap: 12px;
        align-items: start;
      }
      vae-embed-builder {
        grid-column: 1 / -1;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
      }
      .row + .row {
        margin-top: 8px;
      }
      .row > span:first-child {
        min-width: 72px;
        font-size: var(--text-body);
      }
      p {
        margin-top: 8px;
        font-size: var(--text-note);
        line-height: 1.45;
        color: var(--muted);
      }
      input[readonly] {
        flex: 1;
        min-width: 0;
        height: 28px;
        padding: 0 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: var(--page);
        font-size: var(--text-note);
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        margin-right: 8px;
        font-size: var(--text-body);
      }
      input[type="checkbox"] {
        width: 16px;
        height: 16px;
        accent-color: var(--ink);
      }
      .recording {
        border-color: var(--alarm);
        color: var(--alarm);
      }
    `,
  ];

  /** The last action, for screen readers. */
  @state() private done = "";
  @state() private recording: Recording | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.recording) void this.#stop();
  }

  protected override render() {
    return html`${this.#link()} ${this.#model()} ${this.#pictures()} ${this.#shown()}
      ${builderThere(this.store) ? html`<vae-embed-builder class="panel" .store=${this.store}></vae-embed-builder>` : nothing}
      <p class="spoken" role="status">${this.done}</p>`;
  }

  #link() {
    const link = `${location.href.split("#")[0]}#${shareText(this.store)}`;
    return this.#section(
      "link",
      html`<div class="row">
          <input
            readonly
            aria-label=${this.say("share.link")}
            .value=${link}
            @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
          />
          ${this.#button("copy", () => this.#copy(link))}
        </div>
        <p>${this.say("share.linkHelp")}</p>`,
    );
  }

  #model() {
    const { store } = this;
    const weights = async () =>
      save("vae.safetensors", new Blob([(await store.run.ask("saveWeights", {})) as BlobPart]));
    const open = (event: Event) => {
      const input = event.target as HTMLInputElement;
      const files = [...(input.files ?? [])];
      input.value = "";
      if (files.length > 0) store.act(() => loadFiles(store.run, files));
    };
    return this.#section(
      "model",
      html`<div class="row">
          <span>${this.say("share.weights")}</span>
          ${this.#button("save", () => store.act(weights), this.say("share.saveWeights"))}
          <span class="button small file">
            ${this.say("share.open")}<input
              type="file"
              accept=".safetensors"
              aria-label=${this.say("share.openWeights")}
              @change=${open}
            />
          </span>
        </div>
        ${this.#pytorch()} ${this.#onnx()}
        <div class="row">
          <span>${this.say("share.metrics")}</span>
          ${this.#button("save", () => save("metrics.csv", new Blob([csv(store.run.curve, store.model.view.value)])), this.say("share.saveMetrics"))}
        </div>
        <p>${this.say("share.modelHelp")}</p>`,
    );
  }

  /** The program of the run's own model. */
  #pytorch() {
    const { store } = this;
    const { model, state } = store;
    const { options } = state.value;
    const method = String(options[METHOD]);
    store.fetchView(method);
    const pytorch = model.views.value[method]?.pytorch;
    const code = async () => (pytorch ? written(pytorch, options, model.image.value, model.classes.value.length) : "");
    return html`<div class="row">
      <span>PyTorch</span>
      ${
        pytorch
          ? html`${this.#button("save", () => store.act(async () => save(`${method}.py`, new Blob([await code()]))), this.say("share.saveCode"))}
            ${this.#button("copy", () => this.#copy(code()), this.say("share.copyCode"))}`
          : html`<span class="muted">${this.say("share.noCode")}</span>`
      }
    </div>`;
  }

  /** The halves of the model for other programs. */
  #onnx() {
    const { run, model } = this.store;
    const { code, decodes } = model.spec.value;
    const half = async (half: Half) => {
      const { onnx } = await import("../../share/onnx/onnx.ts");
      const file = onnx(await run.ask("saveWeights", {}))[half];
      if (file) save(`${half}.onnx`, new Blob([file as BlobPart]));
    };
    const button = (name: Half) =>
      html`<button
        class="button small"
        aria-label=${this.say("share.saveOnnx", { half: this.say(`share.${name}`) })}
        @click=${() => this.store.act(() => half(name))}
      >
        ${this.say(`share.${name}`)}
      </button>`;
    return html`<div class="row">
      <span>ONNX</span>
      ${code === "none" ? nothing : button("encoder")} ${decodes ? button("decoder") : nothing}
    </div>`;
  }

  #pictures() {
    const { store } = this;
    const plane = async (format: Format) => {
      const paint = store.plane.paint;
      if (paint) save(`latent-plane.${format}`, await picture(paint, PLANE_SIDE, PLANE_SIDE, format));
    };
    const grid = async (format: Format) => save(`manifold.${format}`, await manifold(store, format));
    const row = (what: "plane" | "manifold", work: (format: Format) => Promise<void>) =>
      html`<div class="row">
        <span>${this.say(`share.${what}`)}</span>
        ${FORMATS.map(
          (format) =>
            html`<button
              class="button small"
              aria-label=${this.say("share.savePicture", { what: this.say(`share.${what}`), format: format.toUpperCase() })}
              @click=${() => store.act(() => work(format))}
            >
              ${format.toUpperCase()}
            </button>`,
        )}
      </div>`;
    const film = this.recording ? "stopFilm" : "film";
    return this.#section(
      "pictures",
      html`${row("plane", plane)} ${row("manifold", grid)}
        <div class="row">
          <span>${this.say("share.training")}</span>
          <button
            class="button small ${this.recording ? "recording" : ""}"
            ?disabled=${!Recording.possible}
            @click=${() => (this.recording ? this.#stop() : this.#record())}
          >
            ${this.say(`share.${film}`)}
          </button>
        </div>
        <p>${this.say(Recording.possible ? "share.filmHelp" : "share.noFilm")}</p>`,
    );
  }

  #shown() {
    const hidden = this.store.page.leftOut.value;
    const toggle = (part: Hideable) => {
      const parts = new Set(hidden);
      if (!parts.delete(part)) parts.add(part);
      this.store.page.leftOut.value = parts;
    };
    return this.#section(
      "shown",
      html`<div class="row">
          ${HIDEABLE.filter((part) => part !== "panels").map(
            (part) =>
              html`<label>
                <input type="checkbox" .checked=${!hidden.has(part)} @change=${() => toggle(part)} />
                ${this.say(`share.parts.${part}`)}
              </label>`,
          )}
        </div>
        <p>${this.say("share.shownHelp")}</p>`,
    );
  }

  #section(name: Under<"share.titles">, content: unknown) {
    return html`<section class="panel" aria-labelledby=${name}>
      <h2 id=${name}>${this.say(`share.titles.${name}`)}</h2>
      ${content}
    </section>`;
  }

  #button(name: "copy" | "save", act: () => void, label: unknown = nothing) {
    return html`<button class="button small" aria-label=${label} @click=${act}>${this.say(`share.${name}`)}</button>`;
  }

  #copy(text: string | Promise<string>): void {
    this.store.act(async () => {
      await copy(await text);
      this.done = this.say("share.copied");
    });
  }

  #record(): void {
    this.recording = new Recording(() => this.store.plane.paint, PLANE_SIDE, PLANE_SIDE);
  }

  async #stop(): Promise<void> {
    const recording = this.recording;
    this.recording = undefined;
    if (!recording) return;
    const { blob, ending } = await recording.stop();
    save(`training.${ending}`, blob);
  }
}
