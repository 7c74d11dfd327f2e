/** What a presenter has in hand: a button, and keys as clickers send them. */
import { type TemplateResult, html, nothing, svg } from "lit";
import type { LabStore } from "../store/lab-store.ts";

/** Shows the page to a room, and as it was. */
const PRESENT = "F2";

const FORTH = ["PageDown", "ArrowRight", "ArrowDown"];
const BACK = ["PageUp", "ArrowLeft", "ArrowUp"];

/** The share of a screen that needs no going on. */
const LITTLE = 0.1;

const SCREEN = svg`<svg viewBox="0 0 16 16" aria-hidden="true">
  <path d="M1 2h14v1.6h-.6v6.9H9.2l2.3 3H9.600L8 11.400l-1.600 2.100H4.500l2.300-3H1.600V3.600H1zM3.200 3.600V9h9.600V3.600z" />
</svg>`;

/** Whether something takes arrow keys for itself. */
const takesArrows = (target: EventTarget | undefined): boolean =>
  target instanceof Element &&
  target.matches("input, select, textarea, [role=tab], [role=slider], [role=application], [contenteditable]");

/** Whether it is the key that shows a page of ours to a room, or ends that; then it has done so. */
export function takesPresent({ page }: LabStore, event: KeyboardEvent): boolean {
  const ends = page.presenting.value && event.key === "Escape";
  if (!page.mode.value || !(event.key === PRESENT || ends)) return false;
  page.presenting.value = !page.presenting.value;
  event.preventDefault();
  event.stopImmediatePropagation();
  return true;
}

/** The way that a key leads a room through a lesson: forth, back, or nowhere. */
export function wayOf({ page }: LabStore, event: KeyboardEvent): 1 | -1 | 0 {
  const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey);
  if (!plain || !page.presenting.value) return 0;
  const way = FORTH.includes(event.key) ? 1 : BACK.includes(event.key) ? -1 : 0;
  return event.key.startsWith("Page") || !takesArrows(event.composedPath()[0]) ? way : 0;
}

/** Goes on to what of a step is not on the screen yet; false where all of it was. */
export function goesOnScreen(way: number): boolean {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  const rest = way < 0 ? scrollTop : scrollHeight - clientHeight - scrollTop;
  if (rest < LITTLE * clientHeight) return false;
  scrollBy({ top: way * Math.min(rest, clientHeight * (1 - LITTLE)), behavior: "instant" });
  return true;
}

/** Shows the page to a room, or ends that; a lab in another page is not shown so. */
export function presentButton({ page }: LabStore): TemplateResult | typeof nothing {
  if (!page.mode.value) return nothing;
  const name = page.speech.value.say("lesson.present");
  return html`<button
    class="button small present"
    aria-label=${name}
    aria-pressed=${page.presenting.value}
    title=${`${name} (${PRESENT})`}
    @click=${() => (page.presenting.value = !page.presenting.value)}
  >
    ${SCREEN}
  </button>`;
}
