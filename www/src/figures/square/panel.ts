/** `<vae-square>`: two joint distributions over one square, and every divergence as a sum over its cells. */
import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { SquarePanel } from "./square-panel.ts";

define({ "vae-square-panel": SquarePanel });

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-square-panel
    .store=${store}
    .buttons=${pieces.has("buttons")}
    .choices=${pieces.has("choices")}
  ></vae-square-panel>`;
