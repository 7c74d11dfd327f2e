import { html } from "lit";
import { Lights } from "../../charts/lights.ts";
import { LossChart } from "../../charts/loss-chart.ts";
import type { Workbench } from "../../store/workbench.ts";
import { define } from "../../ui/define.ts";
import { Decoded } from "./decoded.ts";
import { LivePanel } from "./live-panel.ts";
import { Reconstructions } from "./reconstructions.ts";
import { Samples } from "./samples.ts";

define({
  "vae-decoded": Decoded,
  "vae-chart": LossChart,
  "vae-lights": Lights,
  "vae-reconstructions": Reconstructions,
  "vae-samples": Samples,
  "vae-live": LivePanel,
});

export const panel = (bench: Workbench) => html`<vae-live .bench=${bench}></vae-live>`;
