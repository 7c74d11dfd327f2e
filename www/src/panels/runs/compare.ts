import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { readOption } from "../../run/options/read.ts";
import { METHOD, specsOf } from "../../run/options/specs.ts";
import type { Options, OptionSpec } from "../../run/protocol.ts";
import type { Refusal } from "../../run/refusal.ts";
import { compare } from "../../store/comparison.ts";
import { LabPart } from "../../ui/element.ts";
import { CLOSE, PLUS } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { optionName } from "./words.ts";

/** An option that is to differ, and its value as text. */
interface Change {
  key: string;
  text: string;
}

/** Where the reader says in what a second run is to differ, `<vae-compare-form>`. */
export class Compare extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      .rows {
        display: grid;
        gap: 6px;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1.4fr) minmax(0, 1fr) 30px;
        gap: 6px;
      }
      select,
      input {
        width: 100%;
        min-width: 0;
        height: 30px;
        padding: 0 7px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: var(--panel);
        font-size: var(--text-body);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: 8px;
      }
      p {
        margin-bottom: 8px;
        font-size: var(--text-note);
      }
      .refused {
        margin: 8px 0 0;
        color: var(--alarm);
      }
      @media (pointer: coarse) {
        select,
        input {
          height: 40px;
          font-size: 16px;
        }
        .row {
          grid-template-columns: minmax(0, 1.4fr) minmax(0, 1fr) 44px;
        }
      }
    `,
  ];

  /** The reader's own; undefined before any. */
  @state() private chosen: readonly Change[] | undefined;
  @state() private refused: Refusal | undefined;
  @state() private waiting = false;

  get #changes(): readonly Change[] {
    const { specs, options } = this.store.state.value;
    const weighed = specsOf(specs, options).some(({ key }) => key === "beta");
    return this.chosen ?? [weighed ? { key: "beta", text: "4" } : { key: METHOD, text: "vae" }];
  }

  protected override render() {
    const specs = this.#specs;
    if (specs.length === 0) return nothing;
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${this.say("runs.compare")}</h2>
      <p class="muted">${this.say("runs.compareHelp")}</p>
      <div class="rows">${this.#changes.map((change, at) => this.#row(specs, change, at))}</div>
      <div class="acts">
        <button class="button small" @click=${() => this.#add(specs)}>${PLUS}${this.say("runs.add")}</button>
        <button class="button small" ?disabled=${this.waiting} @click=${this.#begin}>${this.say("runs.begin")}</button>
      </div>
      ${
        this.refused
          ? html`<p class="refused" role="alert">${this.speech.message(this.refused, this.store.state.value.specs)}</p>`
          : nothing
      }
    </section>`;
  }

  /** Those that the second run has. Both have the same seed. */
  get #specs(): OptionSpec[] {
    const { specs, options } = this.store.state.value;
    const method = this.#changes.find(({ key }) => key === METHOD)?.text;
    return specsOf(specs, method ? { ...options, [METHOD]: method } : options).filter(({ key }) => key !== "seed");
  }

  #row(specs: readonly OptionSpec[], change: Change, at: number) {
    const spec = specs.find(({ key }) => key === change.key);
    const set = (next: Partial<Change>) =>
      (this.chosen = this.#changes.map((each, place) => (place === at ? { ...each, ...next } : each)));
    const choose = (event: Event) => {
      const key = (event.target as HTMLSelectElement).value;
      set({ key, text: String(this.store.state.value.options[key] ?? "") });
    };
    const remove = this.say("runs.remove");
    return html`<div class="row" role="group" aria-label=${this.say("runs.change", { number: at + 1 })}>
      <select aria-label=${this.say("runs.option")} @change=${choose}>
        ${specs.map(
          (each) =>
            html`<option value=${each.key} ?selected=${each.key === change.key}>
              ${this.speech.option(each)} ${each.symbol ? `(${optionName(this.speech, each)})` : ""}
            </option>`,
        )}
      </select>
      ${spec ? this.#value(spec, change.text, (text) => set({ text })) : nothing}
      <button
        class="button small"
        aria-label=${remove}
        title=${remove}
        ?disabled=${this.#changes.length < 2}
        @click=${() => (this.chosen = this.#changes.filter((_, place) => place !== at))}
      >
        ${CLOSE}
      </button>
    </div>`;
  }

  #value(spec: OptionSpec, text: string, set: (text: string) => void) {
    const { kind } = spec;
    const name = this.say("runs.value");
    const change = (event: Event) => set((event.target as HTMLInputElement | HTMLSelectElement).value);
    const choices = kind.type === "choice" ? kind.choices : kind.type === "flag" ? ["false", "true"] : undefined;
    if (!choices)
      return html`<input
        aria-label=${name}
        inputmode=${kind.type === "ints" ? "text" : "decimal"}
        .value=${text}
        @change=${change}
      />`;
    return html`<select aria-label=${name} @change=${change}>
      ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === text}>${this.speech.value(spec, kind.type === "flag" ? choice === "true" : choice)}</option>`)}
    </select>`;
  }

  #add(specs: readonly OptionSpec[]): void {
    const free = specs.find(({ key }) => !this.#changes.some((change) => change.key === key));
    if (!free) return;
    this.chosen = [...this.#changes, { key: free.key, text: String(this.store.state.value.options[free.key] ?? "") }];
  }

  readonly #begin = async (): Promise<void> => {
    const specs = this.#specs;
    const changes: Options = {};
    for (const { key, text } of this.#changes) {
      const spec = specs.find((each) => each.key === key);
      if (spec) changes[key] = readOption(spec, text);
    }
    this.waiting = true;
    this.refused = undefined;
    try {
      await compare(this.store, changes);
    } catch (reason) {
      this.refused = reason as Refusal;
    }
    this.waiting = false;
  };
}
