import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { FlowPanel } from "./flow-panel.ts";

define({ "vae-flow": FlowPanel });

export const panel = (store: LabStore) => html`<vae-flow .store=${store} .program=${true}></vae-flow>`;
