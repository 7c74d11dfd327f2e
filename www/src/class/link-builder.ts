import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { textIn } from "../lessons/prose.ts";
import { shareText } from "../share/address.ts";
import { copy } from "../share/copy.ts";
import { SITE } from "../share/site.ts";
import type { ClassTexts } from "../texts/class/index.ts";
import { fill } from "../texts/fill.ts";
import { LANGUAGES } from "../texts/index.ts";
import { define } from "../ui/define.ts";
import { base, panelStyles } from "../ui/styles.ts";
import { LessonsPart } from "./lessons-part.ts";
import { qrCode, qrPicture, qrStyles } from "../share/qr.ts";
import { STANDINGS, type Standing, type Thing, type Things, linkWith, thingsOf } from "./things.ts";

/** Names of this machine, which no other reaches it by. */
const OWN = /^(localhost|127\.[\d.]+|\[::1\]|)$/;

/** Puts a link for pupils together, `<vae-class-link>`: what it opens, and of each thing whether it is free, locked or hidden. */
export class LinkBuilder extends LessonsPart {
  static override styles = [
    base,
    panelStyles,
    qrStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .groups {
        columns: 17em auto;
        column-gap: 14px;
      }
      fieldset {
        min-width: 0;
        margin: 0 0 12px;
        border: 1px solid var(--line);
        break-inside: avoid;
      }
      legend {
        padding: 0 4px;
        font-weight: 600;
      }
      label {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: calc(30 * var(--unit));
        font-size: var(--text-body);
      }
      .all {
        border-bottom: 1px solid var(--line);
        color: var(--muted);
      }
      .chosen {
        font-weight: 600;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 16px;
      }
      select {
        max-width: 100%;
      }
      input[readonly] {
        flex: 1 1 20em;
        min-width: 0;
        height: calc(28 * var(--unit));
        padding: 0 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: var(--page);
        font-size: var(--text-note);
      }
      a {
        color: inherit;
        text-decoration: none;
      }
      .result {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: start;
        gap: 12px;
      }
      .result p {
        margin-top: 8px;
        font-size: var(--text-note);
      }
      @container lab (width < 48em) {
        .result {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @state() private standings: ReadonlyMap<string, Standing> = new Map();
  @state() private lesson = "";
  @state() private tongue = "";
  /** The last action, for screen readers. */
  @state() private done = "";

  override connectedCallback(): void {
    super.connectedCallback();
    // What the teacher's own link hides and locks is where it begins.
    const { leftOut, linkLocks } = this.store.page;
    const standing = (names: ReadonlySet<string>, standing: Standing) =>
      [...names].map((name) => [name, standing] as const);
    this.standings = new Map([...standing(linkLocks.peek(), "locked"), ...standing(leftOut.peek(), "hidden")]);
  }

  protected override render() {
    const { texts } = this;
    if (!texts) return nothing;
    return html`<p>${texts.link.help}</p>
      ${this.#begins(texts)} ${this.#result(texts)}
      <div class="groups">${thingsOf(this.store, texts).map((things) => this.#group(texts, things))}</div>`;
  }

  #begins({ link: texts }: ClassTexts) {
    const lessons = this.lessons.map(([name, { title }]) => {
      const label = fill(texts.lesson, { title: textIn(title, this.speech.language) });
      return [name, label] as const;
    });
    const languages = Object.entries(LANGUAGES).map(([key, { name }]) => [key, name] as const);
    return html`<div class="row">
      ${this.#select(texts.begins, this.lesson, [["", texts.state], ...lessons], (name) => (this.lesson = name))}
      ${this.#select(texts.language, this.tongue, [["", texts.theirs], ...languages], (tag) => (this.tongue = tag))}
    </div>`;
  }

  #group(texts: ClassTexts, { title, things }: Things) {
    const standings = new Set(things.map(({ name }) => this.#standing(name)));
    const [common] = standings.size === 1 ? standings : [];
    const lockable = things.every(({ lockable }) => lockable);
    return html`<fieldset class="panel">
      <legend>${title}</legend>
      ${this.#choice(texts, fill(texts.link.all, { group: title }), common ?? "", lockable, "all", (standing) =>
        this.#set(things, standing),
      )}
      ${things.map((thing) =>
        this.#choice(texts, thing.label, this.#standing(thing.name), thing.lockable, "", (standing) =>
          this.#set([thing], standing),
        ),
      )}
    </fieldset>`;
  }

  /** A thing, or all of a group, which may stand in several ways. */
  #choice(
    { link: texts }: ClassTexts,
    name: string,
    standing: Standing | "",
    lockable: boolean,
    kind: string,
    choose: (standing: Standing) => void,
  ) {
    const able = STANDINGS.filter((each) => lockable || each !== "locked").map((each) => [each, texts[each]] as const);
    const choices = standing === "" ? [["", texts.mixed] as const, ...able] : able;
    const chosen = kind === "" && standing !== "free" ? "chosen" : kind;
    return this.#select(name, standing, choices, (value) => value && choose(value as Standing), chosen);
  }

  #select(
    name: string,
    value: string,
    choices: readonly (readonly [string, string])[],
    choose: (value: string) => void,
    kind = "",
  ) {
    return html`<label class=${kind}
      >${name}
      <select
        class="button small"
        .value=${live(value)}
        @change=${({ target }: Event) => choose((target as HTMLSelectElement).value)}
      >
        ${choices.map(([key, text]) => html`<option value=${key} ?selected=${key === value}>${text}</option>`)}
      </select>
    </label>`;
  }

  #result({ link: texts }: ClassTexts) {
    const link = this.#link;
    const code = qrCode(link);
    const select = ({ target }: Event) => (target as HTMLInputElement).select();
    const count = [...this.standings.values()].filter((standing) => standing !== "free").length;
    return html`<div class="panel result">
      <div>
        <div class="row">
          <input readonly aria-label=${texts.link} .value=${link} @focus=${select} />
          <button class="button small" @click=${() => this.#copy(texts.copied, link)}>${texts.copy}</button>
          <a class="button small" href=${link} target="_blank" rel="noopener">${texts.try}</a>
        </div>
        <p class="muted">${fill(texts.count, { count })}</p>
        ${OWN.test(location.hostname) ? html`<p>${texts.own}</p>` : nothing}
        ${code ? nothing : html`<p>${texts.large}</p>`}
        <p class="spoken" role="status">${this.done}</p>
      </div>
      ${code ? qrPicture(code, texts.code) : nothing}
    </div>`;
  }

  /** A lesson sets the lab up by itself. */
  get #link(): string {
    const shared = this.lesson ? "v=1" : shareText(this.store);
    const text = linkWith(shared, this.standings);
    return `${SITE}${this.lesson && `?lesson=${this.lesson}`}#${text}${this.tongue && `&lang=${this.tongue}`}`;
  }

  #standing(name: string): Standing {
    return this.standings.get(name) ?? "free";
  }

  #set(things: readonly Thing[], standing: Standing): void {
    const able = things.filter(({ lockable }) => lockable || standing !== "locked");
    this.standings = new Map([...this.standings, ...able.map(({ name }) => [name, standing] as const)]);
  }

  #copy(done: string, link: string): void {
    this.store.act(async () => {
      await copy(link);
      this.done = done;
    });
  }
}

define({ "vae-class-link": LinkBuilder });
