import { html } from "lit";
import { DimensionChart } from "../../charts/dimension-chart.ts";
import { InformationPlane } from "../../charts/information-plane.ts";
import { Lights } from "../../charts/lights.ts";
import { LossChart } from "../../charts/loss-chart.ts";
import { RateDistortion } from "../../charts/rate-distortion.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { ChartsPanel } from "./charts-panel.ts";

define({
  "vae-chart": LossChart,
  "vae-dimension-chart": DimensionChart,
  "vae-rate-distortion": RateDistortion,
  "vae-information-plane": InformationPlane,
  "vae-lights": Lights,
  "vae-charts": ChartsPanel,
});

export const panel = (store: LabStore) => html`<vae-charts .store=${store}></vae-charts>`;
