/** The buffers of a result that can be handed over instead of copied. */
export function buffers(result: unknown): Transferable[] {
  if (ArrayBuffer.isView(result)) return [result.buffer as ArrayBuffer];
  return typeof result === "object" && result !== null ? Object.values(result).flatMap(buffers) : [];
}
