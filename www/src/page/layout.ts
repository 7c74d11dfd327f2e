import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { DARK } from "../draw/palette.ts";
import { LANGUAGES, type Language } from "../texts/index.ts";
import { LabPart } from "../ui/element.ts";
import { THEME } from "../ui/icons.ts";
import { late } from "../ui/late.ts";
import { notice } from "../ui/notice.ts";
import { layoutStyles } from "./layout-styles.ts";

const hasLessons = late(() => import("../lessons/lesson-panel.ts"));
const hasVersus = late(() => import("../panels/runs/versus.ts"));
const hasGuide = late(() => import("../lessons/guide/guide.ts"));

/** The whole of a lab, `<vae-layout>`. */
export class Layout extends LabPart {
  static override styles = layoutStyles;

  /** Files are dragged over it. */
  @state() private dropping = false;

  protected override render() {
    const { bench } = this;
    const hidden = bench.hidden.value;
    const spot = bench.spot.value;
    const rival = bench.rival.value;
    return html`
      <div
        class="lab"
        @dragenter=${this.#drag}
        @dragover=${this.#drag}
        @dragleave=${(event: DragEvent) => (this.dropping = event.relatedTarget !== null && this.dropping)}
        @drop=${this.#drop}
      >
        ${this.#header()} ${this.#above()}
        <div class="columns">
          <div class="middle">
            <vae-controls
              class=${spot === "controls" ? "spot" : ""}
              ?hidden=${hidden.has("controls")}
              .bench=${bench}
            ></vae-controls>
            ${rival && hasVersus(bench) ? html`<vae-versus .bench=${bench}></vae-versus>` : nothing}
            <div class=${rival ? "planes two" : "planes"} ?hidden=${hidden.has("plane")}>
              <div
                class=${spot === "plane" ? "spot" : ""}
                role=${rival ? "group" : nothing}
                aria-label=${rival ? this.say("runs.this") : nothing}
              >
                <vae-plane .bench=${bench}></vae-plane>
              </div>
              ${
                rival
                  ? html`<div role="group" aria-label=${this.say("runs.second")}>
                      <vae-plane .bench=${rival.bench}></vae-plane>
                    </div>`
                  : nothing
              }
            </div>
            <vae-scrubber ?hidden=${hidden.has("history")} .bench=${bench}></vae-scrubber>
          </div>
          <vae-panels
            class="figures ${spot === "panels" ? "spot" : ""}"
            ?hidden=${hidden.has("panels")}
            .bench=${bench}
          ></vae-panels>
          <div class="side" ?hidden=${hidden.has("data") && hidden.has("options")}>
            <section class="panel" aria-labelledby="data-title" ?hidden=${hidden.has("data")}>
              <h2 id="data-title">${this.say("dataset.title")}</h2>
              <vae-dataset .bench=${bench}></vae-dataset>
            </section>
            <section
              class="panel options ${spot === "options" ? "spot" : ""}"
              aria-labelledby="options-title"
              ?hidden=${hidden.has("options")}
            >
              <h2 id="options-title">${this.say("options.title")}</h2>
              <vae-options .bench=${bench}></vae-options>
            </section>
          </div>
        </div>
        <div class="drop" ?hidden=${!this.dropping}>${this.say("drop")}</div>
      </div>
    `;
  }

  /** What leads the reader: a lesson, or the guide. */
  #above() {
    const { bench } = this;
    if (bench.lesson.value !== undefined)
      return hasLessons(bench) ? html`<vae-lesson .bench=${bench}></vae-lesson>` : nothing;
    return bench.guiding.value && hasGuide(bench) ? html`<vae-guide .bench=${bench}></vae-guide>` : nothing;
  }

  #header() {
    const { bench, speech } = this;
    const name = this.say("theme.name");
    const guide = this.say("guide.name");
    const news = notice(bench);
    // What goes wrong is said also where there is no header.
    if (bench.hidden.value.has("header")) return news ? html`<header>${news}</header>` : nothing;
    const greeting = bench.state.value.phase === "loading" ? "loading" : "tagline";
    return html`<header>
      <h1>${this.say("title")}</h1>
      ${news ?? html`<p class="muted tagline" aria-live="polite">${this.say(greeting)}</p>`}
      <button
        class="button small"
        aria-label=${guide}
        title=${guide}
        aria-pressed=${bench.guiding.value}
        @click=${() => (bench.guiding.value ? bench.leaveGuide() : (bench.guiding.value = true))}
      >
        ?
      </button>
      <select
        class="button small"
        aria-label=${this.say("language")}
        @change=${(event: Event) => bench.chooseLanguage((event.target as HTMLSelectElement).value as Language)}
      >
        ${Object.entries(LANGUAGES).map(
          ([key, { name }]) =>
            html`<option value=${key} lang=${key} ?selected=${key === speech.language}>${name}</option>`,
        )}
      </select>
      <button
        class="button small"
        aria-label=${name}
        title=${name}
        @click=${() => bench.chooseTheme(bench.palette.value === DARK ? "light" : "dark")}
      >
        ${THEME}
      </button>
    </header>`;
  }

  /** A lesson keeps the data. */
  get #locked(): boolean {
    return this.bench.locked.value.has("data");
  }

  readonly #drag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files") || this.#locked) return;
    event.preventDefault();
    this.dropping = true;
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.dropping = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0 && !this.#locked) this.bench.act(() => this.bench.run.loadFiles(files));
  };
}
