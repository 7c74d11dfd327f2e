import { Controls } from "./components/controls.ts";
import { DatasetPanel } from "./components/dataset-panel.ts";
import { LatentPlane } from "./components/latent-plane.ts";
import { LossChart } from "./components/loss-chart.ts";
import { OptionsPanel } from "./components/options-panel.ts";
import { Sheet } from "./components/sheet.ts";
import { VaeLab } from "./vae-lab.ts";

const ELEMENTS: Record<string, CustomElementConstructor> = {
  "vae-controls": Controls,
  "vae-dataset": DatasetPanel,
  "vae-plane": LatentPlane,
  "vae-chart": LossChart,
  "vae-options": OptionsPanel,
  "vae-sheet": Sheet,
  "vae-lab": VaeLab,
};

/** Makes the elements known to the document. A page that loads this twice keeps the first. */
export function define(): void {
  for (const [name, element] of Object.entries(ELEMENTS)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
