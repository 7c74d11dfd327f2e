import { html, nothing, svg } from "lit";
import { state } from "lit/decorators.js";
import { arrange } from "../lessons/arrange.ts";
import { fetchLesson } from "../lessons/files.ts";
import type { Lesson, Texts } from "../lessons/shape.ts";
import { textIn } from "../lessons/prose.ts";
import { remember, remembered } from "../store/remembered.ts";
import { fill } from "../texts/fill.ts";
import { define } from "../ui/define.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";
import { wayBetween } from "./edges.ts";
import { glyph } from "./glyph.ts";
import { ARTICLES, type Article, ISLANDS, type MapNode, NODES, WORDS, articleOf, nodeOf, settingOf } from "./map.ts";
import { mapStyles } from "./styles.ts";

const TRIED = "vae-lab.tried";

interface Way {
  path: string;
  /** The reader has been at both of its ends. */
  lit: boolean;
}

/** The methods by the questions that they answer, each with what it changes in its neighbour: `<vae-map>`. */
export class MapPanel extends LabPart {
  static override styles = [base, mapStyles];

  /** The nodes that the reader has chosen, in this visit or before. */
  @state() private tried: ReadonlySet<string> = new Set(remembered(TRIED).split(" "));
  @state() private ways: readonly Way[] = [];
  @state() private lessons: ReadonlyMap<string, Lesson> = new Map();
  readonly #sizes = new ResizeObserver(() => this.#draw());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
    void this.#name();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("h2")?.focus();
  }

  protected override updated(): void {
    this.#draw();
  }

  protected override render() {
    const { specs, options } = this.store.state.value;
    const now = nodeOf(specs, options);
    const from = articleOf(this.store.page.from.value);
    const title = this.#in(WORDS.title);
    return html`<section aria-label=${title}>
      <div class="head">
        <h2 tabindex="-1">${title}</h2>
        <p class="muted">${this.#in(WORDS.about)}</p>
        <button class="button small" @click=${() => (this.store.page.mode.value = "lab")}>
          ${this.#in(WORDS.back)}
        </button>
      </div>
      ${
        from
          ? html`<div class="come">
              <span>${this.#in(WORDS.from)}${this.#in(WORDS.colon)}<b>${this.#in(from.title)}</b></span>
              ${this.#reached(from)}
            </div>`
          : nothing
      }
      <div class="islands">
        <svg class="ways" aria-hidden="true">
          ${this.ways.map(({ path, lit }) => svg`<path class=${lit ? "lit" : ""} d=${path} />`)}
        </svg>
        ${ISLANDS.map(
          ({ key, name, question, nodes }) =>
            html`<section class="island" aria-labelledby="island-${key}">
              <header>
                <h3 id="island-${key}">${this.#in(name)}</h3>
                <p class="muted">${this.#in(question)}</p>
              </header>
              <ul role="list">
                ${nodes.map((node) => this.#card(node, node === now, node.key === from?.node))}
              </ul>
            </section>`,
        )}
      </div>
      <section class="articles" aria-labelledby="articles">
        <h3 id="articles">${this.#in(WORDS.articles)}</h3>
        <ul role="list">
          ${ARTICLES.map((article) => html`<li>${this.#in(article.title)} ${this.#reached(article)}</li>`)}
        </ul>
      </section>
    </section>`;
  }

  #card(node: MapNode, now: boolean, here: boolean) {
    const before = NODES.find(({ key }) => key === node.from);
    const change = this.#in(node.change);
    const marks = [now && WORDS.current, this.tried.has(node.key) && WORDS.tried].filter((mark) => mark !== false);
    return html`<li data-node=${node.key} class=${here || now ? "here" : ""}>
      <button class="card" aria-current=${now ? "true" : nothing} @click=${() => this.#choose(node)}>
        ${glyph(node)}
        <b>${this.#in(node.name)}</b>
        <span class="change muted"
          >${this.#in(before ? before.name : WORDS.starts)}${change.startsWith("+") ? " " : this.#in(WORDS.colon)}${change}</span
        >
        ${marks.length > 0 ? html`<span class="mark">✓ ${this.speech.list(marks.map((mark) => this.#in(mark)))}</span>` : nothing}
      </button>
      ${node.lesson ? html`<span class="lesson">${this.#lesson(node.lesson)}</span>` : nothing}
    </li>`;
  }

  /** Where an article leads: its method, and its lesson. */
  #reached({ node, lesson }: Article) {
    const method = NODES.find(({ key }) => key === node);
    return html`${
      method
        ? html`<button class="button small" @click=${() => this.#choose(method)}>${this.#in(method.name)}</button>`
        : nothing
    }
    ${lesson ? this.#lesson(lesson) : nothing}`;
  }

  #lesson(name: string) {
    const title = this.lessons.get(name)?.title;
    if (!title) return nothing;
    return html`<button class="button small" @click=${() => this.#open(name)}>
      ${fill(this.#in(WORDS.lesson), { title: this.#in(title) })}
    </button>`;
  }

  /** Sets the lab up for a method, with a new run, and opens it. */
  #choose(node: MapNode): void {
    const { store } = this;
    this.tried = new Set([...this.tried, node.key].filter(Boolean));
    remember(TRIED, [...this.tried].join(" "));
    const set = settingOf(node, store.model.dataset.value?.name);
    store.act(() => arrange(store, { fresh: true, set }));
    store.page.mode.value = "lab";
  }

  #open(lesson: string): void {
    this.store.page.mode.value = "lab";
    this.store.page.openLesson(lesson);
  }

  /** The titles of the lessons that it leads to; one that cannot be fetched is left out. */
  async #name(): Promise<void> {
    const names = new Set([...NODES, ...ARTICLES].flatMap(({ lesson }) => lesson ?? []));
    const found = await Promise.allSettled([...names].map(async (name) => [name, await fetchLesson(name)] as const));
    this.lessons = new Map(found.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
  }

  /** Draws the ways between the cards where these stand now. */
  #draw(): void {
    const origin = this.renderRoot.querySelector(".islands")?.getBoundingClientRect();
    if (!origin) return;
    const boxes = new Map(
      [...this.renderRoot.querySelectorAll<HTMLElement>("[data-node]")].map((card) => {
        const { left, top, width, height } = card.getBoundingClientRect();
        return [card.dataset["node"], { left: left - origin.left, top: top - origin.top, width, height }] as const;
      }),
    );
    const ways = NODES.flatMap(({ key, from }): Way[] => {
      const [begin, end] = [boxes.get(from), boxes.get(key)];
      if (from === undefined || !begin || !end) return [];
      const path = wayBetween(begin, end, [...boxes.values()]);
      return path === undefined ? [] : [{ path, lit: this.tried.has(from) && this.tried.has(key) }];
    });
    if (JSON.stringify(ways) !== JSON.stringify(this.ways)) this.ways = ways;
  }

  #in(texts: Texts): string {
    return textIn(texts, this.speech.language);
  }
}

define({ "vae-map": MapPanel });
