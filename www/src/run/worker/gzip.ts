/** Gzip as tools write it: in several members, followed by padding, or packed twice. A browser unpacks one member and nothing more. */

/** Files that are packed again and again are unpacked so often. */
const LAYERS = 3;

/** What tools put after the end: zeros, and the ends of lines. */
const isPadding = (byte: number | undefined) => byte === 0 || byte === 10 || byte === 13;

/** Whether a member begins here: the magic number, deflate, and no flags that are reserved. */
const begins = (bytes: Uint8Array, at: number) =>
  bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && (bytes[at + 3] ?? 0xff) < 0x20;

/** Whether the first two bytes are those of gzip, whatever the file is called. */
export const isPacked = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** What one member holds, if there is nothing but it. */
export type Inflate = (member: Blob) => Promise<Bytes | undefined>;
type Bytes = Uint8Array<ArrayBuffer>;

/** What a packed file holds; undefined where it is not whole. */
export async function unpacked(packed: Bytes, inflate: Inflate): Promise<Uint8Array | undefined> {
  let bytes: Bytes | undefined = packed;
  for (let layer = 0; bytes && isPacked(bytes) && layer < LAYERS; layer++) {
    bytes = (await inflate(new Blob([bytes]))) ?? (await members(bytes, inflate));
  }
  return bytes;
}

/** What all members hold, one after the other. A member ends where another begins, or before padding. */
async function members(bytes: Bytes, inflate: Inflate): Promise<Bytes | undefined> {
  const parts: Bytes[] = [];
  let start = 0;
  while (start < bytes.length && begins(bytes, start)) {
    let found: Bytes | undefined;
    for (const end of ends(bytes, start)) {
      found = await inflate(new Blob([bytes.subarray(start, end)]));
      if (!found) continue;
      parts.push(found);
      start = end;
      break;
    }
    if (!found) return undefined;
    while (start < bytes.length && !begins(bytes, start) && isPadding(bytes[start])) start++;
  }
  return start === bytes.length ? new Uint8Array(await new Blob(parts).arrayBuffer()) : undefined;
}

/** Where a member may end, the likeliest first. */
function* ends(bytes: Uint8Array, start: number): Generator<number> {
  for (let at = start + 18; at < bytes.length; at++) if (begins(bytes, at)) yield at;
  yield bytes.length;
  let end = bytes.length;
  while (end > start && isPadding(bytes[end - 1])) end--;
  // The length at a member's end is often below 2^24, and then its last byte looks like padding.
  for (const more of [1, 0, 2, 3, 4, 5, 6, 7, 8]) if (end + more < bytes.length) yield end + more;
}
