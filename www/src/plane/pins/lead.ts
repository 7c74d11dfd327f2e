/** Leads the active pin around the origin, for those who have not dragged it yet. */
import type { LabStore } from "../../store/lab-store.ts";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const ROUND_MS = 2400;
const RADIUS = 1.5;

/** Leads it once around in `milliseconds`, until `ended`; where motion is unwelcome, to one place of the way. */
export function leadAround(store: LabStore, milliseconds = ROUND_MS, ended?: AbortSignal): void {
  if (ended?.aborted) return;
  const begun = performance.now();
  const place = (turn: number) => {
    const angle = 2 * Math.PI * turn;
    const z = [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)];
    const active = store.plane.active.value;
    store.plane.pins.value = store.plane.pins.value.map((pin, index) =>
      index === active ? { ...pin, z: pin.z.map((value, dimension) => z[dimension] ?? value) } : pin,
    );
  };
  if (STILL.matches) return place(0.25);
  const frame = () => {
    if (ended?.aborted) return;
    const turn = Math.min((performance.now() - begun) / milliseconds, 1);
    place(turn);
    if (turn < 1) requestAnimationFrame(frame);
  };
  frame();
}
