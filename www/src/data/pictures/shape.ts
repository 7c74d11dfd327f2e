/** From a picture of any size to an image of a dataset. */
import type { PictureShape as Shape } from "../../api.ts";

/** A picture, row by row: the bytes of red, green and blue of each pixel together. */
export interface Picture {
  width: number;
  height: number;
  values: Uint8Array;
}

export type { Shape };

export const CROPS = ["centre", "whole"] as const satisfies Shape["crop"][];
export const PLANES = [1, 3] as const satisfies Shape["planes"][];

/** What pictures become where nothing is said of it. */
export const USUAL: Shape = { side: 28, planes: 1, crop: "centre", invert: false };

/** The sides that an image may have; the engine takes no larger ones. */
export const SIDES = { least: 8, most: 64 };

/** The longer side that is kept, for a whole panorama. */
const LONGEST = 4 * SIDES.most;

/** What luminance is made of, as in Rec. 601. */
const LUMA = [0.299, 0.587, 0.114];

/** The size in which a picture is kept: every image can be made of that. */
export function keptSize(width: number, height: number): [number, number] {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const scale = Math.min(1, SIDES.most / short, LONGEST / long);
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** A picture of red, green, blue and opacity, which is opaque, as small as it is kept. */
export function keptOf(pixels: Uint8ClampedArray | Uint8Array, width: number, height: number): Picture {
  const [toWidth, toHeight] = keptSize(width, height);
  return { width: toWidth, height: toHeight, values: scaled(pixels, 4, [width, height], [toWidth, toHeight]) };
}

/** An image of a picture, a byte for each value. */
export function shaped(picture: Picture, { side, planes, crop, invert }: Shape): Uint8Array {
  const { width, height, values } = crop === "centre" ? square(picture) : picture;
  const fitted = (length: number) => Math.max(1, Math.round((side * length) / Math.max(width, height)));
  const [inWidth, inHeight] = [fitted(width), fitted(height)];
  const coloured = scaled(values, 3, [width, height], [inWidth, inHeight]);
  const inside = (planes === 1 ? grey(coloured) : coloured).map((value) => (invert ? 255 - value : value));
  const image = new Uint8Array(side * side * planes);
  const [left, top] = [(side - inWidth) >> 1, (side - inHeight) >> 1];
  const row = inWidth * planes;
  // Margins are 0 in each case: nothing is there.
  for (let y = 0; y < inHeight; y++)
    image.set(inside.subarray(y * row, (y + 1) * row), ((top + y) * side + left) * planes);
  return image;
}

function grey(coloured: Uint8Array): Uint8Array {
  const value = (at: number) => LUMA.reduce((sum, share, plane) => sum + share * (coloured[3 * at + plane] ?? 0), 0);
  return Uint8Array.from({ length: coloured.length / 3 }, (_, at) => Math.round(value(at)));
}

/** The square in the middle of a picture. */
function square({ width, height, values }: Picture): Picture {
  const side = Math.min(width, height);
  const [left, top] = [(width - side) >> 1, (height - side) >> 1];
  const inside = new Uint8Array(3 * side * side);
  for (let y = 0; y < side; y++) {
    const from = 3 * ((top + y) * width + left);
    inside.set(values.subarray(from, from + 3 * side), 3 * y * side);
  }
  return { width: side, height: side, values: inside };
}

type Size = [width: number, height: number];

/** The red, green and blue of pixels of so many values in another size: each is the mean over the area that it covers. */
function scaled(values: ArrayLike<number>, stride: number, [width, height]: Size, [toWidth, toHeight]: Size) {
  const narrow = turned(values, stride, height, width, toWidth);
  return Uint8Array.from(turned(narrow, 3, toWidth, height, toHeight), (value) => Math.round(value));
}

/** A table with its rows brought to another length by means, and rows and columns exchanged. */
function turned(values: ArrayLike<number>, stride: number, rows: number, columns: number, length: number) {
  const out = new Float32Array(3 * length * rows);
  const scale = columns / length;
  for (let to = 0; to < length; to++) {
    const [begin, end] = [to * scale, (to + 1) * scale];
    for (let row = 0; row < rows; row++) {
      const place = 3 * (to * rows + row);
      for (let at = Math.floor(begin); at < Math.min(end, columns); at++) {
        const share = (Math.min(at + 1, end) - Math.max(at, begin)) / scale;
        const from = stride * (row * columns + at);
        for (let plane = 0; plane < 3; plane++)
          out[place + plane] = (out[place + plane] ?? 0) + share * (values[from + plane] ?? 0);
      }
    }
  }
  return out;
}
