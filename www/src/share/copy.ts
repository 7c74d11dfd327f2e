import { refusing } from "../run/refusal.ts";
import sentences from "./copy.json" with { type: "json" };

const refusal = refusing(sentences);

/** Gives a text to the clipboard; throws where the browser does not let it. */
export async function copy(text: string): Promise<void> {
  // Missing where the page is not served securely, and refused in some frames.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (!clipboard) throw refusal("no-clipboard");
  await clipboard.writeText(text).catch(() => {
    throw refusal("no-clipboard");
  });
}
