/** Printing before its sheet is there: it is fetched at the first hint, and the keys that print wait for it. */
import type { VaeLab } from "../vae-lab.ts";

/** Prints the lab by a sheet that is fetched when there is time for it, or when a key or the pointer may be about to print. */
export function printBySheet(lab: VaeLab, rested: Promise<unknown>): void {
  const fetchSheet = () => import("./paper.ts").then(({ usePaper }) => usePaper(lab)).catch(() => undefined);
  // The way to the browser's menu.
  document.documentElement.onmouseleave = fetchSheet;
  window.onkeydown = (event) => {
    const prints = event.key === "p" && (event.ctrlKey || event.metaKey);
    if (prints) event.preventDefault();
    void fetchSheet().then(() => prints && !event.repeat && print());
  };
  void rested.then(fetchSheet, () => undefined);
}
