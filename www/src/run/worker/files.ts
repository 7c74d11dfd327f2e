/**
 * Datasets from disk or by address, unpacked where they are gzipped; fetched when they are wanted. What cannot be read is
 * refused with its name, and nothing is read beyond what a dataset may have.
 */
import type { Source } from "../protocol.ts";
import type { Plain } from "./formats.ts";
import { isPacked, unpacked } from "./gzip.ts";
import { asRefused, refusal } from "./refused.ts";

/** Bytes of all files of a dataset, unpacked, in MiB: the engine and its copies need several times as much. */
const MOST_MIB = 256;
/** A download that brings less than so many bytes in so many seconds is given up. */
const STALLED = { bytes: 30 << 10, seconds: 30 };

/** Files with their names. */
export interface Files {
  names: string[];
  bytes: Uint8Array[];
}

interface NamedBlob {
  name: string;
  blob: Blob;
}

/** What may still come. */
interface Room {
  bytes: number;
}

/** Reads what a dataset is made of, until `stop` ends that with its reason. */
export async function readFiles(source: Exclude<Source, { kind: "generated" }>, stop: AbortController): Promise<Files> {
  const files = source.kind === "files" ? source.files : await fetchFiles(source.urls, stop);
  const room = roomForAll();
  const read: Plain[] = [];
  for (const file of files) read.push(...(await filesOf(file, room)));
  return { names: read.map(({ name }) => name), bytes: read.map(({ bytes }) => bytes) };
}

/** The files that a file stands for: those of an archive, the IDX files of an array or a table, or itself. */
async function filesOf(file: NamedBlob, room: Room, depth = 2): Promise<Plain[]> {
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
    inside.push(...(await filesOf({ name, blob: new Blob([bytes]) }, room, depth - 1)));
  // An archive of something else is for the engine to name.
  return inside.some(isIdx) ? inside : [plain];
}

/** Whether a file begins as IDX does. */
const isIdx = ({ bytes: [first, second, type = 0] }: Plain) => first === 0 && second === 0 && type >= 8 && type <= 14;

const roomForAll = (): Room => ({ bytes: MOST_MIB << 20 });

async function fetchFiles(urls: readonly string[], stop: AbortController): Promise<NamedBlob[]> {
  const room = roomForAll();
  try {
    return await Promise.all(urls.map((url) => fetchFile(url, stop, room)));
  } catch (cause) {
    // The others are of no use without this one.
    stop.abort(cause);
    throw cause;
  }
}

async function fetchFile(url: string, stop: AbortController, room: Room): Promise<NamedBlob> {
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
    return { name, blob: new Blob(response.body ? await collect(name, response.body, room) : []) };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw asRefused(cause) ? cause : refusal("fetch-unreachable", { url });
  } finally {
    clearInterval(clock);
  }
}

type Bytes = Uint8Array<ArrayBuffer>;

/** The parts of a stream, as long as there is room for them. */
async function collect(name: string, stream: ReadableStream<Bytes>, room: Room): Promise<Bytes[]> {
  const parts: Bytes[] = [];
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return parts;
    take(name, value.length, room, () => void reader.cancel().catch(() => undefined));
    parts.push(value);
  }
}

function take(name: string, bytes: number, room: Room, end: () => void = () => undefined): void {
  room.bytes -= bytes;
  if (room.bytes >= 0) return;
  end();
  throw refusal("data-too-large", { name, limit: String(MOST_MIB) });
}

/** What a file holds, unpacked if it is packed. */
async function unpack({ name, blob }: NamedBlob, room: Room): Promise<Uint8Array> {
  if (!isPacked(await read(name, blob.slice(0, 2)))) {
    take(name, blob.size, room);
    return read(name, blob);
  }
  if (!("DecompressionStream" in globalThis)) throw refusal("gzip-unsupported", { name });
  const inflate = async (member: Blob) => {
    const before = room.bytes;
    try {
      const parts = await collect(name, member.stream().pipeThrough(new DecompressionStream("gzip")), room);
      return await read(name, new Blob(parts));
    } catch (cause) {
      if (asRefused(cause)) throw cause;
      room.bytes = before;
      return undefined;
    }
  };
  const bytes = await unpacked(await read(name, blob), inflate);
  if (!bytes) throw refusal("gzip-broken", { name });
  return bytes;
}

async function read(name: string, blob: Blob): Promise<Bytes> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    throw refusal("file-unreadable", { name });
  }
}
