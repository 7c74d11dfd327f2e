import { html } from "lit";
import { define } from "../../define.ts";
import type { Workbench } from "../../workbench.ts";
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
