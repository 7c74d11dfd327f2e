import { generator } from "./random.ts";

/** Grey pixels, each drawn black or white with its own probability; every draw of an image, by its number, is the same. */
export function binarized(grey: Float32Array<ArrayBuffer>, image: number): Float32Array<ArrayBuffer> {
  const uniform = generator(image);
  return grey.map((pixel) => (uniform() < pixel ? 1 : 0));
}
