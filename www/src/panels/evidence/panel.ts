import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { Sheet } from "../../ui/sheet.ts";
import { Pad } from "../draw/pad.ts";
import { EvidencePanel } from "./evidence-panel.ts";
import { PosteriorLayer } from "./posterior-layer.ts";

define({
  "vae-sheet": Sheet,
  "vae-pad": Pad,
  "vae-judged": PosteriorLayer,
  "vae-evidence-panel": EvidencePanel,
});

export const panel = (store: LabStore) => html`<vae-evidence-panel .store=${store}></vae-evidence-panel>`;
