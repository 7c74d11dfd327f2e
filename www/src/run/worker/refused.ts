import type { Refused } from "../protocol.ts";
import type { RefusalCode } from "../refusal.ts";

/** A refusal of the worker itself; the page has the sentence of each code. */
export function refusal(code: RefusalCode, params: Record<string, string> = {}): Error & Refused {
  return Object.assign(new Error(code), { code, params });
}

/** A deliberate refusal carries a code; anything else that is thrown is a fault. */
export function asRefused(cause: unknown): Refused | undefined {
  if (typeof cause !== "object" || cause === null || !("code" in cause) || typeof cause.code !== "string") return;
  const { code, params, message } = cause as Refused;
  return { code, params: { ...params }, message };
}
