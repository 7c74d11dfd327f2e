import { html } from "lit";
import type { LabStore } from "../store/lab-store.ts";
import type { Speech } from "../texts/index.ts";
import { CLOSE } from "./icons.ts";

/** What a page that is loaded again cannot mend either. */
const LACKS = ["no-simd", "no-build"];

/** The notice of a lab, in one line with the class `notice`; undefined where there is none. */
export function notice(store: LabStore) {
  const speech = store.page.speech.value;
  const { notice, specs, executors, phase } = store.state.value;
  if (!notice) return undefined;
  const { code } = notice.message;
  return html`<div
    class="notice ${notice.kind}"
    role=${notice.kind === "error" ? "alert" : "status"}
    data-testid="notice"
  >
    <p>${speech.message(notice.message, specs)}</p>
    ${
      code === "gpu-left"
        ? html`<button class="button small" @click=${() => store.chooseExecutor(executors.choice)}>
            ${speech.say("retry")}
          </button>`
        : ""
    }
    ${phase === "stopped" ? reload(speech, code) : dismiss(store, speech)}
  </div>`;
}

/** Where this page cannot go on there is one way to, and the reason stays. */
function reload(speech: Speech, code: string) {
  if (LACKS.includes(code)) return "";
  return html`<button class="button small" @click=${() => location.reload()}>${speech.say("reload")}</button>`;
}

function dismiss(store: LabStore, speech: Speech) {
  return html`<button class="button small" aria-label=${speech.say("dismiss")} @click=${() => store.run.dismiss()}>
    ${CLOSE}
  </button>`;
}
