import { css, html, noChange, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { property, state } from "lit/decorators.js";
import { isFaulty } from "../../run/generated.ts";
import { readOption } from "../../run/options/read.ts";
import { scale } from "../../run/options/scale.ts";
import { idleBecauseOf, specsOf } from "../../run/options/specs.ts";
import type { OptionKind, Options, OptionSpec } from "../../run/protocol.ts";
import type { Refusal } from "../../run/refusal.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";
import { typeNumber } from "../../ui/typing.ts";
import type { Draft } from "./draft.ts";
import { slider } from "./slider.ts";
import { formStyles } from "./styles.ts";

/** Values with a name of their own, written below the slider of their option: `options.KEY.marks.VALUE`. */
const MARKS: Record<string, readonly number[]> = { beta: [0, 1, 4, 16] };

/**
 * The options by groups, basic ones first, `<vae-options-form>`: one control for each that the model has. Where
 * a change is refused, the reason is shown and the control shows what still holds.
 */
export class OptionsForm extends LabPart {
  static override styles = [
    base,
    formStyles,
    css`
      .rows + .rows {
        margin-top: 12px;
      }
      /* Below the plane there is room for two groups beside each other. */
      @container (48em <= width < 74em) {
        .groups {
          columns: 2;
          column-gap: 28px;
        }
        .rows {
          break-inside: avoid;
        }
      }
      h3 {
        padding-bottom: 3px;
        border-bottom: 1px solid var(--line);
        font-size: var(--text-small);
        font-weight: 600;
        color: var(--muted);
      }
      .more {
        margin-top: 12px;
      }
    `,
  ];

  @property({ attribute: false }) draft!: Draft;
  /** Whether the advanced options are shown too. */
  @state() private all = false;
  @state() private refused: { key: string; reason: Refusal } | undefined;
  #changing = false;
  #wanted = new Map<string, Options>();
  /** The option whose field is being typed in: what stands there is left alone until it is a change. */
  #typed: string | undefined;

  protected override render() {
    // A change of metrics alone must not draw the form again: it would undo what is being typed.
    const hidden = this.store.page.hidden.value;
    const { model } = this.store;
    // Nothing can be left out of images of one class.
    const idle = model.classes.value[1] && !isFaulty(model.dataset.value?.name) ? "" : "without";
    const specs = specsOf(model.specs.value, this.draft.options.value).filter(
      ({ key }) => key !== idle && !hidden.has(key),
    );
    const groups = new Map<string, OptionSpec[]>();
    for (const spec of [...specs.filter(({ basic }) => basic), ...specs.filter(({ basic }) => !basic)]) {
      if (spec.basic || this.all) groups.set(spec.group, [...(groups.get(spec.group) ?? []), spec]);
    }
    return html`
      ${[...groups].map(
        ([group, members]) =>
          html`<div
            class="rows"
            role="group"
            aria-labelledby="group-${group}"
            @focusin=${() => this.store.act(() => this.store.page.speak("terms"))}
          >
            <h3 id="group-${group}">${this.say(`options.groups.${group}`)}</h3>
            ${members.map((spec) => this.#row(spec))}
          </div>`,
      )}
      <button class="button small more" aria-expanded=${this.all} @click=${() => (this.all = !this.all)}>
        ${this.say(this.all ? "options.fewer" : "options.more")}
      </button>
    `;
  }

  #row(spec: OptionSpec) {
    const { key } = spec;
    const id = `option-${key}`;
    const options = this.draft.options.value;
    const waits = this.draft.changes.value.find((change) => change.spec === spec);
    const other = idleBecauseOf(spec, options);
    const locked = this.store.page.locked.value.has(key);
    const help = () => this.#help(spec, other);
    return html`<div class="row ${waits ? "waits" : ""} ${other || locked ? "idle" : ""}">
      <span class="name" data-term="options.${key}" .define=${help}>
        <label for=${id} id="${id}-label">
          ${this.speech.option(spec)}${spec.symbol ? html` <span class="symbol">${spec.symbol}</span>` : nothing}${
            spec.effect === "run" ? html`<span class="restart" aria-hidden="true">↻</span>` : nothing
          }
        </label>
        <button class="explain" aria-label=${this.say("options.explain")} aria-describedby="${id}-label">?</button>
      </span>
      ${this.#control(spec, id, options)}
      ${waits ? html`<p class="help">${this.say("options.now", { value: this.speech.value(spec, waits.from) })}</p>` : nothing}
      <p id="${id}-help" hidden>${help()}</p>
      ${
        this.refused?.key === key
          ? html`<p class="refused" role="alert">
              ${this.speech.message(this.refused.reason, this.store.model.specs.value)}
            </p>`
          : nothing
      }
    </div>`;
  }

  /** The sentence about an option, and what a change of it does. */
  #help(spec: OptionSpec, other: string | undefined): string {
    const because = this.store.model.specs.value.find(({ key }) => key === other);
    const value = because && this.speech.value(because, this.draft.options.value[because.key] ?? because.default);
    const parts = [
      // Fetched when it is first wanted.
      this.speech.parts.includes("terms") ? this.say(`help.${spec.key}`) : "",
      spec.effect === "run" ? this.say("options.restarts") : "",
      because ? this.say("options.idle", { other: this.speech.option(because), value: value ?? "" }) : "",
      this.store.page.locked.value.has(spec.key) ? this.say("lesson.locked") : "",
    ];
    return parts.filter(Boolean).join(" ");
  }

  #control(spec: OptionSpec, id: string, options: Options) {
    const locked = this.store.page.locked.value.has(spec.key);
    const reason = locked ? this.say("lesson.locked") : nothing;
    const value = options[spec.key] ?? spec.default;
    const { kind, key } = spec;
    const input = (event: Event) => event.target as HTMLInputElement;
    const type = () => (this.#typed = key);
    const leave = () => (this.#typed = undefined);
    switch (kind.type) {
      case "flag":
        return html`<input
          id=${id}
          type="checkbox"
          aria-describedby="${id}-help"
          ?disabled=${locked}
          title=${reason}
          .checked=${live(value === true)}
          @change=${(event: Event) => this.#change(key, { [key]: input(event).checked })}
        />`;
      case "choice":
        return html`<select
          id=${id}
          aria-describedby="${id}-help"
          ?disabled=${locked}
          title=${reason}
          .value=${live(String(value))}
          @change=${(event: Event) => this.#change(key, { [key]: input(event).value })}
        >
          ${kind.choices.map(
            (choice) =>
              html`<option value=${choice} ?selected=${choice === value}>${this.speech.value(spec, choice)}</option>`,
          )}
        </select>`;
      case "ints":
        return html`<input
          id=${id}
          type="text"
          autocomplete="off"
          aria-describedby="${id}-help"
          ?disabled=${locked}
          title=${reason}
          .value=${this.#typed === key ? noChange : live((value as number[]).join(", "))}
          @input=${type}
          @blur=${leave}
          @change=${(event: Event) => this.#change(key, { [key]: readOption(spec, input(event).value) })}
        />`;
      default:
        return html`<input
            id=${id}
            type="number"
            step="any"
            aria-describedby="${id}-help"
            ?disabled=${locked}
            title=${reason}
            min=${kind.min}
            max=${kind.max}
            .value=${this.#typed === key ? noChange : live(String(value))}
            @beforeinput=${typeNumber}
            @input=${type}
            @blur=${leave}
            @change=${(event: Event) => this.#change(key, { [key]: input(event).valueAsNumber })}
          />
          ${spec.basic && kind.type === "float" ? this.#slider(spec, kind, value as number) : nothing}`;
    }
  }

  #slider(spec: OptionSpec, kind: OptionKind & { type: "float" }, value: number) {
    const { place, value: at } = scale(kind, Number(spec.default) || 1);
    // The slider stands at its end, where the value is not.
    const beyond = value > at(1) ? `${value} ▸` : value < at(0) ? `◂ ${value}` : "";
    return html`<div class="slider ${beyond ? "beyond" : ""}">
      ${slider(
        { kind, usual: spec.default, value },
        { name: this.speech.option(spec), disabled: this.store.page.locked.value.has(spec.key) },
        (to) => void this.#change(spec.key, { [spec.key]: to }),
      )}
      ${
        MARKS[spec.key] || beyond
          ? html`<div class="marks" aria-hidden="true">
              ${MARKS[spec.key]?.map(
                (mark) =>
                  html`<span .style="left: ${100 * place(mark)}%"
                    >${this.say(`options.${spec.key}.marks.${mark}`)}</span
                  >`,
              )}${beyond ? html`<b class=${value > at(1) ? "high" : ""}>${beyond}</b>` : nothing}
            </div>`
          : nothing
      }
    </div>`;
  }

  /** Proposes a change. While an answer is awaited only the newest of each option is kept: a slider never queues up. */
  async #change(key: string, change: Options): Promise<void> {
    this.#typed = undefined;
    this.#wanted.set(key, change);
    if (this.#changing) return;
    this.#changing = true;
    for (const [key, change] of this.#wanted) {
      this.#wanted.delete(key);
      this.refused = undefined;
      try {
        await this.draft.propose(change);
      } catch (reason) {
        this.refused = { key, reason: reason as Refusal };
      }
    }
    this.#changing = false;
    // The controls show what holds now, also where a change was refused.
    this.requestUpdate();
  }
}
