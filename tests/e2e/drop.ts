// What a reader drags onto the page from the disk.
import type { Page } from "@playwright/test";

/** Drops a file or a folder on the page. */
export async function drop(page: Page, path: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await devtools.send("Input.dispatchDragEvent", { type, x: 600, y: 300, data });
  await devtools.detach();
}
