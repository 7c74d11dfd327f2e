/** Sources of images. */
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
