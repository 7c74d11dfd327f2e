import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { BottleneckPanel } from "./bottleneck-panel.ts";

define({ "vae-bottleneck-panel": BottleneckPanel });

export const panel = (store: LabStore) => html`<vae-bottleneck-panel .store=${store}></vae-bottleneck-panel>`;
