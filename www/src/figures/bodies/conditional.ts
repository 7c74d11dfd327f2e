/** `<vae-conditional>`: ten digits in one hand, and the class of a drawing by Bayes' rule, below the latent plane. */
import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { panel as digits } from "../conditional/panel.ts";
import { plane } from "./plane.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<div class="stack">${plane(store, pieces)}${digits(store, pieces)}</div>`;
