/** `<vae-vq>`: images as integers, and the book that these are numbers of. */
import { html } from "lit";
import "../../panels/codes/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-codes .store=${store} .buttons=${pieces.has("buttons")}></vae-codes>`;
