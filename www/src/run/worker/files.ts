/**
 * Datasets from disk or by address, unpacked where they are gzipped; fetched when they are wanted. What cannot be read is
 * refused with its name, and nothing is read beyond what a dataset may have.
 */
import { MOST_MIB } from "../../data/limits.ts";
import type { Source } from "../protocol.ts";
import type { Plain } from "./formats.ts";
import { isPacked, unpacked } from "./gzip.ts";
import { asRefused, refusal } from "./refused.ts";

/** A download that brings less than so many bytes in so many seconds is given up. */
const STALLED = { bytes: 30 << 10, seconds: 30 };

/** Files with their names. */
export interface Files {
  names: string[];
  bytes: Uint8Array[];
}

type Bytes = Uint8Array<ArrayBuffer>;

interface NamedBytes {
  name: string;
  bytes: Bytes;
}

/** What may still come. */
interface Room {
  bytes: number;
}

/** Reads what a dataset is made of, until `stop` ends that with its reason. */
export async function readFiles(source: Exclude<Source, { kind: "generated" }>, stop: AbortController): Promise<Files> {
  const read: Plain[] = [];
  const room = roomForAll();
  const add = async (file: NamedBytes) => read.push(...(await filesOf(file, room)));
  // One at a time: what a packed file took is free again before the next is read.
  if (source.kind === "files") for (const { name, blob } of source.files) await add(await readFile(name, blob, room));
  else {
    const fetched = await fetchFiles(source.urls, stop);
    for (let file = fetched.shift(); file; file = fetched.shift()) await add(file);
  }
  return { names: read.map(({ name }) => name), bytes: read.map(({ bytes }) => bytes) };
}

/** The files that a file stands for: those of an archive, the IDX files of an array or a table, or itself. */
async function filesOf(file: NamedBytes, room: Room, depth = 2): Promise<Plain[]> {
  const { name } = file;
  const plain = { name, bytes: await unpack(file, room) };
  if (isIdx(plain)) return [plain];
  const { asIdx, unzipped } = await import("./formats.ts").catch(() => {
    throw refusal("part-missing");
  });
  const idx = asIdx(plain);
  if (idx) return idx;
  const entries = depth > 0 && unzipped(plain.bytes, (bytes) => take(name, bytes, { ...room }));
  if (!entries) return [plain];
  const inside: Plain[] = [];
  for (const [name, bytes] of Object.entries(entries))
    inside.push(...(await filesOf({ name, bytes }, room, depth - 1)));
  // An archive of something else is for the engine to name.
  return inside.some(isIdx) ? inside : [plain];
}

/** Whether a file begins as IDX does. */
const isIdx = ({ bytes: [first, second, type = 0] }: Plain) => first === 0 && second === 0 && type >= 8 && type <= 14;

const roomForAll = (): Room => ({ bytes: MOST_MIB << 20 });

async function fetchFiles(urls: readonly string[], stop: AbortController): Promise<NamedBytes[]> {
  const room = roomForAll();
  try {
    return await Promise.all(urls.map((url) => fetchFile(url, stop, room)));
  } catch (cause) {
    // The others are of no use without this one.
    stop.abort(cause);
    throw cause;
  }
}

async function fetchFile(url: string, stop: AbortController, room: Room): Promise<NamedBytes> {
  const { signal } = stop;
  const name = new URL(url).pathname.split("/").pop() || url;
  const { bytes, seconds } = STALLED;
  let left = room.bytes;
  const clock = setInterval(() => {
    if (left - room.bytes < bytes) stop.abort(refusal("fetch-stalled", { url, seconds: String(seconds) }));
    left = room.bytes;
  }, seconds * 1000);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw refusal("fetch-status", { url, status: String(response.status) });
    return { name, bytes: response.body ? await collect(name, response.body, room) : new Uint8Array() };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw asRefused(cause) ? cause : refusal("fetch-unreachable", { url });
  } finally {
    clearInterval(clock);
  }
}

/** What a stream brings, as long as there is room for it. */
async function collect(name: string, stream: ReadableStream<Bytes>, room: Room): Promise<Bytes> {
  const parts: Bytes[] = [];
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return joined(parts);
    take(name, value.length, room, () => void reader.cancel().catch(() => undefined));
    parts.push(value);
  }
}

/** Parts as one; each is let go when it has been copied. */
function joined(parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (let part = parts.shift(); part; part = parts.shift()) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function take(name: string, bytes: number, room: Room, end: () => void = () => undefined): void {
  room.bytes -= bytes;
  if (room.bytes >= 0) return;
  end();
  throw refusal("data-too-large", { name, limit: String(MOST_MIB) });
}

/** What a file holds, unpacked if it is packed. */
async function unpack({ name, bytes: packed }: NamedBytes, room: Room): Promise<Uint8Array> {
  if (!isPacked(packed)) {
    take(name, packed.length, room);
    return packed;
  }
  if (!("DecompressionStream" in globalThis)) throw refusal("gzip-unsupported", { name });
  const inflate = async (member: Blob) => {
    const before = room.bytes;
    try {
      return await collect(name, member.stream().pipeThrough(new DecompressionStream("gzip")), room);
    } catch (cause) {
      if (asRefused(cause)) throw cause;
      room.bytes = before;
      return undefined;
    }
  };
  const bytes = await unpacked(packed, inflate);
  if (!bytes) throw refusal("gzip-broken", { name });
  return bytes;
}

async function readFile(name: string, blob: Blob, room: Room): Promise<NamedBytes> {
  // What is too large is not even begun.
  take(name, blob.size, { ...room });
  try {
    return { name, bytes: new Uint8Array(await blob.arrayBuffer()) };
  } catch {
    throw refusal("file-unreadable", { name });
  }
}
