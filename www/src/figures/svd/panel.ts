/** `<vae-svd>`: a linear model beside the singular value decomposition, and a table of characters by lower rank. */
import { html, nothing } from "lit";
import "../../panels/linear/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { Characters } from "./characters.ts";

define({ "vae-characters": Characters });

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-linear .store=${store} .buttons=${pieces.has("buttons")} whole></vae-linear>
    ${pieces.has("table") ? html`<vae-characters .store=${store}></vae-characters>` : nothing}`;
