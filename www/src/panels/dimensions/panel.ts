import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { DimensionsPanel } from "./dimensions-panel.ts";
import { Factors } from "./factors.ts";
import { KlParts } from "./kl-parts.ts";
import { Normality } from "./normality.ts";
import { Recognition } from "./recognition.ts";
import { Traversal } from "./traversal.ts";

define({
  "vae-traversal": Traversal,
  "vae-factors": Factors,
  "vae-kl-parts": KlParts,
  "vae-normality": Normality,
  "vae-recognition": Recognition,
  "vae-dimensions": DimensionsPanel,
});

export const panel = (store: LabStore) => html`<vae-dimensions .store=${store}></vae-dimensions>`;
