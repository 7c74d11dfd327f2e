import type { Refused } from "../protocol.ts";
import type { RefusalCode } from "../refusal.ts";

/** A refusal of the worker itself; the page has the sentence of each code. */
export function refusal(code: RefusalCode, params: Record<string, string> = {}): Error & Refused {
  return Object.assign(new Error(code), { code, params });
}

/** A deliberate refusal carries a code with its parameters; anything else that is thrown is a fault. */
export function asRefused(cause: unknown): Refused | undefined {
  if (typeof cause !== "object" || cause === null || !("code" in cause && "params" in cause)) return;
  const { code, params, message } = cause as Refused;
  return { code, params: { ...params }, message };
}

/** What a caller is told of something thrown. Nothing of a trap, after which the engine cannot be trusted any more. */
export function toldOf(cause: unknown): Refused | undefined {
  if (cause instanceof WebAssembly.RuntimeError) return undefined;
  return asRefused(cause) ?? asRefused(refusal("fault", { reason: messageOf(cause) }));
}

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
