import type { ImageSize } from "../run/protocol.ts";
import { sizeOf } from "../run/size.ts";
import type { Palette } from "./palette.ts";

/** How images are painted: of what size, and where they are grey, as what. */
export interface Shown extends ImageSize {
  /** High values are light, whatever the page's ink is; else they are ink. */
  light?: boolean | undefined;
}

/** Images, row by row: floats in [0, 1] or bytes. */
export interface Images extends Shown {
  pixels: Float32Array | Uint8Array;
}

/** One of some images that lie one after the other; undefined where there are not so many. */
export function imageAt<T extends Float32Array | Uint8Array>(
  pixels: T | undefined,
  image: ImageSize,
  index: number,
): T | undefined {
  const size = sizeOf(image);
  const found = pixels?.subarray(index * size, (index + 1) * size);
  return found?.length === size ? (found as T) : undefined;
}

/**
 * Paints images into a sheet of `columns`, a gap (across, down) apart, one canvas pixel for a pixel. The ink is the
 * palette's and the pixel's value its opacity, so that a sheet can lie over anything; colours are what they are.
 */
export function paintSheet(
  canvas: HTMLCanvasElement,
  images: Images,
  columns: number,
  [across, down]: readonly [number, number],
  palette: Palette,
): void {
  const { pixels, height, width, planes, light } = images;
  const count = Math.floor(pixels.length / sizeOf(images));
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
        const value = (pixels[from] ?? 0) * scale;
        out[to++] =
          planes > 1
            ? value | (((pixels[from + 1] ?? 0) * scale) << 8) | (((pixels[from + 2] ?? 0) * scale) << 16) | (255 << 24)
            : ink | (Math.abs(white - value) << 24);
        from += planes;
      }
    }
  }
  context.putImageData(sheet, 0, 0);
}
