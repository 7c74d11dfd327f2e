/** What scripts hand over, as a run takes it. What it does not take is refused by the name of the call. */
import { CROPS, PLANES, SIDES, type Shape, USUAL } from "../data/pictures/shape.ts";
import { CHOICES, type Choice, type Options, type Source } from "../run/protocol.ts";
import { refusal } from "../run/refusal.ts";
import { asSource } from "../run/source.ts";
import { linkTexts } from "../share/address.ts";

// Calls load files and take links over; what that needs comes with their checks.
export { loadFiles } from "../run/files.ts";
export { takeOver, takeTexts } from "../share/take-over.ts";

function refuse(call: string, value: unknown, accepted: string): never {
  throw refusal("argument", { call, value: short(value), accepted });
}

/** The kind of a thing, also of one from another window. */
const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

function short(value: unknown): string {
  if (typeof value === "string") return `"${value.slice(0, 40)}"`;
  const plain = typeof value === "number" || typeof value === "boolean" || value === undefined || value === null;
  return plain ? `${value}` : kindOf(value);
}

/** A number of steps; as a text too, which is what fields of a page give. */
export function asCount(value: unknown): number {
  const count = typeof value === "string" ? Number(value) : value;
  return Number.isSafeInteger(count) && Number(count) > 0 ? Number(count) : refuse("step", value, "1, 2, 3 …");
}

/** Points of as many values as there are latent dimensions. */
export function asPoints(value: unknown, latent: number): Float32Array {
  const accepted = `Float32Array(n × ${latent})`;
  const z = rows(value, latent) ?? refuse("decode", value, accepted);
  const wrong = z.find((each) => !Number.isFinite(each));
  return wrong === undefined ? z : refuse("decode", wrong, accepted);
}

/** Images of so many pixels. */
export function asImages(value: unknown, size: number): Float32Array {
  const accepted = `Float32Array(n × ${size}), 0 … 1`;
  const pixels = rows(value, size) ?? refuse("encode", value, accepted);
  const wrong = pixels.find((each) => !(each >= 0 && each <= 1));
  return wrong === undefined ? pixels : refuse("encode", wrong, accepted);
}

/** Numbers one after the other, or in rows of so many. */
function rows(value: unknown, columns: number): Float32Array | undefined {
  const kind = kindOf(value);
  if (kind === "Float32Array") return value as Float32Array;
  if (/^(Float|Int|Uint)\w+Array$/.test(kind)) return Float32Array.from(value as ArrayLike<number>);
  if (!Array.isArray(value)) return undefined;
  const list: unknown[] = Array.from(value);
  if (list.every((each) => typeof each === "number")) return Float32Array.from(list);
  const parts = list.map((row) => rows(row, columns));
  return parts.every((row) => row?.length === columns)
    ? Float32Array.from(parts.flatMap((row) => [...(row ?? [])]))
    : undefined;
}

/** One of so many classes; none is that of the page. */
export function asLabel(call: string, value: unknown, classes: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  const label = Number.isInteger(value) && Number(value) >= 0 && Number(value) < classes;
  return label ? Number(value) : refuse(call, value, `label: 0 … ${classes - 1}`);
}

export function asBytes(value: unknown): Uint8Array {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return kindOf(value) === "ArrayBuffer"
    ? new Uint8Array(value as ArrayBuffer)
    : refuse("loadWeights", value, "Uint8Array, ArrayBuffer");
}

/** One file or several; what has no name is given one. */
export function asFiles(call: string, value: unknown): File[] {
  const list = typeof value === "object" && value !== null && Symbol.iterator in value;
  const files = value instanceof Blob ? [value] : list ? [...(value as Iterable<unknown>)] : [];
  const wrong = files.length === 0 && !list ? [value] : files.filter((file) => !(file instanceof Blob));
  if (wrong.length > 0) return refuse(call, wrong[0], "File, [File, …]");
  return (files as Blob[]).map((file, at) => (file instanceof File ? file : new File([file], `${call}-${at + 1}`)));
}

/** Whether a file may be a picture, or an archive of some. */
const mayBePicture = ({ name, type }: File) => type.startsWith("image/") || /\.(png|jpe?g|webp|gif|zip)$/i.test(name);

/** Images by name, by addresses or in files. What may be pictures is read first, for the shape that they are to have. */
export function asImageSource(value: unknown, shape?: unknown): Source | Promise<Source> {
  if (typeof value === "string") return asSource(value);
  const [files, wanted] = [asFiles("loadDataset", value), asShape(shape)];
  if (!files.some(mayBePicture)) return asSource(files);
  const part = import("../data/pictures/read.ts").catch(() => {
    throw refusal("part-missing");
  });
  return part.then(async ({ pictureSource }) => (await pictureSource(files, wanted)) ?? asSource(files));
}

/** How pictures become images; what is not said is as usual. */
export function asShape(value: unknown): Shape {
  if (value === undefined || value === null) return USUAL;
  const accepts: { [K in keyof Shape]: (value: unknown) => boolean } = {
    side: (side) => Number.isInteger(side) && Number(side) >= SIDES.least && Number(side) <= SIDES.most,
    planes: (planes) => PLANES.some((each) => each === planes),
    crop: (crop) => CROPS.some((each) => each === crop),
    invert: (invert) => typeof invert === "boolean",
  };
  const accepted = `{ side: ${SIDES.least} … ${SIDES.most}, planes: ${PLANES.join(" | ")}, crop: ${CROPS.map(short).join(" | ")}, invert: true | false }`;
  if (kindOf(value) !== "Object") return refuse("loadDataset", value, accepted);
  const given = value as Record<string, unknown>;
  const wrong = Object.keys(given).find(
    (key) => !(Object.hasOwn(accepts, key) && accepts[key as keyof Shape](given[key])),
  );
  return wrong === undefined
    ? { ...USUAL, ...given }
    : refuse("loadDataset", `${wrong}: ${short(given[wrong])}`, accepted);
}

export function asOptions(value: unknown): Options {
  const accepted = "{ latent: 4, beta: 1, … }";
  if (kindOf(value) !== "Object") return refuse("setOptions", value, accepted);
  const options = value as Options;
  const wrong = Object.keys(options).find(
    (key) => !["number", "string", "boolean", "object"].includes(typeof options[key]),
  );
  return wrong === undefined ? options : refuse("setOptions", `${wrong}: ${short(options[wrong])}`, accepted);
}

export function asChoice(value: unknown): Choice {
  return CHOICES.find((choice) => choice === value) ?? refuse("setExecutor", value, CHOICES.join(", "));
}

/** The text of a link, or an address that has one; an empty text says nothing. */
export function asLink(value: unknown): string {
  const link = typeof value === "string" && (value === "" || linkTexts(value) !== undefined);
  return link ? value : refuse("takeOver", value, "v=1&beta=4…");
}
