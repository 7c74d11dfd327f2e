import { css, html, nothing } from "lit";
import { takeFiles } from "../../page/take-in.ts";
import { MADE } from "../../run/generated.ts";
import type { Source } from "../../run/protocol.ts";
import { Refusal } from "../../run/refusal.ts";
import { rowsOf } from "../../run/size.ts";
import { count } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { FOLDER } from "../../ui/icons.ts";
import { base } from "../../ui/styles.ts";
import { marked } from "../../ui/term.ts";

/** Which images the model learns, `<vae-dataset>`. */
export class DatasetPanel extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .choice > * {
        flex: 1 1 auto;
        font-size: var(--text-body);
      }
      .files {
        position: relative;
      }
      .files input {
        position: absolute;
        inset: 0;
        opacity: 0;
        cursor: pointer;
      }
      .files:focus-within {
        outline: 2px solid var(--z);
        outline-offset: 2px;
      }
      .locked {
        color: var(--muted);
        pointer-events: none;
      }
      p {
        margin-top: 8px;
        font-size: var(--text-note);
        line-height: 1.45;
        color: var(--muted);
      }
      strong {
        color: var(--ink);
        font-weight: 600;
      }
    `,
  ];

  protected override render() {
    const { dataset: info, reading } = this.store.state.value;
    const locked = this.store.page.locked.value.has("data");
    const reason = locked ? this.say("lesson.locked") : nothing;
    const load = (source: Source) => this.store.act(() => this.store.run.loadDataset(source));
    const choose = (event: Event) => {
      const input = event.target as HTMLInputElement;
      if (input.files?.length) takeFiles(this.store, [...input.files]);
      input.value = "";
    };
    return html`
      <div class="choice">
        ${MADE.map(
          (name) =>
            html`<button
              class="button"
              ?disabled=${locked}
              title=${reason}
              aria-pressed=${info?.name === name}
              @click=${() => load({ kind: "generated", name })}
            >
              ${this.speech.dataset(name)}
            </button>`,
        )}
        <span class="button files ${locked ? "locked" : ""}" title=${reason}>
          ${FOLDER}${this.say("dataset.files")}
          <input
            type="file"
            multiple
            ?disabled=${locked}
            aria-label=${this.say("dataset.filesName")}
            @change=${choose}
          />
        </span>
        <button
          class="button"
          ?disabled=${locked}
          title=${reason}
          @click=${() => (this.store.page.pictures.value = { pictures: [], others: [] })}
        >
          ${this.say("dataset.pictures")}
        </button>
      </div>
      <p class="number" data-testid="dataset" aria-live="polite">
        ${
          reading
            ? this.say("dataset.reading")
            : info
              ? html`<strong>${this.speech.dataset(info.name)}</strong> ·
                  ${marked(
                    this.say("dataset.figures", {
                      train: count(Math.min(Number(this.store.model.options.value["few"]) || Infinity, info.train)),
                      heldOut: count(info.heldOut),
                      width: info.width,
                      height: rowsOf(info),
                    }),
                  )}${info.remarks.map((remark) => html`<br />${this.speech.message(Refusal.from(remark))}`)}`
              : "…"
        }
      </p>
    `;
  }
}
