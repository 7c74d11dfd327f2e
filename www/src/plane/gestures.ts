import type { Projection, View } from "../draw/view.ts";
import { within } from "../texts/numbers.ts";

/** The targets of presses. */
export interface Target {
  projection(): Projection;
  pin(index: number): readonly [number, number] | undefined;
  /** Moves a pin, the active one if `index` is undefined. */
  movePin(index: number | undefined, z1: number, z2: number): void;
  addPin(z1: number, z2: number): void;
  /** Gives what takes the pins back to where they are now. */
  keepPins(): () => void;
  moveView(view: View): void;
  /** The held-out image whose point is nearest to a spot, at most `reach` pixels away. */
  point(spot: Spot, reach: number): number | undefined;
  /** The image under the mouse, if any. */
  hover(image: number | undefined): void;
  select(image: number): void;
}

interface Spot {
  x: number;
  y: number;
}

type Mode =
  | { kind: "pin"; index: number | undefined; grip: Spot }
  /** Until it moves, a press on a point is for the point. */
  | { kind: "point"; image: number; spot: Spot }
  | { kind: "view" };

/** Pixels from a point that are still on it, for a mouse and for a finger. */
const REACH = { mouse: 6, touch: 10 };
/** The button whose drag pans. */
const MIDDLE = 1;
/** A press that moves further than this is a drag. */
const SLACK = 4;
/** Two presses at most so far apart, in time and place, are one double press. */
const DOUBLE = { ms: 350, pixels: 24 };
/** A second finger that comes so soon after the first (milliseconds) makes a pinch of it. */
const PINCH_MS = 250;

/**
 * Gestures of fingers and mice on the plane: one drags a pin (the active one comes to where the plane is pressed), or
 * selects a point, or presses twice to add a pin; with Shift or the middle button it pans, two pan and zoom, and the
 * wheel zooms: with Ctrl or ⌘ where the page scrolls.
 */
export class PlaneGestures {
  #pointers = new Map<number, Spot>();
  #mode: Mode | undefined;
  /** A raw move was taken since the last frame. */
  #early = false;
  /** The last press beside all pins, and what undoes it. */
  #pressed: { at: number; spot: Spot; back: () => void } | undefined;

  constructor(private readonly target: Target) {}

  readonly down = (event: PointerEvent): void => {
    if (event.button > MIDDLE) return;
    const plane = event.currentTarget as HTMLElement;
    plane.setPointerCapture(event.pointerId);
    const spot = place(event, plane);
    this.#pointers.set(event.pointerId, spot);
    this.target.hover(undefined);
    const last = this.#pressed;
    this.#pressed = undefined;
    const since = event.timeStamp - (last?.at ?? Number.NEGATIVE_INFINITY);
    if (this.#pointers.size > 1 || event.shiftKey || event.button === MIDDLE) {
      if (this.#mode?.kind === "pin" && since < PINCH_MS) last?.back();
      this.#mode = { kind: "view" };
      return;
    }
    if (last && since < DOUBLE.ms && distance(last.spot, spot) < DOUBLE.pixels) {
      last.back();
      this.#mode = { kind: "pin", index: undefined, grip: { x: 0, y: 0 } };
      this.target.addPin(...this.#within(spot));
      return;
    }
    const isHandle = (target: EventTarget) => target instanceof HTMLElement && target.dataset["pin"] !== undefined;
    const handle = event.composedPath().find(isHandle) as HTMLElement | undefined;
    if (handle) this.#grip(handle, spot);
    else this.#press(event, spot);
  };

  readonly move = (event: PointerEvent): void => {
    this.#early = false;
    const spot = place(event, event.currentTarget as HTMLElement);
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") this.target.hover(this.target.point(spot, REACH.mouse));
      return;
    }
    // The place of the last raw move.
    if (before.x === spot.x && before.y === spot.y) return;
    const mode = this.#mode;
    if (mode?.kind === "point" && distance(mode.spot, spot) > SLACK) {
      this.#mode = { kind: "pin", index: undefined, grip: { x: 0, y: 0 } };
    }
    if (this.#mode?.kind === "pin") this.#drag(spot);
    else if (this.#mode?.kind === "view") this.#moveView(event.pointerId, before, spot);
    this.#pointers.set(event.pointerId, spot);
  };

  /** Where the browser tells of a drag before the next frame begins, its digit is decoded meanwhile: once a frame. */
  readonly rawMove = (event: PointerEvent): void => {
    if (this.#mode?.kind !== "pin" || this.#early) return;
    this.move(event);
    this.#early = true;
  };

  readonly up = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size > 0) return;
    if (this.#mode?.kind === "point" && event.type === "pointerup") this.target.select(this.#mode.image);
    this.#mode = undefined;
  };

  readonly leave = (): void => this.target.hover(undefined);

  readonly wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey && scrolls()) return;
    event.preventDefault();
    const spot = place(event, event.currentTarget as HTMLElement);
    this.#zoomAt(spot, Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY * 0.004))));
  };

  #grip(handle: HTMLElement, spot: Spot): void {
    const index = Number(handle.dataset["pin"]);
    const pin = this.target.pin(index);
    const projection = this.target.projection();
    // A pin that is taken off its centre keeps that distance to the finger.
    const grip = pin ? { x: projection.x(pin[0]) - spot.x, y: projection.y(pin[1]) - spot.y } : { x: 0, y: 0 };
    this.#mode = { kind: "pin", index, grip };
    handle.focus({ preventScroll: true });
  }

