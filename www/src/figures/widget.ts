/**
 * The elements as a page first meets them: light, with whatever the author put inside them on show, until they come near
 * the screen. What they show then is fetched then.
 */
import type { LabScripting } from "../api.ts";
import { supports } from "../run/probe.ts";
import { ELEMENTS, type Property, attributeOf, attributesOf } from "./declaration.ts";
import { type Enter, LabElement, type Stage } from "./lab-element.ts";
import { sentence } from "./sentences.ts";

/** How far below the screen a widget begins to fetch what it needs. */
const NEAR = "400px";

/** What is newest in the browsers that the rest is built for; the pages of the site look for the same. */
const tooOld = () => !("toReversed" in Array.prototype && "adoptedStyleSheets" in Document.prototype);

/** Some libraries put a function of their own in the place of the language's, which does less. */
const replaced = () =>
  Array.from(new Set([1]), (one) => one + 1)[0] !== 2 || Array.from({ length: 1 }, () => 2)[0] !== 2;

export abstract class Widget extends LabElement {
  /** Fetches what puts it on show. */
  protected abstract fetchStage(): Promise<{ enter: Enter }>;

  readonly #root = this.attachShadow({ mode: "open" });
  #stage: Promise<Stage> | undefined;
  #shown: Stage | undefined;
  #near: IntersectionObserver | undefined;

  get lab(): LabScripting | undefined {
    return this.#shown?.lab;
  }

  /** A member that is used begins it, wherever it is on the page. */
  async fetchLab(): Promise<LabScripting> {
    return (await this.#begin()).lab;
  }

  connectedCallback(): void {
    if (this.#shown) return;
    this.#takeOver();
    if (tooOld() || !supports("simd")) return this.#lack("unsupported");
    if (replaced()) return this.#lack("replaced");
    this.#wait(this.querySelector(":scope > *") ? "" : sentence(this, "waiting"));
    this.#near = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void this.#begin().catch(() => undefined);
      },
      { rootMargin: NEAR },
    );
    this.#near.observe(this);
  }

  override disconnectedCallback(): void {
    this.#near?.disconnect();
    super.disconnectedCallback();
  }

  protected override changed(property: Property): void {
    this.#shown?.changed(property);
  }

  protected override left(): void {
    const stage = this.#stage;
    this.#stage = this.#shown = undefined;
    stage?.then(
      (stage) => stage.leave(),
      () => undefined,
    );
  }

  #begin(): Promise<Stage> {
    this.#near?.disconnect();
    this.#stage ??= this.#fetch();
    return this.#stage;
  }

  async #fetch(): Promise<Stage> {
    try {
      const { enter } = await this.fetchStage();
      const stage = await enter(this, this.#root);
      if (this.#stage) this.#shown = stage;
      return stage;
    } catch (cause) {
      this.#stage = undefined;
      this.#lack("missing");
      throw cause;
    }
  }

  /** Properties that a script has set before the element was known hide its own: they become its own. */
  #takeOver(): void {
    const own = this as Record<string, unknown>;
    for (const property of attributesOf(this.kind))
      for (const name of [property, attributeOf(property)]) {
        if (!Object.prototype.hasOwnProperty.call(this, name)) continue;
        const value = own[name];
        delete own[name];
        own[name] = value;
      }
  }

  /** The content before the stage: the author's children, or else the room that it will take. */
  #wait(text: string): void {
    const slot = document.createElement("slot");
    const note = document.createElement("p");
    note.textContent = text;
    note.style.cssText = `box-sizing: border-box; min-height: ${this.height ?? ELEMENTS[this.kind].height}px; margin: 0`;
    this.#root.replaceChildren(slot, ...(text ? [note] : []));
    // A figure is a block, whatever the page says of elements that it does not know.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":host{display:block}:host([hidden]){display:none}");
    this.#root.adoptedStyleSheets = [sheet];
  }

  /** Leaves a picture, the author's or ours, and says in a sentence what is missing. */
  #lack(what: "unsupported" | "replaced" | "missing"): void {
    const parts: HTMLElement[] = [];
    if (this.querySelector(":scope > *")) parts.push(document.createElement("slot"));
    else if (this.site) {
      const picture = document.createElement("img");
      picture.src = new URL(`pictures/${this.kind}.png`, this.site).href;
      picture.alt = "";
      picture.style.cssText = "display: block; max-width: 100%; height: auto";
      parts.push(picture);
    }
    const note = document.createElement("p");
    note.part = "notice";
    note.textContent = sentence(this, what);
    this.#root.replaceChildren(...parts, note);
  }
}
