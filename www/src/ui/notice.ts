import { html } from "lit";
import type { LabStore } from "../store/lab-store.ts";
import { CLOSE } from "./icons.ts";

/** The notice of a lab, in one line with the class `notice`; undefined where there is none. */
export function notice(store: LabStore) {
  const speech = store.page.speech.value;
  const { notice, specs, executors } = store.state.value;
  if (!notice) return undefined;
  return html`<div
    class="notice ${notice.kind}"
    role=${notice.kind === "error" ? "alert" : "status"}
    data-testid="notice"
  >
    <p>${speech.message(notice.message, specs)}</p>
    ${
      notice.message.code === "gpu-left"
        ? html`<button class="button small" @click=${() => store.chooseExecutor(executors.choice)}>
            ${speech.say("retry")}
          </button>`
        : ""
    }
    <button class="button small" aria-label=${speech.say("dismiss")} @click=${() => store.run.dismiss()}>
      ${CLOSE}
    </button>
  </div>`;
}
