// What the monkey does, in the page itself: real events, as many as a frame has room for.

/** What would leave the page, or wait for a person. */
export function stub(): void {
  const nothing = () => undefined;
  HTMLAnchorElement.prototype.click = nothing;
  const click = HTMLInputElement.prototype.click;
  HTMLInputElement.prototype.click = function () {
    if (this.type !== "file") click.call(this);
  };
  HTMLInputElement.prototype.showPicker = HTMLSelectElement.prototype.showPicker = nothing;
  addEventListener(
    "click",
    (event) => event.composedPath().some((part) => part instanceof HTMLAnchorElement) && event.preventDefault(),
    true,
  );
  addEventListener("submit", (event) => event.preventDefault(), true);
  Object.assign(window, { open: nothing, print: nothing, alert: nothing, confirm: () => true, prompt: () => "text" });
  Element.prototype.requestFullscreen = async () => undefined;
  Object.defineProperty(navigator, "clipboard", {
    value: { writeText: async () => undefined, write: async () => undefined },
  });
  Object.defineProperty(navigator, "share", { value: async () => undefined });
}

interface Batch {
  seed: number;
  count: number;
  /** The name of the door that is gone through first. */
  door: string;
}

/** Presses so many things that are there, by the seed; returns what it pressed. */
export async function press({ seed, count, door }: Batch): Promise<string[]> {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

  const KEYS = [
    "Enter",
    " ",
    "Escape",
    "Tab",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Delete",
    "Backspace",
    "0",
    "1",
    "+",
    "-",
    "?",
    "n",
    "r",
    "s",
    "p",
  ];
  const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  // No model that is large: a step of it would take longer than all the rest.
  const TEXTS = ["", "0", "1", "2", "3", "8", "12", "0.5", "-1", "1e9", "16,8", "abc", "0,5", "名😀", "1e-3", "  4 "];
  const POINTED = "canvas, svg, [role=slider], [role=application], [tabindex='0']";
  const PRESSED = `a, button, input:not([type=file]), select, textarea, summary, label, [role=tab], [role=option], ${POINTED}`;

  const all = (root: ParentNode): HTMLElement[] =>
    [...root.querySelectorAll<HTMLElement>("*")].flatMap((element) => [
      ...(element.matches(PRESSED) ? [element] : []),
      ...(element.shadowRoot ? all(element.shadowRoot) : []),
    ]);
  const open = (element: HTMLElement) =>
    !element.matches(":disabled") && element.checkVisibility({ visibilityProperty: true });
  const event = { bubbles: true, composed: true, cancelable: true };

  function key(element: HTMLElement): string {
    const name = oneOf(random() < 0.5 ? ARROWS : KEYS);
    const held = { shiftKey: random() < 0.2, ctrlKey: random() < 0.05, altKey: random() < 0.05 };
    element.focus();
    for (const type of ["keydown", "keyup"])
      element.dispatchEvent(new KeyboardEvent(type, { ...event, ...held, key: name }));
    return name;
  }

  function drag(element: HTMLElement): string {
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = () => ({ clientX: left + random() * width, clientY: top + random() * height });
    const pointer = { ...event, pointerId: 1, isPrimary: true, pointerType: oneOf(["mouse", "touch"]), button: 0 };
    const tell = (type: string, buttons: number) =>
      element.dispatchEvent(new PointerEvent(type, { ...pointer, ...at(), buttons }));
    tell("pointerover", 0);
    if (random() < 0.2)
      element.dispatchEvent(new WheelEvent("wheel", { ...event, ...at(), deltaY: 400 * (random() - 0.5) }));
    tell("pointerdown", 1);
    for (let moves = 0; moves < 3; moves++) tell("pointermove", 1);
    tell(random() < 0.1 ? "pointercancel" : "pointerup", 0);
    if (random() < 0.2) element.dispatchEvent(new MouseEvent("dblclick", { ...event, ...at() }));
    if (random() < 0.2) tell("pointerleave", 0);
    return "drag";
  }

  function type(element: HTMLInputElement | HTMLTextAreaElement): string {
    const range = element instanceof HTMLInputElement && element.type === "range";
    const [low, high] = range ? [Number(element.min || 0), Number(element.max || 100)] : [0, 0];
    element.focus();
    const texts = element.type === "number" ? TEXTS.filter((text) => !Number.isNaN(Number(text))) : TEXTS;
    // Mostly near the lower end: a large model would take all the time.
    element.value = range ? String(low + random() ** 3 * (high - low)) : oneOf(texts).trim();
    element.dispatchEvent(new InputEvent("input", event));
    if (random() < 0.8) element.dispatchEvent(new Event("change", event));
    return `= ${element.value}`;
  }

  function act(element: HTMLElement): string {
    const chance = random();
    if (chance < 0.15) return key(element);
    if (element instanceof HTMLSelectElement) {
      element.value = oneOf([...element.options])?.value ?? "";
      element.dispatchEvent(new InputEvent("input", event));
      element.dispatchEvent(new Event("change", event));
      return `= ${element.value}`;
    }
    const typed =
      element instanceof HTMLTextAreaElement ||
      (element instanceof HTMLInputElement && !["checkbox", "radio", "file", "button"].includes(element.type));
    if (typed) return type(element);
    if (element.matches(POINTED) && chance < 0.8) return drag(element);
    element.dispatchEvent(new MouseEvent("click", { ...event, detail: 1 }));
    return "click";
  }

  const doors = all(document).filter((element) => element.matches(".door"));
  doors[["Play", "Learn", "Lab"].indexOf(door)]?.click();
  await new Promise(requestAnimationFrame);

  const done: string[] = [];
  for (let presses = 0; presses < count; presses++) {
    const element = oneOf(all(document).filter(open)) ?? document.body;
    const name = element.getAttribute("aria-label") ?? element.title ?? "";
    const what = `${element.localName} ${(name || element.textContent || "").trim().slice(0, 40)}`;
    done.push(`${what}: ${act(element)}`);
    // What follows from it at once is done before the next press; the rest gets its turn, and now and then its picture.
    if (presses % 25 === 24) await new Promise(requestAnimationFrame);
    else await (presses % 5 === 4 ? new Promise((resolve) => setTimeout(resolve)) : undefined);
  }
  // Changes of the run wait for their turn: no reader is thousands of them ahead.
  await document
    .querySelector("vae-lab")
    ?.store.run.goOn()
    .catch(() => undefined);
  return done;
}
