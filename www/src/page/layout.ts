import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { DARK } from "../draw/palette.ts";
import type { LabStore } from "../store/lab-store.ts";
import { LANGUAGES, type Language } from "../texts/index.ts";
import { LabPart } from "../ui/element.ts";
import { THEME } from "../ui/icons.ts";
import type { Hideable } from "../store/hideable.ts";
import type { Mode } from "../store/page-state.ts";
import { lazyElement } from "../ui/lazy.ts";
import { notice } from "../ui/notice.ts";
import { marked } from "../ui/term.ts";
import { layoutStyles } from "./layout-styles.ts";
import { takeIn } from "./take-in.ts";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const hasLessons = lazyElement(() => import("../lessons/lesson-panel.ts"));
const hasComparison = lazyElement(() => import("../panels/runs/comparison.ts"));
const hasColumns = lazyElement(() => import("./columns.ts"), "");
const hasPlay = lazyElement(() => import("./play/play.ts"), "play");
const hasMap = lazyElement(() => import("../map/map-panel.ts"), "");
const hasClass = lazyElement(() => import("../class/class-panel.ts"));
const hasPresenter = lazyElement(() => import("../present/presenter.ts"));
const hasPictures = lazyElement(() => import("../panels/pictures/pictures-sheet.ts"), "");
const hasGuide = lazyElement(() => import("../lessons/guide/guide.ts"));

/** The whole of a lab, `<vae-layout>`. */
export class Layout extends LabPart {
  static override styles = layoutStyles;

  /** Files are dragged over it. */
  @state() private dropping = false;
  #spot: Hideable | undefined;

  /** What a guide or a lesson goes on to is brought into view; where it begins, the page stays as it is. */
  protected override updated(): void {
    const { spot: spotted, presenting } = this.store.page;
    const spot = spotted.value;
    if (spot && this.#spot && spot !== this.#spot && !presenting.value) {
      const behavior = STILL.matches ? "instant" : "smooth";
      this.renderRoot.querySelector(".spot")?.scrollIntoView({ block: "nearest", behavior });
    }
    this.#spot = spot ?? this.#spot;
  }

  protected override render() {
    const { store } = this;
    const playing = this.#playing;
    return html`
      <div
        class=${playing ? "lab playing" : "lab"}
        @dragenter=${this.#drag}
        @dragover=${this.#drag}
        @dragleave=${(event: DragEvent) => (this.dropping = event.relatedTarget !== null && this.dropping)}
        @drop=${this.#drop}
      >
        ${this.#header()}
        ${store.page.presenting.value && hasPresenter(store) ? html`<vae-presenter .store=${store}></vae-presenter>` : nothing}
        ${playing ? (hasPlay(store) ? html`<vae-play .store=${store}></vae-play>` : nothing) : this.#in("map") ? this.#map() : this.#in("class") ? this.#class() : this.#lab()}
        ${store.page.pictures.value && hasPictures(store) ? html`<vae-pictures .store=${store}></vae-pictures>` : nothing}
        <div class="drop" ?hidden=${!this.dropping}>${this.say("drop")}</div>
      </div>
    `;
  }

