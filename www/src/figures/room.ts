/** The room of a figure while it comes up. */

/** How long a figure's height must rest before the room that was kept for it is given back. */
const REST_MS = 500;

/**
 * Keeps a widget as tall as it was while it waited, in CSS pixels, until its figure has come up, part by part: what
 * stands below moves once at most, and not at all where the height was known. Returns what is to be called once the
 * figure has drawn more than that it loads.
 */
export function keepRoom(root: ShadowRoot, height: string, frame: Element): () => void {
  // Of an element that is not shown.
  if (!height.endsWith("px")) return () => undefined;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:host { min-height: ${height} }`);
  root.adoptedStyleSheets.push(sheet);
  let rest: ReturnType<typeof setTimeout> | undefined;
  const sizes = new ResizeObserver(() => {
    clearTimeout(rest);
    rest = setTimeout(giveBack, REST_MS);
  });
  const giveBack = (): void => {
    sizes.disconnect();
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
  };
  return () => sizes.observe(frame);
}
