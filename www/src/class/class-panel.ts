import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import type { ClassTexts } from "../texts/class/index.ts";
import { define } from "../ui/define.ts";
import { BACK } from "../ui/arrow-icons.ts";
import { lazyElement } from "../ui/lazy.ts";
import { base, panelStyles } from "../ui/styles.ts";
import { ClassPart } from "./class-part.ts";

type Section = keyof ClassTexts["sections"];

const THERE: Record<Section, ReturnType<typeof lazyElement>> = {
  link: lazyElement(() => import("./link-builder.ts")),
  results: lazyElement(() => import("./results.ts")),
  worksheet: lazyElement(() => import("./worksheet.ts")),
  notes: lazyElement(() => import("./notes.ts")),
};

const SECTIONS = Object.keys(THERE) as Section[];

/** What a teacher needs for a class, `<vae-class>`: each section is fetched when it is opened. */
export class ClassPanel extends ClassPart {
  static override styles = [
    base,
    panelStyles,
    css`
      .head,
      nav {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        margin-bottom: 12px;
      }
      h2 {
        margin: 0;
        font-size: var(--text-call);
      }
      h2:focus {
        outline: none;
      }
      .head .button {
        margin-left: auto;
      }
      [role="tab"][aria-selected="true"] {
        border-color: var(--faint);
        background: color-mix(in srgb, var(--ink) 9%, var(--panel));
        font-weight: 600;
      }
    `,
  ];

  @state() private open: Section = "link";
  #entered = false;

  /** Keys and screen readers go on here. */
  protected override updated(): void {
    const title = this.#entered ? undefined : this.renderRoot.querySelector("h2");
    if (!title) return;
    this.#entered = true;
    title.focus();
  }

  protected override render() {
    const { texts, open } = this;
    if (!texts) return nothing;
    return html`<section aria-label=${texts.title}>
      <div class="head">
        <h2 tabindex="-1">${texts.title}</h2>
        <p class="muted">${texts.about}</p>
        <button class="button small" @click=${() => this.store.page.openLesson("")}>${BACK}${texts.lessons}</button>
      </div>
      <nav role="tablist" aria-label=${texts.title} @keydown=${this.#key}>
        ${SECTIONS.map(
          (section) =>
            html`<button
              class="button small"
              role="tab"
              id="tab-${section}"
              aria-selected=${section === open}
              aria-controls="panel"
              tabindex=${section === open ? 0 : -1}
              @click=${() => (this.open = section)}
            >
              ${texts.sections[section]}
            </button>`,
        )}
      </nav>
      <div id="panel" role="tabpanel" aria-labelledby="tab-${open}">
        ${THERE[open](this.store) ? this.#section(open) : nothing}
      </div>
    </section>`;
  }

  #section(open: Section) {
    const { store } = this;
    switch (open) {
      case "link":
        return html`<vae-class-link .store=${store}></vae-class-link>`;
      case "results":
        return html`<vae-class-results .store=${store}></vae-class-results>`;
      case "worksheet":
        return html`<vae-class-sheet .store=${store}></vae-class-sheet>`;
      case "notes":
        return html`<vae-class-notes .store=${store}></vae-class-notes>`;
    }
  }

  readonly #key = async (event: KeyboardEvent): Promise<void> => {
    const at = SECTIONS.indexOf(this.open);
    const to: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
    const next = to[event.key];
    const section = next === undefined ? undefined : SECTIONS.at(next % SECTIONS.length);
    if (!section) return;
    event.preventDefault();
    this.open = section;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  };
}

define({ "vae-class": ClassPanel });
