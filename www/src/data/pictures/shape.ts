/** From a picture of any size to an image of a dataset. */

/** A grey picture, row by row: a byte for each pixel, light high. */
export interface Grey {
  width: number;
  height: number;
  values: Uint8Array;
}

/** How pictures become images. */
export interface Shape {
  /** The side of an image in pixels. */
  side: number;
  /** A square from the centre, or the whole picture with margins. */
  crop: "centre" | "whole";
  /** What is dark in the picture becomes high, as ink is. */
  invert: boolean;
}

/** The sides that an image may have; the engine takes no larger ones. */
export const SIDES = { least: 8, most: 64 };

/** The longer side that is kept, for a whole panorama. */
const LONGEST = 4 * SIDES.most;

/** What luminance is made of, as in Rec. 601: the engine has the same. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** The size in which a picture is kept: every image can be made of that. */
export function keptSize(width: number, height: number): [number, number] {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const scale = Math.min(1, SIDES.most / short, LONGEST / long);
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** A picture of red, green, blue and opacity, which is opaque, in grey and as small as it is kept. */
export function keptOf(pixels: Uint8ClampedArray | Uint8Array, width: number, height: number): Grey {
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at++) {
    const [red = 0, green = 0, blue = 0] = [pixels[4 * at], pixels[4 * at + 1], pixels[4 * at + 2]];
    grey[at] = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
  }
  const [toWidth, toHeight] = keptSize(width, height);
  return { width: toWidth, height: toHeight, values: scaled(grey, width, height, toWidth, toHeight) };
}

/** An image of a picture, a byte for each pixel. */
export function shaped({ width, height, values }: Grey, { side, crop, invert }: Shape): Uint8Array {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const image = new Uint8Array(side * side);
  const tone = (value: number) => (invert ? 255 - value : value);
  if (crop === "centre") {
    const [left, top] = [(width - short) >> 1, (height - short) >> 1];
    const square = new Uint8Array(short * short);
    for (let y = 0; y < short; y++) {
      const from = (top + y) * width + left;
      square.set(values.subarray(from, from + short), y * short);
    }
    return scaled(square, short, short, side, side).map(tone);
  }
  const fitted = (length: number) => Math.max(1, Math.round((side * length) / long));
  const [inWidth, inHeight] = [fitted(width), fitted(height)];
  const whole = scaled(values, width, height, inWidth, inHeight).map(tone);
  const [left, top] = [(side - inWidth) >> 1, (side - inHeight) >> 1];
  // Margins are 0 in each case: nothing is there.
  for (let y = 0; y < inHeight; y++) image.set(whole.subarray(y * inWidth, (y + 1) * inWidth), (top + y) * side + left);
  return image;
}

/** A picture in another size: each pixel is the mean over the area that it covers. */
function scaled(values: ArrayLike<number>, width: number, height: number, toWidth: number, toHeight: number) {
  const narrow = turned(values, height, width, toWidth);
  return Uint8Array.from(turned(narrow, toWidth, height, toHeight), (value) => Math.round(value));
}

/** A table with its rows brought to another length by means, and rows and columns exchanged. */
function turned(values: ArrayLike<number>, rows: number, columns: number, length: number): Float32Array {
  const out = new Float32Array(length * rows);
  const scale = columns / length;
  for (let to = 0; to < length; to++) {
    const [begin, end] = [to * scale, (to + 1) * scale];
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let at = Math.floor(begin); at < Math.min(end, columns); at++) {
        const share = Math.min(at + 1, end) - Math.max(at, begin);
        sum += share * (values[row * columns + at] ?? 0);
      }
      out[to * rows + row] = sum / scale;
    }
  }
  return out;
}
