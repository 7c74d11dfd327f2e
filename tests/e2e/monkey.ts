// What the monkey does, in the page itself: real events, some at once as a child's fist makes them, and a frame now and then.
import type { Request, ToHost } from "../../www/src/run/protocol.ts";

/** What would leave the page, fetch a file from a person or wait for one, and a GPU: software is slow. */
export function tame(): void {
  const nothing = () => undefined;
  const { click } = HTMLInputElement.prototype;
  HTMLAnchorElement.prototype.click = nothing;
  HTMLInputElement.prototype.click = function () {
    if (this.type !== "file") click.call(this);
  };
  HTMLInputElement.prototype.showPicker = HTMLSelectElement.prototype.showPicker = nothing;
  const leads = (part: EventTarget) => part instanceof HTMLAnchorElement;
  addEventListener("click", (event) => event.composedPath().some(leads) && event.preventDefault(), true);
  Object.assign(window, { open: nothing, print: nothing, alert: nothing, confirm: () => true, prompt: () => "text" });
  Element.prototype.requestFullscreen = async () => undefined;
  const clipboard = { writeText: async () => undefined, write: async () => undefined };
  for (const [name, value] of Object.entries({ clipboard, share: async () => undefined, gpu: undefined }))
    Object.defineProperty(navigator, name, { value });
}

/** Has the engine make small models of few images, whatever is pressed: the page is to be at work, and not the engine. */
export function shrink(images: string): void {
  const SMALL = { hidden: [8], critic: [8], batch: 16, samples: 1, latent: 2 };
  const smaller = ({ verb, args, ...rest }: Request): unknown => {
    if (verb === "loadDataset" && args.source.kind === "generated")
      return { ...rest, verb, args: { source: { kind: "urls", urls: [images] } } };
    if (verb !== "setOptions" && verb !== "restarts") return { ...rest, verb, args };
    const there = Object.entries(SMALL).filter(([key]) => key in args.options);
    return { ...rest, verb, args: { options: { ...args.options, ...Object.fromEntries(there) } } };
  };
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message: ToHost, options?: object) {
    const { request } = message;
    postMessage.call(this, request ? { ...message, request: smaller(request) } : message, options);
  };
}

export interface Turn {
  seed: number;
  presses: number;
  /** The door that is gone through first, by its place. */
  door: number;
}

/** Presses so many things that are there, by the seed; returns what it did. */
export async function press({ seed, presses, door }: Turn): Promise<string[]> {
  /** Presses between two looks at what there is. */
  const FIST = 20;
  const FIELDS = "input:not([type=checkbox], [type=radio], [type=file], [type=button]), textarea";
  const POINTED = "canvas, svg, [role=slider], [role=application], [tabindex='0']";
  const PRESSED = `a, button, input:not([type=file]), select, textarea, summary, [role=tab], [role=option], ${POINTED}`;
  const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  const KEYS = "Enter|Escape|Tab|Home|End|PageUp|PageDown|Delete|Backspace| |0|1|+|-|?|n|r|s|p".split("|");
  // None makes a model large: a step of it would take longer than all the rest.
  const TEXTS = ["", "0", "1", "2", "3", "8", "12", "0.5", "-1", "1e9", "16,8", "abc", "0,5", "名😀", "1e-3", "  4 "];
  const EVENT = { bubbles: true, composed: true, cancelable: true };

  let state = Math.imul(seed + 1, 0x9e3779b1);
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const oneOf = <T>(list: ArrayLike<T>): T | undefined => list[Math.floor(random() * list.length)];

  const all = (root: ParentNode, selector: string): HTMLElement[] =>
    [...root.querySelectorAll<HTMLElement>("*")].flatMap((element) => [
      ...(element.matches(selector) ? [element] : []),
      ...(element.shadowRoot ? all(element.shadowRoot, selector) : []),
    ]);
  const open = (element: HTMLElement) =>
    element.isConnected && !element.matches(":disabled") && element.checkVisibility({ visibilityProperty: true });

  function key(element: HTMLElement): string {
    const name = oneOf(random() < 0.5 ? ARROWS : KEYS)!;
    const held = { shiftKey: random() < 0.2, ctrlKey: random() < 0.05, altKey: random() < 0.05 };
    element.focus();
    for (const type of ["keydown", "keyup"])
      element.dispatchEvent(new KeyboardEvent(type, { ...EVENT, ...held, key: name }));
    return name;
  }

  function drag(element: HTMLElement): string {
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = () => ({ clientX: left + random() * width, clientY: top + random() * height });
    const pointer = { ...EVENT, pointerId: 1, isPrimary: true, pointerType: oneOf(["mouse", "touch"])!, button: 0 };
    const tell = (type: string, buttons: number) =>
      element.dispatchEvent(new PointerEvent(type, { ...pointer, ...at(), buttons }));
    tell("pointerover", 0);
    if (random() < 0.2)
      element.dispatchEvent(new WheelEvent("wheel", { ...EVENT, ...at(), deltaY: 400 * (random() - 0.5) }));
    tell("pointerdown", 1);
    for (let moves = 0; moves < 3; moves++) tell("pointermove", 1);
    tell(random() < 0.1 ? "pointercancel" : "pointerup", 0);
    if (random() < 0.2) element.dispatchEvent(new MouseEvent("dblclick", { ...EVENT, ...at() }));
    if (random() < 0.2) tell("pointerleave", 0);
    return "drag";
  }

  function set(element: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement, value: string): string {
    element.value = value;
    element.dispatchEvent(new InputEvent("input", EVENT));
    if (random() < 0.8) element.dispatchEvent(new Event("change", EVENT));
    return `= ${element.value}`;
  }

  function type(element: HTMLInputElement | HTMLTextAreaElement): string {
    element.focus();
    // Such a field takes no other text from a keyboard either.
    if (element.type === "number")
      return set(element, oneOf(TEXTS.filter((text) => Number.isFinite(Number(text))))!.trim());
    if (!(element instanceof HTMLInputElement) || element.type !== "range") return set(element, oneOf(TEXTS)!);
    const [low, high] = [Number(element.min || 0), Number(element.max || 100)];
    // Mostly near the lower end, where models are small.
    return set(element, String(low + random() ** 3 * (high - low)));
  }

  function act(element: HTMLElement): string {
    const chance = random();
    if (chance < 0.15) return key(element);
    if (element instanceof HTMLSelectElement) return set(element, oneOf(element.options)?.value ?? "");
    if (element.matches(FIELDS)) return type(element as HTMLInputElement);
    if (element.matches(POINTED) && chance < 0.8) return drag(element);
    element.dispatchEvent(new MouseEvent("click", { ...EVENT, detail: 1 }));
    return "click";
  }

  function nameOf(element: HTMLElement): string {
    const name = element.ariaLabel ?? (element.title || element.textContent || "");
    return `${element.localName} ${name.trim().slice(0, 40)}`;
  }

  all(document, ".door")[door]?.click();
  await new Promise(requestAnimationFrame);
  const done: string[] = [];
  while (done.length < presses) {
    const there = all(document, PRESSED).filter(open);
    for (let times = 0; times < FIST; times++) {
      const element = oneOf(there) ?? document.body;
      // What an earlier press took away is not pressed.
      if (open(element)) done.push(`${nameOf(element)}: ${act(element)}`);
    }
    await new Promise(requestAnimationFrame);
  }
  return done;
}
