/** Where the text of a lesson comes from: an address, a file, or a link that holds it as a whole. */
import { refusal } from "../run/refusal.ts";
import type { Fault } from "./read.ts";
import { MOST_BYTES } from "./shape.ts";

export type Got = { text: string; fault?: undefined } | { text?: undefined; fault: Fault };

const fault = (kind: Fault["kind"], params: Fault["params"] = {}): Got => ({ fault: { kind, place: "", params } });
const TOO_LARGE = fault("large", { limit: String(MOST_BYTES >> 10) });
/** An address that does not answer for so long is given up. */
const PATIENCE_S = 30;

type Bytes = Uint8Array<ArrayBuffer>;

/** The bytes of a stream, as long as a lesson may have so many. */
async function collect(stream: ReadableStream<Bytes>): Promise<Got> {
  const decoder = new TextDecoder();
  let text = "";
  let left = MOST_BYTES;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode() };
    left -= value.length;
    if (left < 0) {
      void reader.cancel().catch(() => undefined);
      return TOO_LARGE;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function hrefOf(address: string): string {
  try {
    return new URL(address, document.baseURI).href;
  } catch {
    return "";
  }
}

/** The text at an address, seen from the page's own; rejects with a `Refusal` where none comes. */
export async function fetchText(address: string): Promise<Got> {
  const href = hrefOf(address);
  if (!/^https?:/.test(href)) return fault("address");
  const signal = AbortSignal.timeout(1000 * PATIENCE_S);
  try {
    const response = await fetch(href, { signal });
    if (!response.ok) throw refusal("fetch-status", { url: href, status: String(response.status) });
    return await collect(response.body ?? new Blob().stream());
  } catch (cause) {
    if (signal.aborted) throw refusal("fetch-stalled", { url: href, seconds: String(PATIENCE_S) });
    throw cause instanceof TypeError ? refusal("fetch-unreachable", { url: href }) : cause;
  }
}

/** zlib begins with the number of its method, 8, in four bits; JSON never does. */
const isDeflated = ([first = 0]: Bytes) => (first & 15) === 8;

/** The text of a lesson that is packed after a tilde: base64url of its bytes, deflated (zlib) or not. */
export async function unpack(packed: string): Promise<Got> {
  try {
    const bytes = Uint8Array.from(atob(packed.slice(1).replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    const stream = new Blob([bytes]).stream();
    return await collect(isDeflated(bytes) ? stream.pipeThrough(new DecompressionStream("deflate")) : stream);
  } catch {
    return fault("packed");
  }
}

/** The same, packed. */
export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `~${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

const UNREADABLE = refusal("file-unreadable", { name: "JSON" });

/** Whether it is the address of a file that the reader has dropped or chosen. */
export const isFile = (address: string): boolean => address.startsWith("blob:");

/** The text of a file; what is too large for a lesson is cut off behind what shows that. */
export async function fileText(file: Blob): Promise<string> {
  try {
    return await file.slice(0, MOST_BYTES + 1).text();
  } catch {
    throw UNREADABLE;
  }
}

/** A file that has such an address, packed. */
export async function packFile(address: string): Promise<string> {
  try {
    return await pack(await fileText(await (await fetch(address)).blob()));
  } catch {
    throw UNREADABLE;
  } finally {
    URL.revokeObjectURL(address);
  }
}
