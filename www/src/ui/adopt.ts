import type { CSSResult } from "lit";

/** Has a part style what it stands in, as long as it is there: gives what ends that. */
export function adopt(part: Element, { styleSheet: sheet }: CSSResult): () => void {
  const root = part.getRootNode() as ShadowRoot;
  if (!sheet) return () => undefined;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return () => (root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet));
}
