import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { DrawPanel } from "./draw-panel.ts";
import { Drawn } from "./overlay.ts";
import { Mending } from "./mending.ts";
import { OwnDigits } from "./own-digits.ts";
import { Pad } from "./pad.ts";
import { Sampling } from "./sampling.ts";

define({
  "vae-pad": Pad,
  "vae-sampling": Sampling,
  "vae-mending": Mending,
  "vae-own-digits": OwnDigits,
  "vae-drawn": Drawn,
  "vae-draw-panel": DrawPanel,
});

export const panel = (store: LabStore) => html`<vae-draw-panel .store=${store}></vae-draw-panel>`;
