import { fill } from "../texts/fill.ts";
import type { Refused } from "./protocol.ts";
import sentences from "./refusals.json" with { type: "json" };

/** The refusals of the page and its worker; the engine has its own. */
export type RefusalCode = keyof typeof sentences;

const isOwn = (code: string): code is RefusalCode => Object.hasOwn(sentences, code);

/** The reason why a request was refused, as the error that its promise rejects with. */
export class Refusal extends Error implements Refused {
  override readonly name = "Refusal";

  constructor(
    readonly code: string,
    readonly params: Record<string, string>,
    message: string,
  ) {
    super(message);
  }

  /** The engine's messages are clauses; they become sentences, but the names in them stay as they are. */
  static from({ code, params, message }: Refused): Refusal {
    if (isOwn(code)) return refusal(code, params);
    const named = Object.values(params).some((value) => value !== "" && message.startsWith(value));
    const begun = named ? message : message.charAt(0).toUpperCase() + message.slice(1);
    return new Refusal(code, params, /[.!?]$/.test(begun) ? begun : `${begun}.`);
  }
}

/** A refusal with its English sentence; the engine brings its own, and other languages say `errors.<code>`. */
export function refusal(code: RefusalCode, params: Record<string, string> = {}): Refusal {
  return new Refusal(code, params, fill(sentences[code], params));
}

/** Whatever was thrown, as a refusal. */
export function asRefusal(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  return refusal("fault", { reason: cause instanceof Error ? cause.message : String(cause) });
}
