import type { Projection, View } from "../../draw/view.ts";
import { within } from "../../numbers.ts";

interface Target {
  projection(): Projection;
  pin(index: number): readonly [number, number] | undefined;
  /** Moves a pin, the active one if `index` is undefined. */
  movePin(index: number | undefined, z1: number, z2: number): void;
  moveView(view: View): void;
  /** The pin was let go. */
  rest(): void;
}

interface Spot {
  x: number;
  y: number;
}

/**
 * What fingers and mice do on the plane: one drags a pin (the active one comes to where the plane is pressed), with
 * Shift it pans, two pan and zoom, and the wheel zooms: with Ctrl or ⌘ where the page scrolls.
 */
export class PlaneGestures {
  #pointers = new Map<number, Spot>();
  #mode: { kind: "pin"; index: number | undefined; grip: Spot } | { kind: "view" } | undefined;

  constructor(private readonly target: Target) {}

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const plane = event.currentTarget as HTMLElement;
    plane.setPointerCapture(event.pointerId);
    const spot = place(event, plane);
    this.#pointers.set(event.pointerId, spot);
    if (this.#pointers.size > 1 || event.shiftKey) {
      this.#mode = { kind: "view" };
      return;
    }
    const [inner] = event.composedPath();
    const handle = (inner as Element).closest<HTMLElement>("[data-pin]");
    const index = handle ? Number(handle.dataset["pin"]) : undefined;
    const pin = index === undefined ? undefined : this.target.pin(index);
    const projection = this.target.projection();
    // A pin that is taken off its centre keeps that distance to the finger.
    const grip = pin ? { x: projection.x(pin[0]) - spot.x, y: projection.y(pin[1]) - spot.y } : { x: 0, y: 0 };
    this.#mode = { kind: "pin", index, grip };
    if (handle) handle.focus({ preventScroll: true });
    else this.#drag(spot);
  };

  readonly move = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const spot = place(event, event.currentTarget as HTMLElement);
    if (this.#mode?.kind === "pin") this.#drag(spot);
    else this.#moveView(event.pointerId, before, spot);
    this.#pointers.set(event.pointerId, spot);
  };

  readonly up = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size > 0) return;
    if (this.#mode?.kind === "pin") this.target.rest();
    this.#mode = undefined;
  };

  readonly wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey && scrolls()) return;
    event.preventDefault();
    const spot = place(event, event.currentTarget as HTMLElement);
    this.#zoomAt(spot, Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY * 0.004))));
  };

  #drag(spot: Spot): void {
    if (this.#mode?.kind !== "pin") return;
    const { index, grip } = this.#mode;
    const projection = this.target.projection();
    this.target.movePin(
      index,
      within(projection.z1(spot.x + grip.x), projection.left, projection.right),
      within(projection.z2(spot.y + grip.y), projection.bottom, projection.top),
    );
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

function place(event: MouseEvent, plane: HTMLElement): Spot {
  const { left, top } = plane.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
