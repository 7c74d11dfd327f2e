/** Where pins are, on the plane and in words, and how they come and go. */
import type { Projection } from "../../draw/view.ts";
import { point, within } from "../../numbers.ts";
import type { Pin, Workbench } from "../../workbench.ts";

/** A place on the plane, (z1, z2). */
export type Place = readonly [number, number];

/** Pins that a person can still tell apart. */
export const MOST_PINS = 6;

/** The shown coordinates of a pin; a line has only the first. */
export function placeOf({ z }: Pin): Place {
  return [z[0] ?? 0, z[1] ?? 0];
}

/** Where a pin is drawn: one that the view has left waits at its edge. */
export function shownPlace({ left, right, bottom, top }: Projection, bench: Workbench, index: number): Place {
  const pin = bench.pins.value[index];
  const [z1, z2] = pin ? placeOf(pin) : [0, 0];
  return [within(z1, left, right), within(z2, bottom, top)];
}

/** A pin's place, as it is said. */
export function placeText(pin: Pin | undefined): string {
  return `z = ${point((pin?.z ?? []).slice(0, 2))}`;
}

/** Moves a pin over the plane and makes it the active one; the coordinates that are not shown stay. */
export function movePin(bench: Workbench, index: number, place: Place): void {
  const moved = (pin: Pin): Pin => ({ ...pin, z: pin.z.map((value, dimension) => place[dimension] ?? value) });
  bench.pins.value = bench.pins.value.map((pin, at) => (at === index ? moved(pin) : pin));
  bench.active.value = index;
}

/** Adds a pin where none of the others is likely to be. */
export function addPin(bench: Workbench): void {
  const pins = bench.pins.value;
  const angle = pins.length * 2.4;
  const place: Place = [1.2 * Math.cos(angle), 1.2 * Math.sin(angle)];
  const z = Array.from({ length: bench.latent.value }, (_, dimension) => place[dimension] ?? 0);
  bench.pins.value = [...pins, { z, name: "" }];
  bench.active.value = pins.length;
}

/** Takes a pin away; the one before it is the active one then. */
export function removePin(bench: Workbench, index: number): void {
  bench.active.value = Math.max(0, index - 1);
  bench.pins.value = bench.pins.value.filter((_, at) => at !== index);
}
