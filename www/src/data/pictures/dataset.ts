/** A dataset of pictures, as the run takes it: an IDX file of images, and one of labels where there are classes. */
import type { Source } from "../../run/protocol.ts";
import { type Classes, labelsOf } from "./classes.ts";
import { type Picture, type Shape, shaped } from "./shape.ts";

/** What is loaded of some pictures. `name` is what to call them. */
export function sourceOf(
  name: string,
  pictures: readonly Picture[],
  shape: Shape,
  classes: Classes | undefined,
): Source {
  const { side, planes } = shape;
  const size = side * side * planes;
  const pixels = new Uint8Array(pictures.length * size);
  pictures.forEach((picture, at) => pixels.set(shaped(picture, shape), at * size));
  const sizes = [pictures.length, side, side, ...(planes > 1 ? [planes] : [])];
  const known = classes && labelsOf(classes);
  const files = [{ name, blob: idx(sizes, pixels) }];
  if (known) files.push({ name: `${name} (labels)`, blob: idx([pictures.length], known.labels) });
  return { kind: "files", files, look: { light: !shape.invert, classes: known?.names } };
}

/** Bytes in IDX: their type, the number of dimensions, and each dimension with the highest byte first. */
function idx(sizes: readonly number[], bytes: Uint8Array<ArrayBuffer>): Blob {
  const header = new DataView(new ArrayBuffer(4 + 4 * sizes.length));
  header.setUint32(0, 0x0800 | sizes.length);
  sizes.forEach((size, at) => header.setUint32(4 + 4 * at, size));
  return new Blob([header, bytes]);
}