  #map() {
    return hasMap(this.store) ? html`<vae-map .store=${this.store}></vae-map>` : nothing;
  }

  #class() {
    return hasClass(this.store) ? html`<vae-class .store=${this.store}></vae-class>` : nothing;
  }

  /** All of it: columns of controls, plane and panels. */
  #lab() {
    const { store } = this;
    if (!hasColumns(store)) return nothing;
    const hidden = store.page.hidden.value;
    const spot = store.page.spot.value;
    const comparison = store.comparison.value;
    return html`
      ${this.#above()}
      <div class=${store.page.awaiting.value.has("lesson") && !store.state.value.notice ? "columns waits" : "columns"}>
        <div class="middle">
          <vae-controls
            class=${spot === "controls" ? "spot" : ""}
            ?hidden=${hidden.has("controls")}
            .brief=${store.page.presenting.value}
            .store=${store}
          ></vae-controls>
          ${comparison && hasComparison(store) ? html`<vae-comparison .store=${store}></vae-comparison>` : nothing}
          <div class=${comparison ? "planes two" : "planes"} ?hidden=${hidden.has("plane")}>
            ${this.#plane(store, 0)} ${comparison ? this.#plane(comparison.store, 1) : nothing}
          </div>
          <vae-scrubber ?hidden=${hidden.has("history")} .store=${store}></vae-scrubber>
        </div>
        <vae-panels
          class="figures ${spot === "panels" ? "spot" : ""}"
          ?hidden=${hidden.has("panels")}
          .store=${store}
        ></vae-panels>
        <div class="side" ?hidden=${hidden.has("data") && hidden.has("options")}>
          ${store.shows ? html`<vae-shown class="panel" ?hidden=${hidden.has("options")} .store=${store}></vae-shown>` : nothing}
          <section class="panel" aria-labelledby="data-title" ?hidden=${hidden.has("data")}>
            <h2 id="data-title">${this.say("dataset.title")}</h2>
            <vae-dataset .store=${store}></vae-dataset>
          </section>
          <section
            class="panel options ${spot === "options" ? "spot" : ""}"
            aria-labelledby="options-title"
            ?hidden=${hidden.has("options")}
          >
            <div class="title">
              <h2 id="options-title">${this.say("options.title")}</h2>
              ${
                store.page.mode.value
                  ? html`<button class="button small" @click=${() => store.page.openMap()}>
                      ${this.say("options.map")}
                    </button>`
                  : nothing
              }
            </div>
            <vae-options .store=${store}></vae-options>
          </section>
        </div>
      </div>
    `;
  }

  /** The plane of the run, or of the one beside it; with what tells the two apart. */
  #plane(store: LabStore, place: 0 | 1) {
    const { page, comparison } = this.store;
    const name = comparison.value?.names.value[place];
    return html`<div
      class=${page.spot.value === "plane" && place === 0 ? "spot" : ""}
      role=${name ? "group" : nothing}
      aria-label=${name ?? nothing}
    >
      ${name ? html`<h2>${name}</h2>` : nothing}
      <vae-plane .store=${store}></vae-plane>
      ${name && hasComparison(this.store) ? html`<vae-proofs .store=${store}></vae-proofs>` : nothing}
    </div>`;
  }

  /** The open lesson, or the guide. */
  #above() {
    const { store } = this;
    if (store.page.lesson.value !== undefined)
      return hasLessons(store) ? html`<vae-lesson .store=${store}></vae-lesson>` : nothing;
    // Its place is kept before it is there.
    return store.page.guiding.value
      ? html`<vae-guide class=${hasGuide(store) ? "" : "waits"} .store=${store}></vae-guide>`
      : nothing;
  }

  #header() {
    const { store, speech } = this;
    const name = this.say("theme.name");
    const guide = this.say("guide.name");
    const news = notice(store);
    // Errors are shown also without a header.
    if (store.page.hidden.value.has("header")) return news ? html`<header>${news}</header>` : nothing;
    // What a pretrained model shows does not wait for the engine.
    const greeting = store.state.value.phase === "loading" && !store.shows ? "loading" : "tagline";
    return html`<header>
      <h1>${this.say("title")}</h1>
      ${this.#doors()} ${news ?? html`<p class="muted tagline" aria-live="polite">${marked(this.say(greeting))}</p>`}
      ${
        this.#playing
          ? nothing
          : html`<button
              class="button small"
              aria-label=${guide}
              title=${guide}
              aria-pressed=${store.page.guiding.value}
              @click=${() => (store.page.guiding.value ? store.page.leaveGuide() : (store.page.guiding.value = true))}
            >
              ?
            </button>`
      }
      <select
        class="button small"
        aria-label=${this.say("language")}
        @change=${(event: Event) => store.page.chooseLanguage((event.target as HTMLSelectElement).value as Language)}
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
        @click=${() => store.page.chooseTheme(store.page.palette.value === DARK ? "light" : "dark")}
      >
        ${THEME}
      </button>
    </header>`;
  }

  get #playing(): boolean {
    return this.#in("play");
  }

  /** A lesson is of the lab, whatever was open before it. */
  #in(which: Mode): boolean {
    const { mode, lesson } = this.store.page;
    return mode.value === which && lesson.value === undefined;
  }

  /** The modes of the page, and the lessons. */
  #doors() {
    const { page } = this.store;
    if (page.mode.value === undefined) return nothing;
    const learning = page.lesson.value !== undefined;
    const door = (name: "play" | "learn" | "lab", open: boolean, enter: () => void) =>
      html`<button class="door" aria-current=${open ? "page" : nothing} @click=${enter}>
        ${this.say(`doors.${name}`)}
      </button>`;
    const enter = (mode: Mode) => () => {
      if (learning) page.openLesson(undefined);
      page.mode.value = mode;
    };
    return html`<nav aria-label=${this.say("doors.name")}>
      ${door("play", !learning && page.mode.value === "play", enter("play"))}
      ${door("learn", learning || page.mode.value === "class", () => page.openLesson(""))}
      ${door("lab", !learning && page.mode.value === "lab", enter("lab"))}
    </nav>`;
  }

  readonly #drag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dropping = true;
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.dropping = false;
    takeIn(this.store, event.dataTransfer);
  };
}
