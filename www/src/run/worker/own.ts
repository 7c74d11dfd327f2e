/** The reader's own drawings among the training images, as large as those of the dataset are. */
import type { DatasetInfo, OwnImages } from "../protocol.ts";
import { refusal } from "./refused.ts";
import type { Lab } from "./wasm.ts";

export const NO_OWN: OwnImages = { drawings: [], repeats: 1 };

/** Fetches what draws these, and gives back what has the Lab train on them in place of those before. */
export async function adding(own: OwnImages): Promise<(lab: Lab) => DatasetInfo> {
  if (own.drawings.length === 0) return clear;
  const { imagesOf } = await import("./drawings.ts").catch(() => {
    throw refusal("part-missing");
  });
  return (lab) => lab.setOwn(...imagesOf(own, lab.dataset()));
}

/** To replace nothing by nothing would copy all images. */
function clear(lab: Lab): DatasetInfo {
  const dataset = lab.dataset();
  return dataset.own === 0 ? dataset : lab.setOwn(new Uint8Array(), new Uint8Array());
}
