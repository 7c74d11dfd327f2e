import type { Palette } from "./palette.ts";

/** Grey images, row by row, ink high unless they are light: floats in [0, 1] or bytes. */
export interface Images {
  pixels: Float32Array | Uint8Array;
  height: number;
  width: number;
  /** High values are light, whatever the page's ink is. */
  light?: boolean | undefined;
}

/** One of some images that lie one after the other; undefined where there are not so many. */
export function imageAt<T extends Float32Array | Uint8Array>(
  pixels: T | undefined,
  { height, width }: { height: number; width: number },
  index: number,
): T | undefined {
  const size = height * width;
  const image = pixels?.subarray(index * size, (index + 1) * size);
  return image?.length === size ? (image as T) : undefined;
}

/**
 * Paints images into a sheet of `columns`, a gap (across, down) apart, one canvas pixel for a pixel. The ink is the
 * palette's and the pixel's value its opacity, so that a sheet can lie over anything.
 */
export function paintSheet(
  canvas: HTMLCanvasElement,
  images: Images,
  columns: number,
  [across, down]: readonly [number, number],
  palette: Palette,
): void {
  const { pixels, height, width, light } = images;
  const size = height * width;
  const count = Math.floor(pixels.length / size);
  const rows = Math.ceil(count / columns);
  const sheetWidth = Math.max(columns * (width + across) - across, 1);
  const sheetHeight = Math.max(rows * (height + down) - down, 1);
  if (canvas.width !== sheetWidth || canvas.height !== sheetHeight) {
    canvas.width = sheetWidth;
    canvas.height = sheetHeight;
  }
  const context = canvas.getContext("2d");
  if (!context) return;
  const sheet = context.createImageData(sheetWidth, sheetHeight);
  const [red, green, blue] = palette.dot;
  const ink = red | (green << 8) | (blue << 16);
  const out = new Uint32Array(sheet.data.buffer);
  const scale = pixels instanceof Uint8Array ? 1 : 255;
  const white = light && palette.scheme === "light" ? 255 : 0;
  for (let image = 0, from = 0; image < count; image++) {
    const left = (image % columns) * (width + across);
    const top = Math.floor(image / columns) * (height + down);
    for (let y = 0; y < height; y++) {
      let to = (top + y) * sheetWidth + left;
      for (let x = 0; x < width; x++) {
        out[to++] = ink | (Math.abs(white - (pixels[from++] ?? 0) * scale) << 24);
      }
    }
  }
  context.putImageData(sheet, 0, 0);
}
