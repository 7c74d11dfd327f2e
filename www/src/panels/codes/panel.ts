import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { Sheet } from "../../ui/sheet.ts";
import { BookPlane } from "./book-plane.ts";
import { CodesPanel } from "./codes-panel.ts";

define({ "vae-sheet": Sheet, "vae-book": BookPlane, "vae-codes": CodesPanel });

export const panel = (store: LabStore) => html`<vae-codes .store=${store}></vae-codes>`;
