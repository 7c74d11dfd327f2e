/** Zip archives. */
import { unzipSync } from "fflate";

type Bytes = Uint8Array<ArrayBuffer>;

/** How an archive begins: "PK" and two numbers. */
const ZIP = [0x50, 0x4b, 3, 4];

/** The files of an archive, by name; undefined where it is none, or is encrypted or broken. `take` hears how large they are. */
export function unzipped(bytes: Uint8Array, take: (bytes: number) => void): Record<string, Bytes> | undefined {
  if (!ZIP.every((byte, at) => bytes[at] === byte)) return undefined;
  let size = 0;
  // Folders are entries of their own, and macOS adds a shadow of each file.
  const isFile = (name: string) => !name.endsWith("/") && !name.startsWith("__MACOSX/");
  const count = (name: string, bytes: number) => {
    if (isFile(name)) size += bytes;
    return false;
  };
  try {
    unzipSync(bytes, { filter: ({ name, originalSize }) => count(name, originalSize) });
  } catch {
    return undefined;
  }
  take(size);
  try {
    return unzipSync(bytes, { filter: ({ name }) => isFile(name) });
  } catch {
    return undefined;
  }
}
