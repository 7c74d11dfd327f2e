import { html } from "lit";
import type { Workbench } from "../../store/workbench.ts";
import { define } from "../../ui/define.ts";
import { DistributionPanel } from "./distribution-panel.ts";
import { LinePicture } from "./line-picture.ts";
import { PlanePicture } from "./plane-picture.ts";

define({
  "vae-distribution-line": LinePicture,
  "vae-distribution-plane": PlanePicture,
  "vae-distribution-panel": DistributionPanel,
});

export const panel = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<vae-distribution-panel
    .bench=${bench}
    .controls=${pieces.has("buttons")}
    .choices=${pieces.has("choices")}
  ></vae-distribution-panel>`;
