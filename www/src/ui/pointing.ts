/** Elements with `data-quantity` have that quantity's colour as `--own`, and light up in `--lit` when it is pointed at. */
import { css, unsafeCSS } from "lit";
import { COLOURED, type Quantity } from "../draw/palette.ts";
import type { LabStore } from "../store/lab-store.ts";

const colours = COLOURED.map((name) => `[data-quantity="${name}"] { --own: var(--${name}); }`).join("\n");
const pointed = [...COLOURED, "prior"].map((name) => `[data-pointed="${name}"] [data-quantity="${name}"]`).join(", ");

/** For elements below one whose `data-pointed` is the page state's `pointed`. */
export const pointingStyles = css`
  ${unsafeCSS(colours)}
  [data-quantity="prior"] {
    --own: var(--muted);
  }
  [data-quantity] {
    --lit: transparent;
    background: var(--lit);
    border-radius: var(--radius-control);
    transition: background-color 0.15s;
  }
  ${unsafeCSS(pointed)} {
    --lit: color-mix(in srgb, var(--own) 20%, transparent);
  }
`;

/**
 * Says what is pointed at, and otherwise what has the focus: to be called when the pointer comes over something in `root`
 * or leaves it, and when the focus does.
 */
export function point(store: LabStore, event: Event, root: ShadowRoot | null): void {
  const left = event.type === "pointerleave" || event.type === "focusout";
  const quantity = (of: Element | null | undefined) => of?.closest<HTMLElement>("[data-quantity]")?.dataset["quantity"];
  const pointed = (!left && quantity(event.target as Element)) || quantity(root?.activeElement);
  store.page.pointed.value = pointed as Quantity | undefined;
}
