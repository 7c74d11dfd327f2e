import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { SharePanel } from "./share-panel.ts";

define({ "vae-share": SharePanel });

export const panel = (store: LabStore) => html`<vae-share .store=${store}></vae-share>`;
