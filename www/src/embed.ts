/** The entry for pages that are not ours: it makes the elements known, and fetches nothing before one is near the screen. */
import { ELEMENTS, type ElementName } from "./figures/declaration.ts";
import { reflect } from "./figures/properties.ts";
import { Widget } from "./figures/widget.ts";

/** The folder that this file lies in; nothing where a bundler took it out of there. */
const SITE = /embed\.js(\?|$)/.test(import.meta.url) ? import.meta.url.replace(/[^/]*$/, "") : "";

/** Makes known those whose names are free. */
export function defineWidgets(): void {
  if (!globalThis.customElements) return;
  for (const name of Object.keys(ELEMENTS) as ElementName[]) {
    if (customElements.get(name)) continue;
    const element = class extends Widget {
      override get kind() {
        return name;
      }
      override get site() {
        return SITE;
      }
    };
    reflect(element.prototype, name);
    customElements.define(name, element);
  }
}

defineWidgets();
