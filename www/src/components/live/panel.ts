import { html } from "lit";
import { define } from "../../define.ts";
import type { Workbench } from "../../workbench.ts";
import { Lights } from "../charts/lights.ts";
import { LossChart } from "../charts/loss-chart.ts";
import { Decoded } from "./decoded.ts";
import { Reconstructions } from "./reconstructions.ts";
import { Samples } from "./samples.ts";
import { LivePanel } from "./live-panel.ts";

define({
  "vae-decoded": Decoded,
  "vae-chart": LossChart,
  "vae-lights": Lights,
  "vae-reconstructions": Reconstructions,
  "vae-samples": Samples,
  "vae-live": LivePanel,
});

export const panel = (bench: Workbench) => html`<vae-live .bench=${bench}></vae-live>`;
