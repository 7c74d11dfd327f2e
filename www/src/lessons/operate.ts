/** Takes a reader to a control that a lesson names. */
import type { LabStore } from "../store/lab-store.ts";
import { CONTROLS, isControl, isPanel } from "./prose.ts";

/** Milliseconds in which a control stays lit. */
const LIT_MS = 1600;

/** The first element that a selector means, also in the shadow of another. */
function find(root: ParentNode, selector: string): HTMLElement | undefined {
  const found = root.querySelector<HTMLElement>(selector);
  if (found) return found;
  for (const { shadowRoot } of root.querySelectorAll("*")) {
    const inside = shadowRoot && find(shadowRoot, selector);
    if (inside) return inside;
  }
  return undefined;
}

const drawn = () => new Promise((drawn) => requestAnimationFrame(drawn));

/** Opens a panel or brings a control into view, lights it up and gives it the focus. */
export async function operate(store: LabStore, root: ParentNode, name: string): Promise<void> {
  if (isPanel(name)) store.page.panel.value = name;
  const selector = isPanel(name) ? `#tab-${name}` : isControl(name) ? CONTROLS[name] : `#option-${name}`;
  let control = find(root, selector);
  if (!control) {
    // It may be among the options that are folded away.
    find(root, '.more[aria-expanded="false"]')?.click();
    await drawn();
    control = find(root, selector);
  }
  if (!control) return;
  control.scrollIntoView({ block: "nearest" });
  control.focus();
  const outline = { outline: "3px solid", outlineOffset: "2px" };
  control.animate([outline, outline], LIT_MS);
}
