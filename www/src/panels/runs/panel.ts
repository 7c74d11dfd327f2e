import { html } from "lit";
import type { Workbench } from "../../store/workbench.ts";
import { define } from "../../ui/define.ts";
import { Compare } from "./compare.ts";
import { RunTable } from "./run-table.ts";

define({ "vae-compare-form": Compare, "vae-runs": RunTable });

export const panel = (bench: Workbench) => html`
  <div .style=${"display: grid; gap: 12px"}>
    <vae-runs .bench=${bench}></vae-runs>
    <vae-compare-form .bench=${bench}></vae-compare-form>
  </div>
`;
