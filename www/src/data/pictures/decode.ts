/** Decodes pictures, by the browser. */
import { HEAD, sizeOf } from "./formats.ts";
import { type Picture, keptOf } from "./shape.ts";

/** Megapixels of a picture that is decoded, each of which takes four bytes for a moment; and MiB of its file. */
export const LARGEST = 64;

/** The longer side in which a picture is drawn before its means are taken. */
const DRAWN = 2048;

/** Why a picture is left out. */
export type Fault = "large" | "broken";

/** A picture as small as it is kept; or why it is none. A GIF that moves is its first picture. */
export async function decode(file: Blob): Promise<Picture | Fault> {
  try {
    if (file.size > LARGEST << 20) return "large";
    const size = sizeOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
    if (size && size.width * size.height > LARGEST * 1e6) return "large";
    const picture = await createImageBitmap(file, size && shrunk(size.width, size.height));
    const kept = drawn(picture, picture.width, picture.height);
    picture.close();
    return kept;
  } catch {
    return "broken";
  }
}

/**
 * How a photograph is made smaller while it is decoded, so that no bitmap of all its pixels is kept. The browser finds the
 * height, since a camera may have turned the picture; a strip, which that could make very high, is decoded whole.
 */
function shrunk(width: number, height: number): ImageBitmapOptions {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  if (long <= DRAWN || long > 4 * short) return {};
  return { resizeWidth: Math.round((DRAWN * width) / long), resizeQuality: "high" };
}

/** What is drawn, over white where one can see through it. */
export function drawn(picture: CanvasImageSource, width: number, height: number): Picture {
  const scale = Math.min(1, DRAWN / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return keptOf(data, canvas.width, canvas.height);
}
