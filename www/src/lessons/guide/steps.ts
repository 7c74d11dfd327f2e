/** The guide for a first visit: what a newcomer does first, each step on the real controls. */
import type { Hideable } from "../../store/hideable.ts";
import type { Workbench } from "../../store/workbench.ts";

export interface GuideStep {
  /** Of its texts: `tour.steps.KEY` says what to do, `tour.acts.KEY` names the button that does it. */
  key: string;
  /** The part of the page that it speaks of. */
  spot: Hideable;
  /** Does it for the reader. */
  act(bench: Workbench): void;
  /** Whether the reader has done it, since `before` was taken. */
  done(bench: Workbench, before: Before): boolean;
}

/** What the lab was like when a step was shown. */
export interface Before {
  step: number;
  pins: unknown;
  beta: unknown;
}

export const snapshot = ({ state, pins }: Workbench): Before => ({
  step: state.value.metrics.step,
  pins: pins.value,
  beta: state.value.options["beta"],
});

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const ROUND_MS = 2400;
const ROUND_RADIUS = 1.5;

export const STEPS: readonly GuideStep[] = [
  {
    key: "train",
    spot: "controls",
    act: (bench) => bench.act(() => bench.train()),
    done: (bench, { step }) => bench.state.value.metrics.step > step,
  },
  {
    key: "pin",
    spot: "plane",
    act: leadAround,
    done: (bench, { pins }) => bench.pins.value !== pins,
  },
  {
    key: "losses",
    spot: "panels",
    act: (bench) => (bench.panel.value = "live"),
    done: (bench) => bench.panel.value === "live",
  },
  {
    key: "beta",
    spot: "options",
    act: (bench) => bench.act(() => bench.setOptions({ beta: 4 })),
    done: (bench, { beta }) => bench.state.value.options["beta"] !== beta,
  },
  {
    key: "draw",
    spot: "panels",
    act: (bench) => (bench.panel.value = "draw"),
    done: (bench) => bench.panel.value === "draw",
  },
  {
    key: "share",
    spot: "panels",
    act: (bench) => (bench.panel.value = "share"),
    done: (bench) => bench.panel.value === "share",
  },
];

/** Leads the active pin once around the origin; where motion is unwelcome, to one place of it. */
function leadAround(bench: Workbench): void {
  const begun = performance.now();
  const place = (turn: number) => {
    const angle = 2 * Math.PI * turn;
    const z = [ROUND_RADIUS * Math.cos(angle), ROUND_RADIUS * Math.sin(angle)];
    const active = bench.active.value;
    bench.pins.value = bench.pins.value.map((pin, index) =>
      index === active ? { ...pin, z: pin.z.map((value, dimension) => z[dimension] ?? value) } : pin,
    );
  };
  if (STILL.matches) return place(0.25);
  const frame = () => {
    const turn = Math.min((performance.now() - begun) / ROUND_MS, 1);
    place(turn);
    if (turn < 1) requestAnimationFrame(frame);
  };
  frame();
}
