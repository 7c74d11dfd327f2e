import { html } from "lit";
import { define } from "../../define.ts";
import type { Workbench } from "../../workbench.ts";
import { DimensionsPanel } from "./dimensions-panel.ts";
import { Factors } from "./factors.ts";
import { Traversal } from "./traversal.ts";

define({
  "vae-traversal": Traversal,
  "vae-factors": Factors,
  "vae-dimensions": DimensionsPanel,
});

export const panel = (bench: Workbench) => html`<vae-dimensions .bench=${bench}></vae-dimensions>`;
