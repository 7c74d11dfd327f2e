/** Where images come from, as a script, a file picker or a link says it. */
import type { Source } from "./protocol.ts";
import { refusal } from "./refusal.ts";

/** IDX files, or a name: `handwriting`, or addresses of IDX files separated by commas. Throws where it is neither. */
export function asSource(data: Iterable<File> | string): Source {
  if (typeof data !== "string") {
    return { kind: "files", files: Array.from(data, (file) => ({ name: file.name, blob: file })) };
  }
  if (data === "handwriting") return { kind: "handwriting" };
  try {
    return { kind: "urls", urls: data.split(",").map((url) => new URL(url.trim(), document.baseURI).href) };
  } catch {
    throw refusal("dataset-name", { name: data });
  }
}
