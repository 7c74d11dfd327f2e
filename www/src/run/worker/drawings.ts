/** The reader's drawings as images; fetched when there are some. */
import { rasterize } from "../../data/raster.ts";
import type { DatasetInfo, OwnImages } from "../protocol.ts";
import { sizeOf } from "../size.ts";

/** The class of an image whose class is not known. */
const NO_LABEL = 255;

/** The bytes of drawings as images of a dataset's size, as often as they are repeated, with their labels. */
export function imagesOf({ drawings, repeats }: OwnImages, dataset: DatasetInfo): [Uint8Array, Uint8Array] {
  const size = sizeOf(dataset);
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
  return [images, labels];
}
