/** How large images are. */
import type { ImageSize } from "./protocol.ts";

/** How many values an image has: one for each pixel, or three in colour. */
export const sizeOf = ({ height, width, planes }: ImageSize): number => height * width * planes;

/** The height, and where a pixel has several values, how many. */
export const rowsOf = ({ height, planes }: ImageSize): string => (planes > 1 ? `${height}×${planes}` : `${height}`);
