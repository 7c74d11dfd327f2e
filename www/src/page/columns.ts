/** The elements of the whole lab's columns, around the plane. Panels define theirs when they are opened. */
import { DatasetPanel } from "../panels/data/dataset-panel.ts";
import { OptionsForm } from "../panels/options/form.ts";
import { OptionsPanel } from "../panels/options/options-panel.ts";
import { Presets } from "../panels/options/presets.ts";
import { Shown } from "../panels/options/shown.ts";
import { Panels } from "../panels/tabs.ts";
import { PinTools } from "../plane/pins/pin-tools.ts";
import { define } from "../ui/define.ts";
import { Popover } from "../ui/popover.ts";
import { Controls } from "./controls.ts";

define({
  "vae-controls": Controls,
  "vae-dataset": DatasetPanel,
  "vae-options": OptionsPanel,
  "vae-options-form": OptionsForm,
  "vae-presets": Presets,
  "vae-shown": Shown,
  "vae-panels": Panels,
  "vae-pin-tools": PinTools,
  "vae-popover": Popover,
});
