/** Work that is done in parts: a request that comes meanwhile waits for one part and not for all of them. */
import type { Encoding, Evaluation } from "../protocol.ts";
import type { Lab } from "./wasm.ts";

/** Rows at a time: some milliseconds less than a training step. */
const ROWS = 100;

/** Continuations that wait for their turn, and whether the next of them is being called. */
const waiting: (() => void)[] = [];
let calling = false;
let channel: MessageChannel | undefined;

/** Resolves when everything that has come to this thread before is done. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (!calling) call();
  });
}

/**
 * Message channels are not throttled in background tabs. Two messages, one after the other: the first may have been
 * sent before the part that has just ended, and what came in the course of that is to be done before the next.
 */
function call(): void {
  calling = true;
  channel ??= new MessageChannel();
  const { port1, port2 } = channel;
  port1.onmessage = () => {
    port1.onmessage = () => {
      calling = false;
      waiting.shift()?.();
      if (waiting.length > 0) call();
    };
    port2.postMessage(null);
  };
  port2.postMessage(null);
}

/** The terms over the first `limit` held-out images; of a model with a book over more, where its figures need them. */
export const evaluate = async (lab: Lab, limit: number): Promise<Evaluation> =>
  lab.model().method === "vqvae" ? (await books()).evaluate(lab, limit, means) : means(lab, limit);

/** Fetched where a model has a book. */
export const books = () => import("./book.ts");

/** Means of the terms over the first `limit` held-out images. */
async function means(lab: Lab, limit: number): Promise<Evaluation> {
  const images = Math.min(limit, lab.dataset().heldOut);
  let sum = scaled(lab.evaluatePart(0, ROWS));
  for (let part = 1; part * ROWS < images; part++) {
    await yieldToEventLoop();
    sum = add(sum, scaled(lab.evaluatePart(part, ROWS)));
  }
  return scaled(sum, 1 / sum.images);
}

/** The codes of the first `count` held-out images. */
export async function encodeHeldOut(lab: Lab, count: number): Promise<Encoding> {
  const images = Math.min(count, lab.dataset().heldOut);
  const parts: Encoding[] = [];
  let at = 0;
  do {
    if (at) await yieldToEventLoop();
    parts.push(lab.encodeHeldOut(at, Math.min((at += ROWS), images)));
  } while (at < images);
  // Every part has the same matrices.
  const keys = Object.keys(parts[0] as Encoding) as (keyof Encoding)[];
  const whole = keys.map((key) => [key, joined(parts.map((part) => part[key] as Float32Array))]);
  return Object.fromEntries(whole) as Encoding;
}

/** The mean images of some latent points, of class `label` where the model learns from classes. */
export async function decode(lab: Lab, z: Float32Array, label: number): Promise<Float32Array> {
  const latent = lab.model().dimensions;
  const parts: Float32Array[] = [];
  for (let at = 0; at < z.length; at += ROWS * latent) {
    if (at > 0) await yieldToEventLoop();
    parts.push(lab.decode(z.subarray(at, at + ROWS * latent), label));
  }
  return joined(parts);
}

export function joined(parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** An evaluation with every number times a factor: sums over the images of means, or the way back. */
function scaled({ terms, byDimension, images }: Evaluation, factor = images): Evaluation {
  const times = (values: number[]) => values.map((value) => value * factor);
  const dimensions = Object.entries(byDimension).map(([key, values]) => [key, times(values)] as const);
  return { terms: times(terms), byDimension: Object.fromEntries(dimensions), images };
}

function add(a: Evaluation, b: Evaluation): Evaluation {
  const sums = (of: number[], others: number[] = []) => of.map((value, at) => value + (others[at] ?? 0));
  const dimensions = Object.entries(a.byDimension).map(
    ([key, values]) => [key, sums(values, b.byDimension[key])] as const,
  );
  return {
    terms: sums(a.terms, b.terms),
    byDimension: Object.fromEntries(dimensions),
    images: a.images + b.images,
  };
}
