/** Makes elements known to a page that is not ours: nothing is fetched before one is near the screen. */
import type { ElementName } from "./declaration.ts";
import type { Enter } from "./lab-element.ts";
import { reflect } from "./properties.ts";
import { Widget } from "./widget.ts";

/** A script of the site: for pages, notebooks, or one element; what a bundler makes has another name, or was made elsewhere. */
const SCRIPT = /^(http.*\/)(embed|anywidget|elements\/[\w-]+)\.js(\?|$)/;

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
export const stage = (): Promise<{ enter: Enter }> => import("./stage.ts");

/** That of another folder. */
async function otherStage(site: string, name: ElementName): ReturnType<typeof stage> {
  const address = `${site}elements/${name}.js`;
  const other = (await import(/* @vite-ignore */ address)) as { stage: typeof stage };
  return other.stage();
}

/** Makes known those whose names are free; `script` is the address of the script that wants them. */
export function defineElements(names: readonly ElementName[], script: string): void {
  // There are none where pages are made on a server.
  if (!globalThis.customElements) return;
  const own = SCRIPT.exec(script)?.[1] ?? "";
  for (const name of names) {
    if (customElements.get(name)) continue;
    const element = class extends Widget {
      override get kind() {
        return name;
      }
      override get site() {
        return otherSite() ?? own;
      }
      protected override fetchStage() {
        const other = otherSite();
        return other === undefined ? stage() : otherStage(other, name);
      }
    };
    reflect(element.prototype, name);
    customElements.define(name, element);
  }
}
