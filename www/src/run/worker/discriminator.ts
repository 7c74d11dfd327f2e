/** What a discriminator thinks of images, fetched when it is first asked. */
import { sizeOf } from "../size.ts";
import { joined, yieldToEventLoop } from "./parts.ts";
import type { Lab } from "./wasm.ts";

/** Images that are judged at a time: mostly points of few values. */
const ROWS = 512;

/** How real some rows of what a model judges look to it, each with the gradient of that. */
export async function judge(lab: Lab, pixels: Float32Array): Promise<Float32Array> {
  const { judges, dimensions } = lab.model();
  const size = (judges === "codes" ? 0 : sizeOf(lab.dataset())) + (judges === "images" ? 0 : dimensions);
  const parts: Float32Array[] = [];
  for (let at = 0; at < pixels.length; at += ROWS * size) {
    if (at > 0) await yieldToEventLoop();
    parts.push(lab.judge(pixels.subarray(at, at + ROWS * size)));
  }
  return joined(parts);
}
