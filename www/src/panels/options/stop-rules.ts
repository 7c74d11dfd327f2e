import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { allowed, STOP_RULES, type StopRule } from "../../run/stop.ts";
import { lossPlace } from "../../run/terms.ts";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";
import { typeNumber } from "../../ui/typing.ts";
import { formStyles } from "./styles.ts";

/** When training stops by itself, `<vae-stop>`: a field for each rule, empty where it is not in force. */
export class StopRulesForm extends LabPart {
  static override styles = [
    base,
    formStyles,
    css`
      .help {
        margin-bottom: 8px;
      }
    `,
  ];

  /** The rule whose limit was refused. */
  @state() private refused: StopRule | undefined;

  protected override render() {
    return html`
      <p class="help">${this.say("stopping.help")}</p>
      <div class="rows">${this.#rules.map((rule) => this.#row(rule))}</div>
    `;
  }

  /** Without a loss there is none to stop at. */
  get #rules(): StopRule[] {
    const judged = lossPlace(this.store.model.spec.value.terms) >= 0;
    return (Object.keys(STOP_RULES) as StopRule[]).filter((rule) => judged || rule !== "target");
  }

  #row(rule: StopRule) {
    const { min, max } = STOP_RULES[rule];
    const refused = this.refused === rule;
    return html`<div class="row">
      <label for=${rule}>${this.say(`stopping.${rule}`)}</label>
      <input
        id=${rule}
        type="number"
        @beforeinput=${typeNumber}
        step="any"
        min=${min}
        max=${max}
        placeholder=${this.say("stopping.never")}
        aria-invalid=${refused}
        aria-describedby=${refused ? "refused" : nothing}
        .value=${live(String(this.store.session.stopRules.value[rule] ?? ""))}
        @change=${(event: Event) => this.#change(rule, event.target as HTMLInputElement)}
      />
      ${refused ? html`<p class="refused" id="refused" role="alert">${this.say("stopping.refused", { min, max })}</p>` : nothing}
    </div>`;
  }

  #change(rule: StopRule, input: HTMLInputElement): void {
    const limit = input.valueAsNumber;
    const { [rule]: _, ...others } = this.store.session.stopRules.value;
    // A field that holds no number although something was typed is not empty.
    const empty = input.value === "" && !input.validity.badInput;
    this.refused = empty || allowed(rule, limit) ? undefined : rule;
    if (!this.refused) this.store.session.stopRules.value = empty ? others : { ...others, [rule]: limit };
    this.requestUpdate();
  }
}

define({ "vae-stop": StopRulesForm });
