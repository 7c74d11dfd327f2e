/** `<vae-entropy>`: fifty points, the entropy that their nearest neighbours tell, and how they lie when it is raised. */
import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { EntropyPanel } from "./entropy-panel.ts";

define({ "vae-entropy-panel": EntropyPanel });

export const panel = (store: LabStore) => html`<vae-entropy-panel .store=${store}></vae-entropy-panel>`;
