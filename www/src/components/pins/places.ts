/** Where pins are, on the plane and in words, and how they come and go. */
import type { Projection } from "../../draw/view.ts";
import type { Place } from "../../latent/section.ts";
import { point, within } from "../../numbers.ts";
import type { Pin, Workbench } from "../../workbench.ts";

/** Pins that a person can still tell apart. */
export const MOST_PINS = 6;

/** Where a pin is drawn: one that the view has left waits at its edge. */
export function shownPlace({ left, right, bottom, top }: Projection, bench: Workbench, index: number): Place {
  const pin = bench.pins.value[index];
  const [z1, z2] = pin ? bench.section.value.project(pin.z) : [0, 0];
  return [within(z1, left, right), within(z2, bottom, top)];
}

/** A pin's place, as it is said. */
export function placeText(pin: Pin | undefined): string {
  return `z = ${point((pin?.z ?? []).slice(0, 2))}`;
}

/** Moves a pin along the plane and makes it the active one. */
export function movePin(bench: Workbench, index: number, place: Place): void {
  const moved = (pin: Pin): Pin => ({ ...pin, z: bench.section.value.move(pin.z, place) });
  bench.pins.value = bench.pins.value.map((pin, at) => (at === index ? moved(pin) : pin));
  bench.active.value = index;
}

/** Adds a pin where none of the others is likely to be. */
export function addPin(bench: Workbench): void {
  const pins = bench.pins.value;
  const angle = pins.length * 2.4;
  const place: Place = [1.2 * Math.cos(angle), 1.2 * Math.sin(angle)];
  const z = bench.section.value.at(place);
  bench.pins.value = [...pins, { z, name: "" }];
  bench.active.value = pins.length;
}

/** Takes a pin away; the one before it is the active one then. */
export function removePin(bench: Workbench, index: number): void {
  bench.active.value = Math.max(0, index - 1);
  bench.pins.value = bench.pins.value.filter((_, at) => at !== index);
}
