import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { Sheet } from "../../ui/sheet.ts";
import { Pad } from "../draw/pad.ts";
import { AnomalyPanel } from "./anomaly-panel.ts";

define({ "vae-sheet": Sheet, "vae-pad": Pad, "vae-anomalies": AnomalyPanel });

export const panel = (store: LabStore) => html`<vae-anomalies .store=${store}></vae-anomalies>`;
