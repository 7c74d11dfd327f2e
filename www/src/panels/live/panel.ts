import { html } from "lit";
import { Lights } from "../../charts/lights.ts";
import { LossChart } from "../../charts/loss-chart.ts";
import type { LabStore } from "../../store/lab-store.ts";
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

export const panel = (store: LabStore) => html`<vae-live .store=${store}></vae-live>`;
