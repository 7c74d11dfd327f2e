import { html } from "lit";
import { define } from "../../define.ts";
import type { Workbench } from "../../workbench.ts";
import { Sheet } from "../sheet.ts";
import { ReparamPanel } from "./reparam-panel.ts";

define({ "vae-sheet": Sheet, "vae-reparam-panel": ReparamPanel });

export const panel = (bench: Workbench) => html`<vae-reparam-panel .bench=${bench}></vae-reparam-panel>`;
