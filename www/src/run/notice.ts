/** News of a run, in a line for its reader: nothing was refused. */
import { fill } from "../texts/fill.ts";
import sentences from "./notices.json" with { type: "json" };
import type { Message } from "./protocol.ts";

/** One line for the reader: why something was refused, or news. */
export interface Notice {
  kind: "error" | "info";
  message: Message;
}

/** News with their English sentence; other languages say `notices.<code>`. */
export function news(code: keyof typeof sentences, params: Record<string, string> = {}): Message {
  return { code, params, message: fill(sentences[code], params) };
}
