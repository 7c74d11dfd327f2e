/** Where pins are, on the plane and in words, and how they come and go. */
import type { Projection } from "../../draw/view.ts";
import { lookOf } from "../../math/looks.ts";
import type { PathKind } from "../../math/path.ts";
import type { Place } from "../../math/section.ts";
import { LONGEST_NAME, MOST_PINS, type Pin, type Workbench } from "../../store/workbench.ts";
import { point, within } from "../../texts/numbers.ts";

/** Where a pin is drawn: one that the view has left waits at its edge. */
export function shownPlace({ left, right, bottom, top }: Projection, bench: Workbench, index: number): Place {
  const pin = bench.pins.value[index];
  const [u, v] = pin ? bench.section.value.project(pin.z) : [0, 0];
  return [within(u, left, right), within(v, bottom, top)];
}

/** Where a point of the latent space is seen on the plane, or on the line. */
export function placeOf(bench: Workbench, z: readonly number[]): number[] {
  return bench.section.value.project(z).slice(0, bench.latent.value);
}

/** The same, as it is said. */
export function placeText(bench: Workbench, z: readonly number[] | undefined): string {
  return `z = ${point(z ? placeOf(bench, z) : [])}`;
}

/** What a pin is called: by its name, or by its number where there are several. */
export function pinName(bench: Workbench, index: number): string {
  const { value: pins } = bench.pins;
  const speech = bench.speech.value;
  return (
    pins[index]?.name || (pins.length > 1 ? speech.say("pins.numbered", { index: index + 1 }) : speech.say("pins.pin"))
  );
}

/** What a held-out image is called: by its number, and its class where it has one. */
export function imageName(bench: Workbench, image: number): string {
  const label = bench.heldOut.value?.labels?.[image];
  const speech = bench.speech.value;
  return label === undefined
    ? speech.say("pins.points.image", { index: image + 1 })
    : speech.say("pins.points.labelled", { index: image + 1, label });
}

/** What a place looks like by the held-out images around it, as it is said; undefined where they have no classes. */
export function lookText(bench: Workbench, z: readonly number[] | undefined): string | undefined {
  const encodings = bench.encodings.value;
  const labels = bench.heldOut.value?.labels;
  const look = z && encodings && labels && lookOf(z, encodings, labels);
  if (!look) return;
  const [first = "", second = ""] = look.labels;
  const kind = look.far ? "far" : look.labels.length > 1 ? "between" : "like";
  return bench.speech.value.say(`pins.looks.${kind}`, { first, second });
}

/** Moves a pin along the plane and makes it the active one. */
export function movePin(bench: Workbench, index: number, place: Place): void {
  change(bench, index, (pin) => ({ ...pin, z: bench.section.value.move(pin.z, place) }));
  bench.active.value = index;
}

/** How the path through the pins goes; on a plane an arc would say nothing. */
export function pathKind(bench: Workbench): PathKind {
  return bench.latent.value > 2 ? bench.path.value : "straight";
}

/** Gives a pin a name; none if it is empty. */
export function namePin(bench: Workbench, index: number, name: string): void {
  change(bench, index, (pin) => ({ ...pin, name: name.trim().slice(0, LONGEST_NAME) }));
}

function change(bench: Workbench, index: number, changed: (pin: Pin) => Pin): void {
  bench.pins.value = bench.pins.value.map((pin, at) => (at === index ? changed(pin) : pin));
}

/**
 * Adds a pin on the plane, by default where none of the others is likely to be, and makes it the active one. False
 * where there are as many as there may be.
 */
export function addPin(bench: Workbench, place = freePlace(bench.pins.value.length)): boolean {
  const pins = bench.pins.value;
  if (pins.length >= MOST_PINS) return false;
  bench.pins.value = [...pins, { z: bench.section.value.at(place), name: "" }];
  bench.active.value = pins.length;
  return true;
}

/** Places on a circle, by the golden angle. */
function freePlace(count: number): Place {
  return [1.2 * Math.cos(count * 2.4), 1.2 * Math.sin(count * 2.4)];
}

/** Takes a pin away; the one before it is the active one then. The last stays. */
export function removePin(bench: Workbench, index: number): void {
  if (bench.pins.value.length === 1) return;
  bench.active.value = Math.max(0, index - 1);
  bench.pins.value = bench.pins.value.filter((_, at) => at !== index);
}
