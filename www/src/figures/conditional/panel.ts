/** One hand, every class, and the class of a drawing by Bayes' rule. */
import { html } from "lit";
import { Pad } from "../../panels/draw/pad.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { Sheet } from "../../ui/sheet.ts";
import { ConditionalPanel } from "./conditional-panel.ts";
import { ModelsBeside } from "./models-beside.ts";

define({
  "vae-sheet": Sheet,
  "vae-pad": Pad,
  "vae-models-beside": ModelsBeside,
  "vae-conditional-panel": ConditionalPanel,
});

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-conditional-panel .store=${store} .buttons=${pieces.has("buttons")}></vae-conditional-panel>`;
