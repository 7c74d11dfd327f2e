/** Predictions: what a reader says before a step is done, and what comes. */
import type { LessonAnswer } from "../api.ts";
import type { LabStore } from "../store/lab-store.ts";
import { fixed } from "../texts/numbers.ts";
import { measure, reached } from "./goals.ts";
import type { Ask, PLACES } from "./shape.ts";
import { cameAs } from "./sketch.ts";

export type Said = LessonAnswer;

export const isPlace = (said: Said): said is readonly [number, number] => Array.isArray(said);
export const isCurve = (said: Said): said is Exclude<Said, number | readonly [number, number]> =>
  typeof said === "object" && "heights" in said;

export interface Answer {
  said: Said;
  /** Undefined until it has come. */
  came?: Said | undefined;
}

/** Where things lie on the plane; undefined where they are not. */
const WHERE: Record<(typeof PLACES)[number], (store: LabStore) => Promise<Said | undefined>> = {
  /** The sample z of the followed image, with the ε that the flow shows. */
  async sample(store) {
    const heldOut = followed(store);
    const trace = await store.run.ask("trace", { heldOut, draw: store.page.draw.peek() });
    const z = trace.entries.find(({ key }) => key === "z")?.values;
    return z && placeOf(store, z);
  },
  /** The mean μ of the followed image, as the model has it now. */
  async mean(store) {
    const size = store.model.size.peek();
    const image = store.model.heldOut.peek()?.pixels.subarray(size * followed(store), size * (followed(store) + 1));
    if (!image || image.length < size) return;
    const { mu } = await store.run.ask("encode", { pixels: Float32Array.from(image, (byte) => byte / 255) });
    return placeOf(store, mu);
  },
};

/** The held-out image that the flow follows. */
const followed = ({ plane }: LabStore) => plane.selected.peek() ?? 0;

function placeOf({ plane }: LabStore, z: Float32Array): Said {
  const [x = Number.NaN, y = Number.NaN] = plane.section.peek().places(z);
  return [x, y];
}

/** Where the active pin is on the plane: with it a reader says a place. */
export function pinned(store: LabStore): Said | undefined {
  const pin = store.plane.pins.peek()[store.plane.active.peek()];
  return pin && placeOf(store, Float32Array.from(pin.z));
}

/** Whether its answer is known beforehand, and waits for no run. */
export const isKnown = (ask: Pick<Ask, "choose"> | undefined): boolean =>
  ask?.choose?.some(({ right }) => right) ?? false;

/** The measures that decide what comes of a question. */
export const measured = ({ number, choose = [] }: Partial<Ask> = {}): string[] => [
  ...(number === undefined ? [] : [number]),
  ...choose.flatMap(({ when = {} }) => Object.keys(when)),
];

/** What has come of what was asked; undefined where it is not known. */
export async function cameOf(store: LabStore, { number, choose = [], click, sketch }: Ask): Promise<Said | undefined> {
  if (click) return WHERE[click](store);
  if (sketch) {
    const heights = cameAs(store.run.curve, sketch);
    return heights && { heights };
  }
  if (number !== undefined) {
    const value = measure(store, number);
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  }
  const right = choose.findIndex(({ right, when }) => right || (when && reached(store, when)));
  // What holds where nothing else does.
  const came = right < 0 ? choose.findIndex(({ right, when }) => right === undefined && !when) : right;
  return came < 0 ? undefined : came;
}

/** Decimals of a number, as its reader can use them. */
const decimals = (value: number) => (Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1);

/** A number, what came, and their difference: each as it is written, so that they agree. */
export function compared(said: number, came: number): { said: string; came: string; apart: string } {
  const digits = Math.max(decimals(said), decimals(came));
  const [a, b] = [said, came].map((value) => Number(value.toFixed(digits)));
  const text = (value = Number.NaN) => fixed(value, digits);
  return { said: text(a), came: text(b), apart: text(Math.abs((a ?? 0) - (b ?? 0))) };
}

/** Between two places. */
export const distance = (a: readonly [number, number], b: readonly [number, number]): number =>
  Math.hypot(a[0] - b[0], a[1] - b[1]);
