import type { Refused } from "./protocol.ts";
import en from "./i18n/en.json" with { type: "json" };

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
    const named = Object.values(params).some((value) => value !== "" && message.startsWith(value));
    const begun = named ? message : message.charAt(0).toUpperCase() + message.slice(1);
    return new Refusal(code, params, /[.!?]$/.test(begun) ? begun : `${begun}.`);
  }
}

/** A refusal of the page itself; its sentence is `errors.<code>` in en.json. The engine brings its own sentences. */
export function refusal(code: keyof typeof en.errors, params: Record<string, string> = {}): Refusal {
  return new Refusal(code, params, fill(en.errors[code], params));
}

/** Puts values into the `{name}` placeholders of a sentence. */
export function fill(sentence: string, params: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
