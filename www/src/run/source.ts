/** Sources of images, and how files of images and of weights are told apart. */
import { GENERATED } from "./generated.ts";
import type { Source } from "./protocol.ts";
import { refusal } from "./refusal.ts";

/** IDX files, or the name of what the engine makes, or addresses of IDX files separated by commas. Throws where it is neither. */
export function asSource(data: Iterable<File> | string): Source {
  if (typeof data !== "string") {
    return { kind: "files", files: Array.from(data, (file) => ({ name: file.name, blob: file })) };
  }
  const name = GENERATED.find((name) => name === data);
  if (name) return { kind: "generated", name };
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

/** Whether a file holds weights: it begins with the length of its header in eight bytes, and the header is JSON. */
export async function isSafetensors(file: File): Promise<boolean> {
  const bytes = new DataView((await bytesOf(file, 9)).buffer);
  if (bytes.byteLength < 9) return false;
  return bytes.getBigUint64(0, true) <= BigInt(file.size) && bytes.getUint8(8) === "{".charCodeAt(0);
}

/** The first `count` bytes of a file, or all. */
export async function bytesOf(file: File, count = file.size): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(0, count).arrayBuffer());
  } catch {
    throw refusal("file-unreadable", { name: file.name });
  }
}
