/** The buttons of a figure that trains by itself, in panels that are shown apart from the lab's controls. */
import { type TemplateResult, html } from "lit";
import type { LabStore } from "../store/lab-store.ts";
import { PAUSE, PLAY, RESET } from "../ui/icons.ts";

/** Trains, or pauses. */
export function trainButton(store: LabStore): TemplateResult {
  const { training, phase } = store.state.value;
  return html`<button
    class="button small main"
    ?disabled=${phase !== "ready" || (!training && store.page.locked.value.has("train"))}
    @click=${() => store.act(() => (training ? store.run.pause() : store.run.train()))}
  >
    ${training ? PAUSE : PLAY}${store.page.speech.value.say(training ? "controls.pause" : "controls.play")}
  </button>`;
}

/** Starts over with the same seed. */
export function resetButton(store: LabStore): TemplateResult {
  const { phase, metrics } = store.state.value;
  const reset = store.page.speech.value.say("controls.reset");
  return html`<button
    class="button small"
    title=${reset}
    aria-label=${reset}
    ?disabled=${phase !== "ready" || metrics.step === 0}
    @click=${() => store.act(() => store.run.reset())}
  >
    ${RESET}
  </button>`;
}
