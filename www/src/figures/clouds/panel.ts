/** `<vae-clouds>`: two clouds of samples, one to drag, and a critic that learns how far they are apart. */
import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { CloudsPanel } from "./clouds-panel.ts";

define({ "vae-clouds-panel": CloudsPanel });

export const panel = (store: LabStore) => html`<vae-clouds-panel .store=${store}></vae-clouds-panel>`;
