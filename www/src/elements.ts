/** The elements of the lab's first screen. Panels define theirs when they are opened. */
import { Controls } from "./components/controls.ts";
import { DatasetPanel } from "./components/dataset-panel.ts";
import { Layout } from "./components/layout.ts";
import { OptionsForm } from "./components/options/form.ts";
import { OptionsPanel } from "./components/options/options-panel.ts";
import { Presets } from "./components/options/presets.ts";
import { Restart } from "./components/options/restart.ts";
import { Panels } from "./components/panels.ts";
import { PinTools } from "./components/pins/pin-tools.ts";
import { Pins } from "./components/pins/pins.ts";
import { Points } from "./components/pins/points.ts";
import { LatentPlane } from "./components/plane/latent-plane.ts";
import { Popover } from "./components/popover.ts";
import { Sheet } from "./components/sheet.ts";
import { define } from "./define.ts";

/** Makes them known to the document. */
export function defineElements(): void {
  define({
    "vae-controls": Controls,
    "vae-dataset": DatasetPanel,
    "vae-layout": Layout,
    "vae-options": OptionsPanel,
    "vae-options-form": OptionsForm,
    "vae-presets": Presets,
    "vae-restart": Restart,
    "vae-panels": Panels,
    "vae-pins": Pins,
    "vae-pin-tools": PinTools,
    "vae-points": Points,
    "vae-plane": LatentPlane,
    "vae-popover": Popover,
    "vae-sheet": Sheet,
  });
}
