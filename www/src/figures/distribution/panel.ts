import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { DistributionPanel } from "./distribution-panel.ts";
import { LinePicture } from "./line-picture.ts";
import { PlanePicture } from "./plane-picture.ts";

define({
  "vae-distribution-line": LinePicture,
  "vae-distribution-plane": PlanePicture,
  "vae-distribution-panel": DistributionPanel,
});

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-distribution-panel
    .store=${store}
    .controls=${pieces.has("buttons")}
    .choices=${pieces.has("choices")}
  ></vae-distribution-panel>`;
