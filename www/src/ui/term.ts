/**
 * Technical terms on the page: elements with `data-term`. Each has its definition under the pointer, the focus and the
 * finger, in a small popover that is fetched with the first.
 */
import { html, nothing } from "lit";
import { refusal } from "../run/refusal.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { Defined } from "../texts/terms/symbols.ts";
import type { Marked } from "./definition.ts";

/** A term in a text. A control needs no other around it: it has `data-term` itself. */
export const term = (of: Defined, text: unknown) => html`<button class="term" data-term=${of}>${text}</button>`;

/** How a term stands in a text: `[the prior](prior)`. */
const TERM = /\[(.+?)\]\((.+?)\)/;

/** A text with its terms. */
export const marked = (text: string) =>
  text.split(TERM).map((part, at, parts) => [part, term(parts[at + 1] as Defined, part), nothing][at % 3]);

/** A text without what marks its terms. */
export const plain = (text: string) => text.replace(new RegExp(TERM, "g"), "$1");

/** Defines the terms of a tree. Others do not hear of a pointer that stays inside. */
export function defineTerms(root: EventTarget, store: () => LabStore): void {
  const meet = (event: Event): void => {
    const { target, type } = event as Event & { target: Element };
    const term = target.closest<Marked>("[data-term]");
    // A finger rests nowhere: it taps. And what the mouse gives the focus has the pointer.
    const passes = type === "pointerover" && (event as PointerEvent).pointerType === "touch";
    if (!term || passes || (type === "focusin" && !target.matches(":focus-visible"))) return;
    import("./definition.ts")
      .then(({ open }) => open(store(), term, type))
      .catch(() => store().run.fail(refusal("part-missing")));
  };
  for (const type of ["pointerover", "focusin", "click"]) root.addEventListener(type, meet);
}
