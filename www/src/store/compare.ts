/** Two runs side by side. */
import { differences } from "../run/history/past.ts";
import type { Options } from "../run/protocol.ts";
import { refusal } from "../run/refusal.ts";
import { Rival } from "./rival.ts";
import type { Workbench } from "./workbench.ts";

/** Shows a run beside this one that has these options otherwise. Rejects where they are refused, or none differs. */
export async function compare(bench: Workbench, changes: Options): Promise<void> {
  const { specs, options } = bench.run.state;
  if (differences(specs, options, { ...options, ...changes }).length === 0) throw refusal("runs-same");
  const rival = new Rival(bench, changes);
  await rival.open();
  bench.rival.value?.close();
  bench.rival.value = rival;
}
