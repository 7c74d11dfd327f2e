/** The elements of the lab's first screen. Panels define theirs when they are opened. */
import { DatasetPanel } from "../panels/data/dataset-panel.ts";
import { OptionsForm } from "../panels/options/form.ts";
import { OptionsPanel } from "../panels/options/options-panel.ts";
import { Presets } from "../panels/options/presets.ts";
import { Restart } from "../panels/options/restart.ts";
import { Panels } from "../panels/tabs.ts";
import { LatentPlane } from "../plane/latent-plane.ts";
import { PinTools } from "../plane/pins/pin-tools.ts";
import { Pins } from "../plane/pins/pins.ts";
import { Points } from "../plane/pins/points.ts";
import { define } from "../ui/define.ts";
import { Popover } from "../ui/popover.ts";
import { Sheet } from "../ui/sheet.ts";
import { Controls } from "./controls.ts";
import { Layout } from "./layout.ts";

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
