import { SignalWatcher } from "@lit-labs/preact-signals";
import { LitElement, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { fetchLesson } from "../lessons/files.ts";
import { textIn } from "../lessons/prose.ts";
import { questionsOf } from "../lessons/questions.ts";
import type { Texts } from "../lessons/shape.ts";
import type { LabStore } from "../store/lab-store.ts";
import { type Term, SYMBOLS } from "../texts/terms/symbols.ts";
import { define } from "./define.ts";
import { base } from "./styles.ts";

/** An element with `data-term`; one whose definition depends on what it shows says it itself. */
export interface Marked extends HTMLElement {
  define?(): string;
}

/** From the edges of the screen, in CSS pixels. */
const MARGIN = 8;

let shown: Definition | undefined;

/** Shows the definition of a term, by an event that told of it. */
export async function open(store: LabStore, term: Marked, by: string): Promise<void> {
  await store.page.speak("terms");
  const pointed = by === "pointerover";
  // The reader may have gone on meanwhile.
  if (!term.isConnected || !term.matches(pointed ? ":hover" : ":hover, :focus-within")) return;
  if (shown?.term === term) {
    if (by === "focusin") shown.pointed = false;
    return;
  }
  shown?.remove();
  shown = Object.assign(document.createElement("vae-definition"), { store, term, pointed });
  // A description has to be in the same tree.
  (term.getRootNode() as ShadowRoot).append(shown);
}

/** The name, the symbol and the definition of a term, beside it: `<vae-definition>`. There is one at most. */
class Definition extends SignalWatcher(LitElement) {
  static override styles = [
    base,
    css`
      /* In the top layer, where the browser has one for it. */
      :host {
        position: fixed;
        inset: 0 auto auto 0;
        z-index: 5;
        box-sizing: border-box;
        width: max-content;
        max-width: min(calc(310 * var(--unit)), 100vw - 16px);
        margin: 0;
        /* The pointer can go over to it. */
        padding: 5px 0;
        border: 0;
        overflow: visible;
        background: none;
        color: var(--ink);
        font-size: var(--text-note);
        font-weight: 400;
        line-height: 1.4;
        text-align: start;
        white-space: normal;
      }
      div {
        padding: 7px 11px 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-field);
        background: var(--panel);
        box-shadow: 0 6px 24px rgb(0 0 0 / 0.16);
        animation: appear 0.15s;
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
      .symbol {
        margin-left: 5px;
        color: var(--muted);
        font-style: italic;
        white-space: nowrap;
      }
      .question {
        margin-top: 5px;
      }
      a {
        color: var(--z);
      }
    `,
  ];

  @property({ attribute: false }) store!: LabStore;
  @property({ attribute: false }) term!: Marked;
  /** Nothing but the pointer keeps it. */
  pointed = false;
  readonly #left = new AbortController();
  /** The questions that arise here, by the names of their lessons. */
  @state() private questions: readonly (readonly [name: string, title: Texts])[] = [];
  /** Where the keyboard came from to a question; it comes to them once. */
  #from: HTMLElement | undefined;
  /** What it describes, and what did so before. */
  #control!: Element;
  #before: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.id = "definition";
    this.setAttribute("role", "tooltip");
    this.setAttribute("popover", "manual");
    this.#control = this.term.matches("button, input, select")
      ? this.term
      : (this.term.querySelector("button") ?? this.term);
    this.#before = this.#control.getAttribute("aria-describedby");
    this.#control.setAttribute("aria-describedby", `${this.#before ?? ""} ${this.id}`.trim());
    void this.#ask();
    const { signal } = this.#left;
    for (const own of [this, this.term])
      for (const type of ["pointerleave", "focusout"]) own.addEventListener(type, this.#leave, { signal });
    document.addEventListener("pointerdown", this.#elsewhere, { signal });
    window.addEventListener("keydown", this.#key, { signal, capture: true });
    window.addEventListener("scroll", this.#place, { signal, capture: true, passive: true });
    window.addEventListener("resize", this.#place, { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#left.abort();
    if (this.#before === null) this.#control.removeAttribute("aria-describedby");
    else this.#control.setAttribute("aria-describedby", this.#before);
    if (shown === this) shown = undefined;
  }

  protected override render() {
    const { name, symbol, text } = this.#definition;
    return html`<div>
      <p><b>${name}</b>${symbol ? html`<span class="symbol">${symbol}</span>` : nothing}</p>
      <p>${this.term.define?.() ?? text}</p>
      ${this.questions.map(
        ([name, title]) =>
          html`<p class="question">
            ? <a href="?lesson=${name}" @click=${(event: Event) => this.#open(event, name)}>${this.#in(title)}</a>
          </p>`,
      )}
    </div>`;
  }

  #in(title: Texts): string {
    return textIn(title, this.store.page.speech.value.language);
  }

  #open(event: Event, name: string): void {
    event.preventDefault();
    this.remove();
    this.store.page.openLesson(name);
  }

  /** A lab in another page leads to no lesson, and a lesson to no other. */
  async #ask(): Promise<void> {
    const { mode, lesson } = this.store.page;
    const names = mode.peek() && !lesson.peek() ? questionsOf(this.term.dataset["term"] ?? "") : [];
    const fetched = names.map(async (name) => [name, (await fetchLesson(name)).title] as const);
    this.questions = await Promise.all(fetched).catch(() => []);
  }

  protected override firstUpdated(): void {
    // The oldest browsers have no top layer, and show it where it is.
    const show: unknown = Reflect.get(this, "showPopover");
    if (typeof show === "function") show.call(this);
  }

  protected override updated(): void {
    this.#place();
  }

  get #definition(): { name: string; symbol: string; text: string } {
    const { model, page } = this.store;
    const speech = page.speech.value;
    const key = this.term.dataset["term"] ?? "";
    const [kind, of = ""] = key.split(".");
    if (kind === "options") {
      const symbol = model.specs.value.find((spec) => spec.key === of)?.symbol ?? "";
      return { name: speech.say(`options.${of}.label`), symbol, text: speech.say(`help.${of}`) };
    }
    if (kind === "terms") {
      const { method } = model.spec.value;
      const symbol = model.view.value?.terms[of]?.symbol ?? "";
      return { name: speech.sayOf(method, `terms.${of}.long`), symbol, text: speech.sayOf(method, `terms.${of}.help`) };
    }
    const name = key as Term;
    const [called, text] = [speech.say(`definitions.${name}.name`), speech.say(`definitions.${name}.text`)];
    return { name: called, symbol: SYMBOLS[name], text };
  }

  /** Below its term, or above where there is more room, and inside the screen. */
  readonly #place = (): void => {
    if (!this.term.isConnected) return this.remove();
    this.style.translate = "";
    const [at, own] = [this.term.getBoundingClientRect(), this.getBoundingClientRect()];
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const below = at.bottom + own.height <= height || height - at.bottom > at.top;
    const left = Math.max(MARGIN, Math.min(at.left, width - own.width - MARGIN));
    const top = below ? at.bottom : at.top - own.height;
    this.style.translate = `${left - own.left}px ${top - own.top}px`;
  };

  /** The pointer may go to and fro between the term and this, and the focus inside of the term. */
  readonly #leave = ({ type, relatedTarget }: Event & { relatedTarget?: EventTarget | null }): void => {
    const stays = [this, this.term].some((own) => own.contains(relatedTarget as Node | null));
    if (!stays && (type === "pointerleave") === this.pointed) this.remove();
  };

  readonly #elsewhere = (event: Event): void => {
    if (!event.composedPath().some((each) => each === this || each === this.term)) this.remove();
  };

  /** The tabulator goes from the term to its questions and back, as if they followed it. */
  #turn(event: KeyboardEvent): void {
    const [links, path] = [[...this.renderRoot.querySelectorAll("a")], event.composedPath()];
    const at = links.findIndex((link) => path.includes(link));
    const [term] = path;
    const enters = at < 0 && !event.shiftKey && !this.#from && path.includes(this.term) && term instanceof HTMLElement;
    if (enters && links[0]) {
      event.preventDefault();
      this.#from = term;
      links[0].focus();
    } else if (at === (event.shiftKey ? 0 : links.length - 1)) {
      // The browser goes on from there.
      if (event.shiftKey) event.preventDefault();
      this.#from?.focus();
    }
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === "Tab") this.#turn(event);
    if (event.key !== "Escape") return;
    // Whatever else it would close stays open.
    if (event.composedPath().includes(this.term)) event.stopPropagation();
    this.remove();
  };
}

define({ "vae-definition": Definition });

declare global {
  interface HTMLElementTagNameMap {
    "vae-definition": Definition;
  }
}
