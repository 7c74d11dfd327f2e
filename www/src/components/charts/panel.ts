import { html } from "lit";
import { define } from "../../define.ts";
import type { Workbench } from "../../workbench.ts";
import { ChartsPanel } from "./charts-panel.ts";
import { KlChart } from "./kl-chart.ts";
import { Lights } from "./lights.ts";
import { LossChart } from "./loss-chart.ts";
import { RateDistortion } from "./rate-distortion.ts";

define({
  "vae-chart": LossChart,
  "vae-kl-chart": KlChart,
  "vae-rate-distortion": RateDistortion,
  "vae-lights": Lights,
  "vae-charts": ChartsPanel,
});

export const panel = (bench: Workbench) => html`<vae-charts .bench=${bench}></vae-charts>`;
