import { html } from "lit";
import type { Workbench } from "../../store/workbench.ts";
import { define } from "../../ui/define.ts";
import { FlowPanel } from "./flow-panel.ts";

define({ "vae-flow": FlowPanel });

export const panel = (bench: Workbench) => html`<vae-flow .bench=${bench}></vae-flow>`;
