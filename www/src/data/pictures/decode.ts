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
    const picture = await createImageBitmap(file);
    const kept = drawn(picture, picture.width, picture.height);
    picture.close();
    return kept;
  } catch {
    return "broken";
  }
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
