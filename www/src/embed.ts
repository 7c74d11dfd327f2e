/** The entry for pages that are not ours: it makes the elements known, and fetches nothing before one is near the screen. */
import { ELEMENTS, type ElementName } from "./figures/declaration.ts";
import type { Enter } from "./figures/lab-element.ts";
import { reflect } from "./figures/properties.ts";
import { Widget } from "./figures/widget.ts";

/** The folder that this file lies in; nothing where a bundler took it out of there, or says where it was built. */
const SITE = /^http.*embed\.js(\?|$)/.test(import.meta.url) ? import.meta.url.replace(/[^/]*$/, "") : "";

/** The folder that a script said. */
let said: string | undefined;

const folder = (url: string | URL) => new URL(String(url).replace(/\/?$/, "/"), document.baseURI).href;

/** Says where the site's folder lies: figures fetch what they need from there, and not from where a bundler put it. */
export function setSite(url: string | URL): void {
  said = folder(url);
}

/** The folder that a script or the page's HTML says. */
function otherSite(): string | undefined {
  const script = document.querySelector<HTMLElement>("script[data-vae-site]");
  return said ?? (script?.dataset["vaeSite"] === undefined ? undefined : folder(script.dataset["vaeSite"]));
}

/** What puts a figure on show. */
export const stage = (): Promise<{ enter: Enter }> => import("./figures/stage.ts");

/** That of another folder. */
async function otherStage(site: string): ReturnType<typeof stage> {
  const address = `${site}embed.js`;
  const other = (await import(/* @vite-ignore */ address)) as { stage: typeof stage };
  return other.stage();
}

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
        return otherSite() ?? SITE;
      }
      protected override fetchStage() {
        const other = otherSite();
        return other === undefined ? stage() : otherStage(other);
      }
    };
    reflect(element.prototype, name);
    customElements.define(name, element);
  }
}

defineWidgets();
