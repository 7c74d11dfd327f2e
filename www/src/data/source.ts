/** What a script, a file picker, a drop or a link brings: images, or weights. */
import { MADE, type Source } from "../run/protocol.ts";
import { refusal } from "../run/refusal.ts";
import type { Workbench } from "../store/workbench.ts";

/** IDX files, or a name: `handwriting`, `noise`, or addresses of IDX files separated by commas. Throws where it is neither. */
export function asSource(data: Iterable<File> | string): Source {
  if (typeof data !== "string") {
    return { kind: "files", files: Array.from(data, (file) => ({ name: file.name, blob: file })) };
  }
  const made = MADE.find((name) => name === data);
  if (made) return { kind: made };
  try {
    return { kind: "urls", urls: data.split(",").map((url) => new URL(url.trim(), document.baseURI).href) };
  } catch {
    throw refusal("dataset-name", { name: data });
  }
}

/** Whether both are the same images. */
export function sameSource(a: Source, b: Source): boolean {
  if (a.kind === "files" && b.kind === "files")
    return a.files.length === b.files.length && a.files.every(({ blob }, at) => blob === b.files[at]?.blob);
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Loads a file of weights, or else IDX files: their contents tell them apart. */
export async function loadFiles(bench: Workbench, files: readonly File[]): Promise<void> {
  const [first] = files;
  if (first && files.length === 1 && (await isSafetensors(first))) {
    await bench.loadWeights(new Uint8Array(await first.arrayBuffer()));
  } else {
    await bench.load(asSource(files));
  }
}

/** Such a file begins with the length of its header in eight bytes, and the header is JSON. */
async function isSafetensors(file: File): Promise<boolean> {
  const bytes = new DataView(await file.slice(0, 9).arrayBuffer());
  if (bytes.byteLength < 9) return false;
  return bytes.getBigUint64(0, true) <= BigInt(file.size) && bytes.getUint8(8) === "{".charCodeAt(0);
}
