import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { Sheet } from "../../ui/sheet.ts";
import { LinearPanel } from "./linear-panel.ts";

define({ "vae-sheet": Sheet, "vae-linear": LinearPanel });

export const panel = (store: LabStore) => html`<vae-linear .store=${store}></vae-linear>`;
