import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { Sheet } from "../../ui/sheet.ts";
import { ReparamPanel } from "./reparam-panel.ts";
import { Stranger } from "./stranger.ts";

define({ "vae-sheet": Sheet, "vae-reparam-panel": ReparamPanel, "vae-stranger": Stranger });

export const panel = (store: LabStore) => html`<vae-reparam-panel .store=${store}></vae-reparam-panel>`;
