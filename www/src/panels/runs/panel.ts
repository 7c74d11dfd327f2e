import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { Compare } from "./compare.ts";
import { RunTable } from "./run-table.ts";

define({ "vae-compare-form": Compare, "vae-runs": RunTable });

export const panel = (store: LabStore) => html`
  <div .style=${"display: grid; gap: 12px"}>
    <vae-runs .store=${store}></vae-runs>
    <vae-compare-form .store=${store}></vae-compare-form>
  </div>
`;
