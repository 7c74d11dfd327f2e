import { html } from "lit";
import { define } from "../../define.ts";
import type { Workbench } from "../../workbench.ts";
import { SharePanel } from "./share-panel.ts";

define({ "vae-share": SharePanel });

export const panel = (bench: Workbench) => html`<vae-share .bench=${bench}></vae-share>`;
