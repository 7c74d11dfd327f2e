import { refusal } from "../run/refusal.ts";

/** Gives a text to the clipboard; throws where the browser does not let it. */
export async function copy(text: string): Promise<void> {
  // Missing where the page is not served securely, and refused in some frames.
  await (navigator.clipboard?.writeText(text) ?? Promise.reject()).catch(() => {
    throw refusal("no-clipboard");
  });
}
