import type { Checkpoint, Result, Verb } from "../protocol.ts";

/** The buffers of a result that can be handed over instead of copied. */
export function buffers(result: Result<Verb> | Checkpoint): Transferable[] {
  if (typeof result !== "object" || result === null) return [];
  const values = ArrayBuffer.isView(result) ? [result] : Object.values(result);
  return values
    .filter((value): value is Uint8Array => ArrayBuffer.isView(value))
    .map((value) => value.buffer as ArrayBuffer);
}
