import { type PropertyValues, css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { SITE } from "../../share/site.ts";
import { fill } from "../../texts/fill.ts";
import type { RecordTexts } from "../../texts/record/index.ts";
import { define } from "../../ui/define.ts";
import { BACK } from "../../ui/arrow-icons.ts";
import { CLOSE, FOLDER } from "../../ui/icons.ts";
import { fileStyles } from "../../ui/file-styles.ts";
import { base } from "../../ui/styles.ts";
import { RECORD } from "../lesson.ts";
import { textIn } from "../prose.ts";
import { faulty } from "../faulty.ts";
import { type Fault, readLesson } from "../read.ts";
import { fileText } from "../source.ts";
import { lessonStyles, tourStyles } from "../styles.ts";
import { type DraftStep, draftOf, fileOf, isBegun, moved } from "./draft.ts";
import { textFields } from "./fields.ts";
import { HandOut } from "./hand-out.ts";
import { dataOf } from "./look.ts";
import { lockFields } from "./lock-fields.ts";
import { RecordPart } from "./record-part.ts";
import { Recorder } from "./recorder.ts";
import { StepPart } from "./step-part.ts";
import { fieldStyles } from "./styles.ts";
import { actText } from "./words.ts";

const SCHEMA = `${SITE}lesson.schema.json`;

/** Records a lesson, `<vae-record>`, above the lab in which it is made: what is done there becomes steps, which are put into words here. */
export class RecorderPart extends RecordPart {
  static override styles = [
    base,
    tourStyles,
    fileStyles,
    lessonStyles,
    fieldStyles,
    css`
      ol {
        margin: 0;
        padding-left: 2em;
      }
      .recording {
        border-color: var(--alarm);
        color: var(--alarm);
        font-weight: 600;
      }
    `,
  ];

  /** The draft is shown as its readers see it; this only leads back to it. */
  @property({ type: Boolean }) preview = false;
  /** What is wrong with the file that was to be opened last. */
  @state() private faults: readonly Fault[] = [];
  #entered = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    Recorder.of(this.store).stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.preview) {
      this.#entered = false;
      Recorder.of(this.store).stop();
    }
  }

  /** Keys and screen readers go on here. */
  protected override updated(): void {
    const title = this.#entered ? undefined : this.renderRoot.querySelector<HTMLElement>("h2");
    if (!title) return;
    this.#entered = true;
    title.focus();
  }

  protected override render() {
    const { texts } = this;
    if (!texts) return nothing;
    return this.preview ? this.#preview(texts) : this.#editor(texts);
  }

  #preview(texts: RecordTexts) {
    return html`<section aria-label=${texts.title}>
      <div class="row">
        <span>${texts.previewing}</span>
        <button class="button small close" @click=${() => this.store.page.openLesson(RECORD)}>
          ${BACK}${texts.back}
        </button>
      </div>
    </section>`;
  }

  #editor(texts: RecordTexts) {
    const { store, speech } = this;
    const leave = this.say("lesson.leave");
    const recorder = Recorder.of(store);
    const { draft, everywhere, recording } = recorder;
    const { steps } = draft.value;
    const file = fileOf(draft.value, SCHEMA);
    const words = (name: string, key: "title" | "about") =>
      textFields(speech, everywhere.value, {
        name,
        said: draft.value[key],
        change: (said) => (draft.value = { ...draft.value, [key]: said }),
      });
    return html`<section aria-label=${texts.title}>
      <div class="row">
        <h2 tabindex="-1">${texts.title}</h2>
        ${this.#record(texts, recorder)}
        <span class="button small file">
          ${FOLDER}${texts.open}
          <input type="file" accept=".json,application/json" aria-label=${texts.openName} @change=${this.#choose} />
        </span>
        <button class="button small close" aria-label=${leave} title=${leave} @click=${() => store.page.openLesson("")}>
          ${CLOSE}
        </button>
      </div>
      ${this.faults.length > 0 ? faulty(speech, this.faults, () => (this.faults = [])) : nothing}
      <p class="text">${recording.value ? texts.watching : texts.help}</p>
      <p role="status">${this.#last(texts, steps)}</p>
      ${recording.value && dataOf(store) === undefined ? html`<p role="alert">${texts.images}</p>` : nothing}
      ${
        isBegun(draft.value)
          ? html`<div class="fields">${words(texts.lessonTitle, "title")} ${words(texts.about, "about")}</div>
              ${lockFields(store, texts.lock, draft.value.lock ?? [], (lock) => (draft.value = { ...draft.value, lock }))}
              <ol aria-label=${texts.steps}>
                ${repeat(
                  steps,
                  ({ key }) => key,
                  (step, at) =>
                    html`<li>
                      <vae-record-step
                        .store=${store}
                        .step=${step}
                        .at=${at}
                        .change=${(step: DraftStep) => this.#put(steps.with(at, step))}
                        .move=${(by: number) => this.#move(at, by)}
                        .drop=${() => this.#remove(at)}
                      ></vae-record-step>
                    </li>`,
                )}
              </ol>
              <div class="row">
                <label class="check">
                  <input
                    type="checkbox"
                    .checked=${everywhere.value}
                    @change=${(event: Event) => (everywhere.value = (event.target as HTMLInputElement).checked)}
                  />${texts.everywhere}
                </label>
                <button class="button small" @click=${() => this.#discard(texts)}>${texts.discard}</button>
              </div>
              <vae-record-out
                .store=${store}
                .file=${file}
                .faults=${readLesson(file, store.model.specs.value).faults ?? []}
              ></vae-record-out>`
          : nothing
      }
    </section>`;
  }

  #record(texts: RecordTexts, recorder: Recorder) {
    const recording = recorder.recording.value;
    return html`<button
      class="button small ${recording ? "recording" : "main"}"
      ?disabled=${this.store.state.value.phase !== "ready"}
      @click=${() => (recording ? recorder.stop() : recorder.start())}
    >
      ${recording ? texts.stop : texts.record}
    </button>`;
  }

  #last(texts: RecordTexts, steps: readonly DraftStep[]) {
    const last = steps.at(-1);
    if (!last) return nothing;
    // One that was written before may do nothing.
    const act = actText(this.store, texts, last) || textIn(last.title, this.speech.language);
    return fill(texts.count, { count: steps.length, act });
  }

  #put(steps: readonly DraftStep[]): void {
    const { draft } = Recorder.of(this.store);
    draft.value = { ...draft.peek(), steps };
  }

  async #move(at: number, by: number): Promise<void> {
    this.#put(moved(Recorder.of(this.store).draft.peek().steps, at, by));
    await this.updateComplete;
    await this.renderRoot.querySelectorAll<StepPart>("vae-record-step")[at + by]?.focusMove(by);
  }

  #remove(at: number): void {
    this.#put(Recorder.of(this.store).draft.peek().steps.toSpliced(at, 1));
    this.#focus();
  }

  /** A lesson that was written before, to go on with. */
  readonly #choose = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file) this.store.act(() => this.#open(file));
  };

  async #open(file: Blob): Promise<void> {
    const { store, texts, speech } = this;
    const recorder = Recorder.of(store);
    const { lesson, faults } = readLesson(await fileText(file), store.model.specs.value);
    this.faults = faults ?? [];
    if (!lesson || !texts) return;
    if (isBegun(recorder.draft.peek()) && !confirm(texts.replace)) return;
    recorder.stop();
    recorder.open(draftOf(lesson, speech.language));
    this.#focus();
  }

  #discard(texts: RecordTexts): void {
    if (!confirm(texts.sure)) return;
    Recorder.of(this.store).discard();
    this.#focus();
  }

  /** Keys go on at the title where what they were at is gone. */
  #focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
  }
}

define({ "vae-record-step": StepPart, "vae-record-out": HandOut, "vae-record": RecorderPart });
