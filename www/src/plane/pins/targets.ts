/** What presses on the plane do to pins and points. */
import type { Projection } from "../../draw/view.ts";
import { nearestPoint } from "../../math/points.ts";
import type { Workbench } from "../../store/workbench.ts";
import type { Target } from "../gestures.ts";
import { addPin, movePin, shownPlace } from "./places.ts";

/** `shown` tells how the plane is seen now, and where its points are. */
export function targets(
  bench: () => Workbench,
  shown: () => { projection: Projection; points: Float32Array },
): Omit<Target, "moveView"> {
  return {
    projection: () => shown().projection,
    pin: (index) => shownPlace(shown().projection, bench(), index),
    movePin: (index, u, v) => movePin(bench(), index ?? bench().active.value, [u, v]),
    addPin: (u, v) => addPin(bench(), [u, v]),
    keepPins: () => {
      const { pins, active } = bench();
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
    hover: (image) => (bench().hovered.value = image),
    select: (image) => (bench().selected.value = image),
  };
}
