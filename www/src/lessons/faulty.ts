/** What is wrong with a lesson, as the page says it. */
import { type TemplateResult, html, nothing } from "lit";
import type { Speech } from "../texts/index.ts";
import { CLOSE } from "../ui/icons.ts";
import type { Fault } from "./read.ts";
import { faultText } from "./words.ts";

/** So many faults of a lesson are named. */
const MOST_FAULTS = 8;

export function faulty(speech: Speech, faults: readonly Fault[], leave: () => void): TemplateResult {
  const dismiss = speech.say("dismiss");
  const more = faults.length - MOST_FAULTS;
  return html`<section class="faults" role="alert" aria-label=${speech.say("lesson.faulty")}>
    <div class="row">
      <h2>${speech.say("lesson.faulty")}</h2>
      <button class="button small close" aria-label=${dismiss} title=${dismiss} @click=${leave}>${CLOSE}</button>
    </div>
    <ul role="list">
      ${faults.slice(0, MOST_FAULTS).map((fault) => html`<li>${faultText(speech, fault)}</li>`)}
      ${more > 0 ? html`<li>${speech.say("lesson.moreFaults", { count: more })}</li>` : nothing}
    </ul>
  </section>`;
}
