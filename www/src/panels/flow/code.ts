import { type PropertyValues, css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { written } from "../../models/pieces/pytorch.ts";
import { refusal } from "../../run/refusal.ts";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { point, pointingStyles } from "../../ui/pointing.ts";
import { base, panelStyles, spoken } from "../../ui/styles.ts";
import { type Line, isOfStage, listing } from "./listing.ts";

const isBlank = ({ words }: Line) => words.length === 0;

/** The PyTorch program of the model that is shown, `<vae-code>`: what is pointed at in it lights up in the picture, and back. */
export class Code extends LabPart {
  static override styles = [
    base,
    panelStyles,
    spoken,
    pointingStyles,
    css`
      p {
        margin-bottom: 8px;
        font-size: var(--text-note);
        line-height: 1.45;
        color: var(--muted);
      }
      .listing {
        max-height: 420px;
        overflow: auto;
        margin: 0 -14px -12px;
        padding: 4px 0 8px;
        border-top: 1px solid var(--line);
        font:
          var(--text-small) / 1.6 ui-monospace,
          Menlo,
          Consolas,
          monospace;
        tab-size: 4;
      }
      .line {
        display: block;
        width: max-content;
        min-width: 100%;
        padding: 0 14px 0 2.2em;
        text-indent: -1.6em;
        border-radius: 0;
        white-space: pre;
      }
      .line::before {
        content: "";
        display: inline-block;
        width: 1.6em;
        text-indent: 0;
        color: var(--z);
        font-weight: 700;
      }
      .changed::before {
        content: "±";
      }
      .stage::before {
        content: "▸";
      }
      .stage {
        font-weight: 700;
      }
      .at {
        outline: 1px solid var(--z);
        outline-offset: -1px;
      }
      i {
        font-style: normal;
        color: var(--own);
      }
    `,
  ];

  @state() private lines: readonly Line[] = [];
  /** The line that the keys are at. */
  @state() private at: number | undefined;
  #program: string | undefined;
  /** What the program was made of. */
  #about: readonly unknown[] = [];

  protected override willUpdate(): void {
    const { model } = this.store;
    const view = model.view.value;
    const about = [view, model.options.value, model.image.value, model.classes.value.length] as const;
    if (about.every((value, at) => value === this.#about[at])) return;
    this.#about = about;
    const coder = view?.pytorch;
    if (!coder) {
      this.lines = [];
      this.#program = undefined;
      return;
    }
    written(coder, about[1], about[2], about[3])
      .then((program) => {
        if (about !== this.#about || program === this.#program) return;
        this.lines = listing(program, {
          ...(this.#program !== undefined && { before: this.#program }),
          point: model.spec.value.code === "point",
        });
        this.#program = program;
        this.at = undefined;
      })
      .catch(() => this.store.run.fail(refusal("part-missing")));
  }

  protected override render() {
    if (this.lines.length === 0) return nothing;
    const { pointed, stage } = this.store.page;
    const stages = this.store.model.view.value?.flow?.stages ?? {};
    const now = stage.value as Parameters<typeof isOfStage>[2] | undefined;
    return html`<section class="panel" aria-labelledby="code">
      <h2 id="code">${this.say("flow.code")}</h2>
      <p>${this.say("flow.codeHelp")}</p>
      <div
        class="listing"
        role="listbox"
        tabindex="0"
        aria-labelledby="code"
        aria-activedescendant=${this.at === undefined ? nothing : `line-${this.at}`}
        data-pointed=${pointed.value ?? nothing}
        @pointerover=${this.#point}
        @pointerleave=${this.#point}
        @focusout=${this.#point}
        @keydown=${this.#key}
      >
        ${this.lines.map((line, at) => {
          const inStage = now !== undefined && isOfStage(line, stages, now);
          const marks = [line.changed && "changed", inStage && "stage", at === this.at && "at"];
          return html`<span
            class="line ${marks.filter(Boolean).join(" ")}"
            id="line-${at}"
            role=${isBlank(line) ? nothing : "option"}
            aria-selected=${isBlank(line) ? nothing : at === this.at}
            data-quantity=${line.sets[0] ?? nothing}
            >${line.changed ? html`<span class="spoken">${this.say("flow.codeChanged")}</span>` : nothing}${line.words.map(
              ({ text, quantity }) => (quantity ? html`<i data-quantity=${quantity}>${text}</i>` : text),
            )}</span
          >`;
        })}
      </div>
    </section>`;
  }

  /** Brings what is asked for into the listing's own view; the page stays where it is. */
  protected override updated(changed: PropertyValues): void {
    const listing = this.renderRoot.querySelector<HTMLElement>(".listing");
    if (!listing) return;
    const first = changed.has("lines");
    const target =
      listing.querySelector<HTMLElement>(".at") ??
      listing.querySelector<HTMLElement>(".stage") ??
      (first ? (listing.querySelector<HTMLElement>(".changed") ?? this.#beginning(listing)) : null);
    if (!target) return;
    const [top, bottom] = [
      target.offsetTop - listing.offsetTop,
      target.offsetTop - listing.offsetTop + target.offsetHeight,
    ];
    if (top < listing.scrollTop || bottom > listing.scrollTop + listing.clientHeight) listing.scrollTop = top - 40;
  }

  /** The first line with a quantity: what is before it is not of the model. */
  #beginning(listing: HTMLElement): HTMLElement | null {
    const at = this.lines.findIndex(({ words }) => words.some(({ quantity }) => quantity));
    return listing.querySelector(`#line-${at}`);
  }

  readonly #key = (event: KeyboardEvent): void => {
    const by = ({ ArrowDown: 1, ArrowUp: -1 } as const)[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const places = this.lines.flatMap((line, at) => (isBlank(line) ? [] : [at]));
    const first = this.lines.findIndex(({ sets }) => sets.length > 0);
    this.at = this.at === undefined ? first : (places[places.indexOf(this.at) + by] ?? this.at);
    this.store.page.pointed.value = this.lines[this.at]?.sets[0];
  };

  readonly #point = (event: Event): void => {
    point(this.store, event, this.shadowRoot);
    // The picture around it sees nothing but the whole of it.
    event.stopPropagation();
  };
}

define({ "vae-code": Code });
