/** What was stored may have been changed or cut by anything since: only what is whole is used. */
import type { OwnImages } from "../run/protocol.ts";

type Fields = Record<string, unknown>;

/** Points that a stored curve may have at most, which is what a curve has. */
const MOST_POINTS = 1024;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isBytes = (value: unknown): boolean => value instanceof Blob || value instanceof Uint8Array;
const isStep = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumber = (value: unknown): boolean => typeof value === "number";

const isList = (value: unknown, each: (part: unknown) => boolean): value is unknown[] =>
  // A list from elsewhere can have holes, which `every` would pass over.
  Array.isArray(value) && Array.from(value).every(each);
const isNumbers = (value: unknown): value is number[] => isList(value, isNumber);

const isOption = (value: unknown): boolean =>
  ["number", "string", "boolean"].includes(typeof value) || isNumbers(value);
const isTerm = (value: unknown): boolean => isObject(value) && typeof value["key"] === "string";

/** How a run has the means of its terms: `means` of a point or, under another name, of an evaluation. */
interface Form {
  means(value: Fields, key: "values" | "terms"): boolean;
  byDimension(value: Fields): boolean;
}

/** In lists, one for each of so many terms. */
const today = (terms: number): Form => ({
  means: (value, key) => isNumbers(value[key]) && value[key].length === terms,
  byDimension: ({ byDimension }) => isObject(byDimension) && Object.values(byDimension).every(isNumbers),
});

/** In fields, as the first release had them. */
const FIRST: Form = {
  means: ({ loss, recon, kl }) => [loss, recon, kl].every(isNumber),
  byDimension: ({ klPerDimension }) => isNumbers(klPerDimension),
};

function isSource(value: unknown): boolean {
  if (!isObject(value) || typeof value["kind"] !== "string") return false;
  if (value["kind"] === "files") return isList(value["files"], isObject);
  return value["kind"] !== "urls" || isList(value["urls"], (url) => typeof url === "string");
}

const isOrigin = (value: unknown): boolean =>
  value === undefined || (isObject(value) && isStep(value["number"]) && isStep(value["step"]));

/** Whether something stored is a checkpoint. */
export function isCheckpoint(value: unknown): boolean {
  if (!isObject(value) || !isStep(value["step"]) || !Number.isFinite(value["epoch"])) return false;
  return isBytes(value["light"]) && (value["whole"] === undefined || isBytes(value["whole"]));
}

/** Whether something stored is a curve, and an evaluation of the same form. */
function isCurve(curve: unknown, evaluation: unknown): boolean {
  if (!isObject(curve)) return false;
  const { terms, train, heldOut } = curve;
  if (terms !== undefined && !isList(terms, isTerm)) return false;
  const form = terms === undefined ? FIRST : today(terms.length);
  const isPoint = (point: unknown) => isObject(point) && isStep(point["step"]) && form.means(point, "values");
  const isHeldOut = (point: unknown) => isPoint(point) && form.byDimension(point as Fields);
  if (!isList(train, isPoint) || !isList(heldOut, isHeldOut)) return false;
  if (Math.max(train.length, heldOut.length) > MOST_POINTS) return false;
  const { images } = isObject(evaluation) ? evaluation : {};
  return (
    evaluation === undefined ||
    (isObject(evaluation) && isNumber(images) && form.means(evaluation, "terms") && form.byDimension(evaluation))
  );
}

/** Whether something stored is a run, in the present form or that of the first release. */
export function isRun(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { number, options, source, dataset, evaluation, curve, end, origin } = value;
  if (!isStep(number) || !isObject(options) || !Object.values(options).every(isOption)) return false;
  if (!isSource(source) || typeof dataset !== "string" || !isOrigin(origin)) return false;
  return isCurve(curve, evaluation) && isCheckpoint(end);
}

function isDrawing(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { strokes, pen, label } = value;
  return isList(strokes, isNumbers) && isNumber(pen) && (label === undefined || isStep(label));
}

/** Whether something stored are drawings. */
export function isOwn(value: unknown): value is OwnImages {
  return isObject(value) && isStep(value["repeats"]) && isList(value["drawings"], isDrawing);
}
