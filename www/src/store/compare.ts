/** Two runs side by side. */
import { differences } from "../run/history/past.ts";
import type { Options } from "../run/protocol.ts";
import { refusal } from "../run/refusal.ts";
import { Rival } from "./rival.ts";
import type { LabStore } from "./lab-store.ts";

/** Shows a run beside this one that has these options otherwise. Rejects where they are refused, or none differs. */
export async function compare(store: LabStore, changes: Options): Promise<void> {
  const { specs, options } = store.run.state;
  if (differences(specs, options, { ...options, ...changes }).length === 0) throw refusal("runs-same");
  const rival = new Rival(store, changes);
  await rival.open();
  store.rival.value?.close();
  store.rival.value = rival;
}
