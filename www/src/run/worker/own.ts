/** The reader's own drawings among the training images, as large as those of the dataset are. */
import type { DatasetInfo, OwnImages } from "../protocol.ts";
import { refusal } from "./refused.ts";
import type { Lab } from "./wasm.ts";

/** The class of an image whose class is not known. */
const NO_LABEL = 255;

export const NO_OWN: OwnImages = { drawings: [], repeats: 1 };

/** Fetches what draws these, and gives back what has the Lab train on them in place of those before. */
export async function adding({ drawings, repeats }: OwnImages): Promise<(lab: Lab) => DatasetInfo> {
  if (drawings.length === 0) return clear;
  const { rasterize } = await import("../../data/raster.ts").catch(() => {
    throw refusal("part-missing");
  });
  return (lab) => {
    const dataset = lab.dataset();
    const size = dataset.height * dataset.width;
    const images = new Uint8Array(drawings.length * repeats * size);
    const labels = new Uint8Array(drawings.length * repeats);
    drawings.forEach((drawing, index) => {
      const image = rasterize(drawing, dataset);
      for (let copy = 0; copy < repeats; copy++) {
        const row = copy * drawings.length + index;
        images.set(image, row * size);
        labels[row] = drawing.label ?? NO_LABEL;
      }
    });
    return lab.setOwn(images, labels);
  };
}

/** To replace nothing by nothing would copy all images. */
function clear(lab: Lab): DatasetInfo {
  const dataset = lab.dataset();
  return dataset.own === 0 ? dataset : lab.setOwn(new Uint8Array(), new Uint8Array());
}
