import { html } from "lit";
import type { Workbench } from "../../store/workbench.ts";
import { define } from "../../ui/define.ts";
import { Sheet } from "../../ui/sheet.ts";
import { ReparamPanel } from "./reparam-panel.ts";

define({ "vae-sheet": Sheet, "vae-reparam-panel": ReparamPanel });

export const panel = (bench: Workbench) => html`<vae-reparam-panel .bench=${bench}></vae-reparam-panel>`;
