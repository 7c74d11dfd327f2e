/** The guide for a first visit: what a newcomer does first, each step on the real controls. */
import { specsOf } from "../../run/options/specs.ts";
import { refusal } from "../../run/refusal.ts";
import type { Hideable } from "../../store/hideable.ts";
import type { LabStore } from "../../store/lab-store.ts";
import type { MethodTextKey, Under } from "../../texts/keys.ts";

/** `tour.steps.KEY` says what to do, or where that depends on the model `tour.KEY` of its texts. */
type Key = { key: Under<"tour.steps">; ofModel?: undefined } | { key: Under<"tour", MethodTextKey>; ofModel: true };

export type GuideStep = Key & {
  /** Whether it can be done with the model; with any, where this is left out. */
  suits?: (store: LabStore) => boolean;
  /** The part of the page that it speaks of. */
  spot: Hideable;
  /** Does it for the reader; the button is named by `tour.acts.KEY`. */
  act(store: LabStore): void;
  /** Whether the reader has done it, since `before` was taken. */
  done(store: LabStore, before: Before): boolean;
};

/** The state of the lab when a step was shown. */
export interface Before {
  step: number;
  pins: unknown;
  beta: unknown;
}

export const snapshot = ({ state, plane }: LabStore): Before => ({
  step: state.value.metrics.step,
  pins: plane.pins.value,
  beta: state.value.options["beta"],
});

async function lead(store: LabStore): Promise<void> {
  const { leadAround } = await import("../../plane/pins/lead.ts").catch(() => {
    throw refusal("part-missing");
  });
  leadAround(store);
}

const STEPS: readonly GuideStep[] = [
  {
    key: "pin",
    spot: "plane",
    act: (store) => store.act(() => lead(store)),
    done: (store, { pins }) => store.plane.pins.value !== pins,
  },
  {
    key: "train",
    ofModel: true,
    spot: "controls",
    act: (store) => store.act(() => store.run.train()),
    done: (store, { step }) => store.state.value.metrics.step > step,
  },
  {
    key: "losses",
    ofModel: true,
    spot: "panels",
    act: (store) => (store.page.panel.value = "live"),
    done: (store) => store.page.panel.value === "live",
  },
  {
    key: "beta",
    suits: ({ state }) => specsOf(state.value.specs, state.value.options).some(({ key }) => key === "beta"),
    spot: "options",
    act: (store) => store.act(() => store.run.setOptions({ beta: 4 })),
    done: (store, { beta }) => store.state.value.options["beta"] !== beta,
  },
  {
    key: "draw",
    ofModel: true,
    suits: ({ model }) => model.spec.value.code !== "none",
    spot: "panels",
    act: (store) => (store.page.panel.value = "draw"),
    done: (store) => store.page.panel.value === "draw",
  },
  {
    key: "share",
    spot: "panels",
    act: (store) => (store.page.panel.value = "share"),
    done: (store) => store.page.panel.value === "share",
  },
];

/** The steps that can be done with the model. */
export const stepsOf = (store: LabStore): GuideStep[] => STEPS.filter(({ suits }) => suits?.(store) ?? true);
