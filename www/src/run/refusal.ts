import { fill } from "../texts/fill.ts";
import type { Refused } from "./protocol.ts";
import sentences from "./refusals.json" with { type: "json" };

/** The refusals of the first screen and of the worker; the engine has its own. */
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

/** Makes refusals of some English sentences, by code; the engine brings its own, and other languages say `errors.<code>`. */
export const refusing =
  <Code extends string>(sentences: Record<Code, string>) =>
  (code: Code, params: Record<string, string> = {}): Refusal =>
    new Refusal(code, params, fill(sentences[code], params));

/** Those of the first screen; what is fetched later has its own beside it. */
export const refusal = refusing(sentences);

/** Whatever was thrown, as a refusal. */
export function asRefusal(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  return refusal("fault", { reason: cause instanceof Error ? cause.message : String(cause) });
}
