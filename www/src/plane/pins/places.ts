/** Where pins are, on the plane and in words, and how they come and go. */
import type { Projection } from "../../draw/view.ts";
import { isInactive } from "../../math/activity.ts";
import { resemblanceOf } from "../../math/resemblance.ts";
import type { PathKind } from "../../math/path.ts";
import type { Place } from "../../math/section.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { type Pin, MOST_PINS, LONGEST_NAME } from "../../store/plane-state.ts";
import { point } from "../../texts/numbers.ts";

/** Half of a pin, in CSS pixels. */
const HALF = 14;

/** Where a pin is drawn: one that the view has left waits at its edge, as a whole. */
export function shownPlace({ left, right, bottom, top, scale }: Projection, store: LabStore, index: number): Place {
  const pin = store.plane.pins.value[index];
  const [u, v] = pin ? store.plane.section.value.project(pin.z) : [0, 0];
  const edge = HALF / scale;
  const place = (at: number, low: number, high: number) => (at < low ? low + edge : at > high ? high - edge : at);
  return [place(u, left, right), place(v, bottom, top)];
}

/** Where a point of the latent space is seen on the plane, or on the line. */
export function placeOf(store: LabStore, z: readonly number[]): number[] {
  return store.plane.section.value.project(z).slice(0, store.model.latent.value);
}

/** The same, as it is said. */
export function placeText(store: LabStore, z: readonly number[] | undefined): string {
  return `z = ${point(z ? placeOf(store, z) : [])}`;
}

/** The name of a pin, or its number where there are several. */
export function pinName(store: LabStore, index: number): string {
  const { value: pins } = store.plane.pins;
  const speech = store.page.speech.value;
  return (
    pins[index]?.name || (pins.length > 1 ? speech.say("pins.numbered", { index: index + 1 }) : speech.say("pins.pin"))
  );
}

/** The title of a held-out image: its number, and its class where it has one. */
export function imageName(store: LabStore, image: number): string {
  const label = store.model.labels.value?.[image];
  const speech = store.page.speech.value;
  return label === undefined
    ? speech.say("pins.points.image", { index: image + 1 })
    : speech.say("pins.points.labelled", { index: image + 1, label: store.model.className(label) });
}

/** The classes of the nearest encodings in words; undefined where held-out images have no classes, or codes say nothing. */
export function resemblanceText(store: LabStore, z: readonly number[] | undefined): string | undefined {
  const kl = store.model.byDimension.value?.values ?? [];
  if (kl.length > 0 && kl.every(isInactive)) return;
  const encodings = store.model.encodings.value;
  const labels = store.model.heldOut.value?.labels;
  const resemblance = z && encodings && labels && resemblanceOf(z, encodings, labels);
  if (!resemblance) return;
  const [first = "", second = ""] = resemblance.labels.map((label) => store.model.className(label));
  const kind = resemblance.far ? "far" : resemblance.labels.length > 1 ? "between" : "like";
  return store.page.speech.value.say(`pins.looks.${kind}`, { first, second });
}

/** Moves a pin along the plane and makes it the active one. */
export function movePin(store: LabStore, index: number, place: Place): void {
  change(store, index, (pin) => ({ ...pin, z: store.plane.section.value.move(pin.z, place) }));
  store.plane.active.value = index;
}

/** How the path through the pins goes; on a plane an arc would say nothing. */
export function pathKind(store: LabStore): PathKind {
  return store.model.latent.value > 2 ? store.plane.path.value : "straight";
}

/** Gives a pin a name; none if it is empty. */
export function namePin(store: LabStore, index: number, name: string): void {
  change(store, index, (pin) => ({ ...pin, name: name.trim().slice(0, LONGEST_NAME) }));
}

function change(store: LabStore, index: number, changed: (pin: Pin) => Pin): void {
  store.plane.pins.value = store.plane.pins.value.map((pin, at) => (at === index ? changed(pin) : pin));
}

/**
 * Adds a pin on the plane, by default where none of the others is likely to be, and makes it the active one. False
 * where there are as many as there may be.
 */
export function addPin(store: LabStore, place = freePlace(store.plane.pins.value.length)): boolean {
  const pins = store.plane.pins.value;
  if (pins.length >= MOST_PINS) return false;
  store.plane.pins.value = [...pins, { z: store.plane.section.value.at(place), name: "" }];
  store.plane.active.value = pins.length;
  return true;
}

/** Places on a circle, by the golden angle. */
function freePlace(count: number): Place {
  return [1.2 * Math.cos(count * 2.4), 1.2 * Math.sin(count * 2.4)];
}

/** Takes a pin away; the one before it is the active one then. The last stays. */
export function removePin(store: LabStore, index: number): void {
  if (store.plane.pins.value.length === 1) return;
  store.plane.active.value = Math.max(0, index - 1);
  store.plane.pins.value = store.plane.pins.value.filter((_, at) => at !== index);
}
