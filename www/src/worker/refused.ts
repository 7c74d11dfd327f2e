import type { Refused } from "../protocol.ts";

/** What the engine and the page throw on purpose carries a code; anything else is a fault. */
export function asRefused(cause: unknown): Refused | undefined {
  if (typeof cause !== "object" || cause === null || !("code" in cause) || typeof cause.code !== "string") return;
  const { code, params, message } = cause as Refused;
  return { code, params: { ...params }, message };
}
