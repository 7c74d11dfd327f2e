/** Which of the files that a reader gives are pictures; archives stand for the files in them. */
import { refusal } from "../../run/refusal.ts";
import { MOST_MIB } from "../limits.ts";
import { formatOf } from "./formats.ts";

/** A file with the folders that it lies in. */
export interface Found {
  path: string;
  file: Blob;
}

/** What is to become of some files. */
export interface Gathered {
  /** PNG, JPEG, WebP and GIF files, in the order of their paths. */
  pictures: readonly Found[];
  /** The paths of the others. */
  others: readonly string[];
}

/** Bytes that tell a picture or an archive. */
const START = 12;

const { compare } = new Intl.Collator("en", { numeric: true });

/** In the order of their names, with numbers by their size; the same for the same files. */
export const inOrder = (a: string, b: string): number => compare(a, b) || (a < b ? -1 : 1);

/** The pictures among files; undefined where most of the files are none, such as those of a dataset with a preview. */
export async function gather(given: readonly Found[]): Promise<Gathered | undefined> {
  const room = { bytes: MOST_MIB << 20 };
  const files = (await Promise.all(given.map((each) => opened(each, room)))).flat();
  const pictures: Found[] = [];
  const others: string[] = [];
  let unread = 0;
  for (const { path, file, start } of files) {
    const format = formatOf(start);
    if (format && format !== "other") pictures.push({ path, file });
    else others.push(path);
    if (format === "other") unread++;
  }
  if (pictures.length + unread <= files.length / 2) return undefined;
  pictures.sort((a, b) => inOrder(a.path, b.path));
  return { pictures, others };
}

interface Begun extends Found {
  start: Uint8Array;
}

/** A file with its first bytes, or the files of an archive that has pictures. */
async function opened({ path, file }: Found, room: { bytes: number }): Promise<Begun[]> {
  const read = async (length: number) => {
    try {
      return new Uint8Array(await file.slice(0, length).arrayBuffer());
    } catch {
      throw refusal("file-unreadable", { name: path });
    }
  };
  const start = await read(START);
  const itself = [{ path, file, start }];
  if (start[0] !== 0x50 || start[1] !== 0x4b) return itself;
  const take = (bytes: number) => {
    room.bytes -= bytes;
    if (room.bytes < 0) throw refusal("data-too-large", { name: path, limit: String(MOST_MIB) });
  };
  // What is too large is not even read.
  if (file.size > room.bytes) take(file.size);
  const { unzipped } = await import("../unzip.ts").catch(() => {
    throw refusal("part-missing");
  });
  const entries = Object.entries(unzipped(await read(file.size), take) ?? {});
  const folder = path.replace(/\.zip$/i, "");
  const inside = entries
    .filter(([name]) => !/(^|\/)\./.test(name))
    .map(([name, bytes]) => ({
      path: `${folder}/${name}`,
      file: new Blob([bytes]),
      start: bytes.subarray(0, START),
    }));
  return inside.some(({ start }) => formatOf(start)) ? inside : itself;
}
