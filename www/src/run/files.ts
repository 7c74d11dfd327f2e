/** What readers and scripts hand over as files, of weights or of images. */
import { refusal } from "./refusal.ts";
import type { Run } from "./run.ts";
import { asSource } from "./source.ts";

/** Loads a file of weights, or else files of images: their contents tell them apart. */
export async function loadFiles(run: Pick<Run, "loadWeights" | "loadDataset">, files: readonly File[]): Promise<void> {
  const [first] = files;
  if (first && files.length === 1 && (await isSafetensors(first))) await run.loadWeights(await bytesOf(first));
  else await run.loadDataset(asSource(files));
}

/** Whether a file holds weights: it begins with the length of its header in eight bytes, and the header is JSON. */
async function isSafetensors(file: File): Promise<boolean> {
  const bytes = new DataView((await bytesOf(file, 9)).buffer);
  if (bytes.byteLength < 9) return false;
  return bytes.getBigUint64(0, true) <= BigInt(file.size) && bytes.getUint8(8) === "{".charCodeAt(0);
}

/** The first `count` bytes of a file, or all. */
async function bytesOf(file: File, count = file.size): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(0, count).arrayBuffer());
  } catch {
    throw refusal("file-unreadable", { name: file.name });
  }
}
