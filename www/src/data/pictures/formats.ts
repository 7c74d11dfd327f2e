/** Files of pictures, told by how they begin. Their sizes are read before they are decoded, which may take all memory. */

interface Size {
  width: number;
  height: number;
}

/** Bytes of a file that tell its format and, behind what a camera writes first, its size. */
export const HEAD = 1 << 18;

const text = (bytes: Uint8Array, at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));

/** What a file of a picture is; `other` where it is of a format that is not read here. */
export function formatOf(bytes: Uint8Array): "png" | "jpeg" | "gif" | "webp" | "other" | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first === 0x89 && text(bytes, 1, 3) === "PNG") return "png";
  if (first === 0xff && second === 0xd8 && third === 0xff) return "jpeg";
  if (text(bytes, 0, 4) === "GIF8") return "gif";
  if (text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 4) === "WEBP") return "webp";
  // HEIC and AVIF, bitmaps, TIFF.
  if (text(bytes, 4, 4) === "ftyp" && /^(hei|hev|mif|msf|avi)/.test(text(bytes, 8, 4))) return "other";
  if (/^(BM.{4}\0{4}|II\*\0|MM\0\*)/s.test(text(bytes, 0, 10))) return "other";
  return undefined;
}

/** The size of a picture in pixels, as its header has it; undefined where that is not to be found. */
export function sizeOf(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    switch (formatOf(bytes)) {
      case "png":
        return { width: view.getUint32(16), height: view.getUint32(20) };
      case "gif":
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
      case "webp":
        return sizeOfWebp(view, text(bytes, 12, 4));
      case "jpeg":
        return sizeOfJpeg(view);
      default:
        return undefined;
    }
  } catch {
    // It ends before its header does.
    return undefined;
  }
}

function sizeOfWebp(view: DataView, kind: string): Size | undefined {
  const three = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  switch (kind) {
    case "VP8X":
      return { width: three(24) + 1, height: three(27) + 1 };
    case "VP8L": {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
    }
    case "VP8 ":
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    default:
      return undefined;
  }
}

/** A JPEG is a row of segments, of which the one that begins a frame has the size. */
function sizeOfJpeg(view: DataView): Size | undefined {
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    while (view.getUint8(at + 1) === 0xff) at++;
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff || marker === 0xda) return undefined;
    const begins = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (begins) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
  }
}
