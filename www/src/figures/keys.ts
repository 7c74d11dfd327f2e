/** Keys that a figure uses are not the page's: its shortcuts do not hear them. All others pass. */

const TEXT = /^(?:.|Enter|Backspace|Delete|Home|End|Page(?:Up|Down)|Arrow\w+|Process)$/u;
const CHOICE = /^(?: |Enter|Home|End|Page(?:Up|Down)|Arrow\w+)$/;
const PRESS = /^(?: |Enter)$/;

/** Inputs that are pressed or moved rather than written in. */
const UNWRITTEN = new Set(["button", "checkbox", "color", "file", "radio", "range", "reset", "submit"]);

/** The keys that the browser itself uses on an element. */
function keysOf(element: EventTarget | undefined): RegExp | undefined {
  if (element instanceof HTMLInputElement) return UNWRITTEN.has(element.type) ? CHOICE : TEXT;
  if (element instanceof HTMLTextAreaElement) return TEXT;
  if (element instanceof HTMLSelectElement) return TEXT;
  const pressed = element instanceof HTMLElement && element.matches("button, summary, a[href]");
  return pressed ? PRESS : undefined;
}

/** Those that went down in a figure and are to come up there. */
const held = new Set<string>();

function down(event: KeyboardEvent): void {
  const { key, code, ctrlKey, metaKey, altKey } = event;
  const plain = !ctrlKey && !metaKey && !altKey;
  // What our own handlers use they prevent.
  if (!event.defaultPrevented && !(plain && keysOf(event.composedPath()[0])?.test(key))) return;
  held.add(code);
  event.stopPropagation();
}

function press(event: KeyboardEvent): void {
  if (held.has(event.code)) event.stopPropagation();
}

function up(event: KeyboardEvent): void {
  press(event);
  held.delete(event.code);
}

/** Holds back what happens below a figure's root; once for each root, however often it is asked. */
export function keepKeys(root: ShadowRoot): void {
  const listen = (type: string, listener: (event: KeyboardEvent) => void) =>
    root.addEventListener(type, listener as EventListener);
  listen("keydown", down);
  listen("keypress", press);
  listen("keyup", up);
}
