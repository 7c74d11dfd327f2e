/** What was stored may have been changed or cut by anything since: only what is whole is used. */
import type { OwnImages } from "../run/protocol.ts";

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isBytes = (value: unknown): boolean => value instanceof Blob || value instanceof Uint8Array;
const isStep = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isList = (value: unknown, each: (part: unknown) => boolean): boolean => Array.isArray(value) && value.every(each);

/** A point of a curve; the first release had its terms as fields. */
const isPoint = (value: unknown): boolean =>
  isObject(value) && isStep(value["step"]) && (Array.isArray(value["values"]) || typeof value["recon"] === "number");
const isHeldOut = (value: unknown): boolean =>
  isPoint(value) && isObject(value) && (isObject(value["byDimension"]) || Array.isArray(value["klPerDimension"]));

function isSource(value: unknown): boolean {
  if (!isObject(value) || typeof value["kind"] !== "string") return false;
  if (value["kind"] === "files") return isList(value["files"], isObject);
  return value["kind"] !== "urls" || isList(value["urls"], (url) => typeof url === "string");
}

/** Whether something stored is a checkpoint. */
export function isCheckpoint(value: unknown): boolean {
  if (!isObject(value) || !isStep(value["step"]) || !Number.isFinite(value["epoch"])) return false;
  return isBytes(value["light"]) && (value["whole"] === undefined || isBytes(value["whole"]));
}

/** Whether something stored is a run, in the present form or that of the first release. */
export function isRun(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { number, options, source, dataset, evaluation, curve, end } = value;
  if (!isStep(number) || !isObject(options) || !isSource(source) || typeof dataset !== "string") return false;
  if (!isObject(curve) || !isList(curve["train"], isPoint) || !isList(curve["heldOut"], isHeldOut)) return false;
  if ("terms" in curve && !isList(curve["terms"], isObject)) return false;
  return (evaluation === undefined || isObject(evaluation)) && isCheckpoint(end);
}

/** Whether something stored are drawings. */
export function isOwn(value: unknown): value is OwnImages {
  if (!isObject(value) || !isStep(value["repeats"])) return false;
  return isList(value["drawings"], (drawing) => isObject(drawing) && isList(drawing["strokes"], Array.isArray));
}
