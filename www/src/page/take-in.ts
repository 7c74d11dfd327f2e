import { refusal } from "../run/refusal.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { Given } from "./given.ts";

/** Takes in what was dropped or pasted. The browser only tells of it now; what it is, is found out later. */
export function takeIn(store: LabStore, data: DataTransfer | null): void {
  const given = Array.from(data?.items ?? [], (item): Given | null => {
    const entry = item.webkitGetAsEntry();
    return entry?.isDirectory ? entry : item.getAsFile();
  }).filter((each) => each !== null);
  if (given.length > 0) takeFiles(store, given);
}

/** Takes in files and folders. */
export function takeFiles(store: LabStore, given: readonly Given[]): void {
  store.act(async () => {
    const { take } = await import("./given.ts").catch(() => {
      throw refusal("part-missing");
    });
    await take(store, given);
  });
}
