/** The reader's own drawings among the training images, as large as those of the dataset are. */
import { rasterize } from "../../data/raster.ts";
import type { DatasetInfo, OwnImages } from "../protocol.ts";
import type { Lab } from "./wasm.ts";

/** The class of an image whose class is not known. */
const NO_LABEL = 255;

export const NO_OWN: OwnImages = { drawings: [], repeats: 1 };

/** Replaces the drawings that the Lab trains on. */
export function addOwn(lab: Lab, { drawings, repeats }: OwnImages): DatasetInfo {
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
}
