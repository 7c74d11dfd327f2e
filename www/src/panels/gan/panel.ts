import { html } from "lit";
import { LinePicture } from "../../figures/distribution/line-picture.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { GanPanel } from "./gan-panel.ts";
import { GanCurves, GanPlane } from "./pictures.ts";

define({
  "vae-distribution-line": LinePicture,
  "vae-gan-plane": GanPlane,
  "vae-gan-curves": GanCurves,
  "vae-gan-panel": GanPanel,
});

export const panel = (store: LabStore) => html`<vae-gan-panel .store=${store}></vae-gan-panel>`;
