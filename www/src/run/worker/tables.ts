/** Tables of text (CSV) with an image in each row, as IDX files of the images and of their classes. */

type Bytes = Uint8Array<ArrayBuffer>;

/** Titles of the column that has the classes. */
const CLASS = /^(label|labels|class|target|y)$/i;

const [LINE, RETURN, SPACE, QUOTE, ZERO] = [10, 13, 32, 34, 48];

/** Whether so many columns are the pixels of an image: a table of one or two is about something else. */
const areImages = (columns: number) => columns > 1 && Number.isInteger(Math.sqrt(columns));

/** The IDX files of a table; undefined where it is none, or has rows that are no square images. */
export function tableAsIdx(bytes: Uint8Array): { images: Bytes; labels?: Bytes } | undefined {
  const end = bytes.indexOf(LINE);
  const first = new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end));
  const separator = /^[\w\s".+,;-]+$/.test(first) && [";", "\t", ","].find((letter) => first.includes(letter));
  if (!separator) return undefined;
  const titles = first.split(separator).map((title) => title.trim().replace(/^"(.*)"$/, "$1"));
  const isTitled = titles.some((title) => title === "" || Number.isNaN(Number(title)));
  const columns = titles.length;
  const hasClasses = !areImages(columns);
  if (hasClasses && !areImages(columns - 1)) return undefined;
  const cells = numbers(isTitled ? bytes.subarray(end + 1) : bytes, separator.charCodeAt(0), columns);
  if (!cells?.length) return undefined;
  const rows = cells.length / columns;
  if (!hasClasses) return { images: idx([rows, columns], cells) };
  // Without a title it is the first one.
  const place = Math.max(
    titles.findIndex((title) => CLASS.test(title)),
    0,
  );
  return {
    images: idx(
      [rows, columns - 1],
      cells.filter((_, cell) => cell % columns !== place),
    ),
    labels: idx(
      [rows],
      cells.filter((_, cell) => cell % columns === place),
    ),
  };
}

/** The numbers of all rows; undefined where there is something else, or a row of another length. */
function numbers(bytes: Uint8Array, separator: number, columns: number): Float32Array | undefined {
  let [cell, begin, whole, digits, isWhole] = [0, 0, 0, 0, true];
  const cells = new Float32Array(lines(bytes) * columns);
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at] ?? LINE;
    if (byte !== separator && byte !== LINE) {
      // Nearly all are whole numbers: those are read as they come.
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) {
        whole = whole * 10 + digit;
        digits++;
      } else if (byte !== RETURN && byte !== SPACE && byte !== QUOTE) isWhole = false;
      continue;
    }
    const text = isWhole ? "" : new TextDecoder().decode(bytes.subarray(begin, at)).replaceAll('"', "");
    const isBlank = isWhole && digits === 0;
    if (!isBlank) cells[cell++] = isWhole ? whole : Number(text);
    else if (byte === separator || cell % columns !== 0) return undefined;
    if (Number.isNaN(cells[cell - 1]) || (byte === LINE && cell % columns !== 0)) return undefined;
    [begin, whole, digits, isWhole] = [at + 1, 0, 0, true];
  }
  return cells.subarray(0, cell);
}

function lines(bytes: Uint8Array): number {
  let count = 1;
  for (let at = bytes.indexOf(LINE); at >= 0; at = bytes.indexOf(LINE, at + 1)) count++;
  return count;
}

/** An IDX file of bytes where the numbers are some, else of floats. */
function idx(sides: number[], values: Float32Array): Bytes {
  const areBytes = values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  const start = 4 + 4 * sides.length;
  const file = new Uint8Array(start + values.length * (areBytes ? 1 : 4));
  const view = new DataView(file.buffer);
  file.set([0, 0, areBytes ? 0x08 : 0x0d, sides.length]);
  sides.forEach((side, place) => view.setUint32(4 + 4 * place, side));
  if (areBytes) file.set(values, start);
  else values.forEach((value, place) => view.setFloat32(start + 4 * place, value));
  return file;
}
