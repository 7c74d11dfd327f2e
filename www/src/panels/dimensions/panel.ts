import { html } from "lit";
import type { Workbench } from "../../store/workbench.ts";
import { define } from "../../ui/define.ts";
import { DimensionsPanel } from "./dimensions-panel.ts";
import { Factors } from "./factors.ts";
import { Traversal } from "./traversal.ts";

define({
  "vae-traversal": Traversal,
  "vae-factors": Factors,
  "vae-dimensions": DimensionsPanel,
});

export const panel = (bench: Workbench) => html`<vae-dimensions .bench=${bench}></vae-dimensions>`;
