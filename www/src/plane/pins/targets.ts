/** The effects of presses on the plane on pins and points. */
import type { Projection } from "../../draw/view.ts";
import { nearestPoint } from "../../math/points.ts";
import type { LabStore } from "../../store/lab-store.ts";
import type { Target } from "../gestures.ts";
import { addPin, movePin, shownPlace } from "./places.ts";

/** `shown` tells how the plane is seen now, and where its points are. */
export function targets(
  store: () => LabStore,
  shown: () => { projection: Projection; points: Float32Array },
): Omit<Target, "moveView"> {
  return {
    projection: () => shown().projection,
    pin: (index) => shownPlace(shown().projection, store(), index),
    movePin: (index, u, v) => movePin(store(), index ?? store().plane.active.value, [u, v]),
    addPin: (u, v) => addPin(store(), [u, v]),
    keepPins: () => {
      const { pins, active } = store().plane;
      const [kept, chosen] = [pins.value, active.value];
      return () => {
        pins.value = kept;
        active.value = chosen;
      };
    },
    point: ({ x, y }, reach) => {
      const { projection, points } = shown();
      return nearestPoint(points, projection.z1(x), projection.z2(y), reach / projection.scale);
    },
    hover: (image) => (store().plane.hovered.value = image),
    select: (image) => (store().plane.selected.value = image),
  };
}