  #press(event: PointerEvent, spot: Spot): void {
    this.#pressed = { at: event.timeStamp, spot, back: this.target.keepPins() };
    const image = this.target.point(spot, event.pointerType === "mouse" ? REACH.mouse : REACH.touch);
    if (image !== undefined) {
      this.#mode = { kind: "point", image, spot };
      return;
    }
    this.#mode = { kind: "pin", index: undefined, grip: { x: 0, y: 0 } };
    this.#drag(spot);
  }

  #drag(spot: Spot): void {
    if (this.#mode?.kind !== "pin") return;
    const { index, grip } = this.#mode;
    this.target.movePin(index, ...this.#within({ x: spot.x + grip.x, y: spot.y + grip.y }));
  }

  /** The place of a spot, or the nearest that is in view. */
  #within(spot: Spot): [number, number] {
    const projection = this.target.projection();
    return [
      within(projection.z1(spot.x), projection.left, projection.right),
      within(projection.z2(spot.y), projection.bottom, projection.top),
    ];
  }

  #moveView(id: number, before: Spot, spot: Spot): void {
    const { view, scale } = this.target.projection();
    const others = [...this.#pointers].filter(([other]) => other !== id).map(([, at]) => at);
    const share = 1 / this.#pointers.size;
    this.target.moveView({
      ...view,
      x: view.x - ((spot.x - before.x) / scale) * share,
      y: view.y + ((spot.y - before.y) / scale) * share,
    });
    const [other] = others;
    if (other) this.#zoomAt(other, distance(before, other) / Math.max(distance(spot, other), 1));
  }

  /** Zooms and keeps what lies under `spot` where it is. */
  #zoomAt(spot: Spot, factor: number): void {
    const projection = this.target.projection();
    const { view } = projection;
    const [z1, z2] = [projection.z1(spot.x), projection.z2(spot.y)];
    this.target.moveView({
      x: z1 + (view.x - z1) * factor,
      y: z2 + (view.y - z2) * factor,
      radius: view.radius * factor,
    });
  }
}

/** The page is higher than its window. */
const scrolls = () => document.documentElement.scrollHeight > document.documentElement.clientHeight;

const distance = (a: Spot, b: Spot) => Math.hypot(a.x - b.x, a.y - b.y);

/** In the plane's own pixels, which a host may have scaled or zoomed. */
function place(event: MouseEvent, plane: HTMLElement): Spot {
  const { left, top, width, height } = plane.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = plane;
  return {
    x: ((event.clientX - left) * offsetWidth) / (width || 1),
    y: ((event.clientY - top) * offsetHeight) / (height || 1),
  };
}
