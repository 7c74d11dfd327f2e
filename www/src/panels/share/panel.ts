import { html } from "lit";
import type { Workbench } from "../../store/workbench.ts";
import { define } from "../../ui/define.ts";
import { SharePanel } from "./share-panel.ts";

define({ "vae-share": SharePanel });

export const panel = (bench: Workbench) => html`<vae-share .bench=${bench}></vae-share>`;
