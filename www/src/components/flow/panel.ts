import { html } from "lit";
import { define } from "../../define.ts";
import type { Workbench } from "../../workbench.ts";
import { FlowPanel } from "./flow-panel.ts";

define({ "vae-flow": FlowPanel });

export const panel = (bench: Workbench) => html`<vae-flow .bench=${bench}></vae-flow>`;
