// Options without a page: which changes wait for a restart, sliders, idle options, stop rules.
import { computed, signal } from "@lit-labs/preact-signals";
import { expect, test } from "@playwright/test";
import { Draft, type Drafted } from "../../www/src/panels/options/draft.ts";
import { type Preset, PRESETS } from "../../www/src/run/options/presets.ts";
import { STEPS, nextValue } from "../../www/src/panels/options/slider.ts";
import { scale } from "../../www/src/run/options/scale.ts";
import { idleBecauseOf } from "../../www/src/run/options/specs.ts";
import type { Options, OptionSpec } from "../../www/src/run/protocol.ts";
import { INITIAL, type State } from "../../www/src/run/state.ts";
import { readStop, stopText } from "../../www/src/run/stop.ts";
import { StopWatch } from "../../www/src/run/worker/stop-watch.ts";

const ALL = ["vae", "gan"];
const SPECS = [
  { key: "method", effect: "run", default: "vae", methods: ALL },
  { key: "hidden", effect: "run", default: [400], methods: ALL },
  { key: "latent", effect: "run", default: 2, methods: ALL },
  { key: "beta", effect: "fed", default: 1, methods: ["vae"] },
  { key: "gsteps", effect: "program", default: 1, methods: ["gan"] },
  { key: "lr", effect: "fed", default: 0.001, methods: ALL },
] as unknown as OptionSpec[];
const BEGIN: Options = { method: "vae", hidden: [400], latent: 2, beta: 1, gsteps: 1, lr: 0.001 };

/**
 * A lab that notes what is asked of it. The method, layers and latent dimensions restart; a latent dimension of 99 is
 * refused, and what the method does not have.
 */
function lab(step: number) {
  const did: string[] = [];
  const options = BEGIN;
  const dataset = { name: "handwriting" } as State["dataset"];
  const state = signal<State>({ ...INITIAL, options, dataset, metrics: { ...INITIAL.metrics, step } });
  const change = (part: Partial<State>) => (state.value = { ...state.value, ...part });
  const drafted = {
    state,
    model: {
      specs: computed(() => SPECS),
      options: computed(() => state.value.options),
      dataset: computed(() => state.value.dataset),
    },
    run: {
      ask: async (_: "restarts", { options }: { options: Options }) => {
        const now = state.value.options;
        const foreign = "gsteps" in options && { ...now, ...options }["method"] !== "gan";
        if (options["latent"] === 99 || foreign) throw new Error("refused");
        return ["method", "hidden", "latent"].some(
          (key) => key in options && String(options[key]) !== String(now[key]),
        );
      },
      setOptions: async (patch: Options) => {
        did.push(`set ${Object.keys(patch).join(" ")}`);
        change({ options: { ...state.value.options, ...patch } });
      },
      loadDataset: async ({ name }: { name: string }) => {
        did.push(`load ${name}`);
        change({ dataset: { name } as State["dataset"] });
      },
      pause: async () => void did.push("pause"),
      train: async () => void did.push("train"),
    },
  } as unknown as Drafted;
  const draft = new Draft(drafted);
  const waiting = () => draft.changes.value.map(({ spec, from, to }) => `${spec?.key ?? "data"} ${from} → ${to}`);
  return { draft, did, change, waiting };
}

test("what restarts waits, what does not takes effect at once", async () => {
  const { draft, did, waiting } = lab(100);
  await draft.propose({ latent: 8 });
  await draft.propose({ beta: 4 });
  await draft.propose({ hidden: [512] });
  expect(did).toEqual(["set beta"]);
  expect(waiting()).toEqual(["hidden 400 → 512", "latent 2 → 8"]);
  await draft.restart();
  expect(did).toEqual(["set beta", "set latent hidden"]);
  expect(waiting()).toEqual([]);
});

test("of two changes that come together neither is forgotten", async () => {
  const { draft, waiting } = lab(100);
  await Promise.all([draft.propose({ latent: 8 }), draft.propose({ hidden: [512] })]);
  expect(waiting()).toEqual(["hidden 400 → 512", "latent 2 → 8"]);
  // What is refused stands in nobody's way.
  await Promise.allSettled([draft.propose({ latent: 99 }), draft.propose({ latent: 9 })]);
  expect(waiting()).toEqual(["hidden 400 → 512", "latent 2 → 9"]);
});

test("a change that is taken back waits no longer, and neither does what was discarded", async () => {
  const { draft, did, waiting } = lab(100);
  await draft.propose({ latent: 8 });
  await draft.propose({ latent: 2 });
  expect(waiting()).toEqual([]);
  await draft.propose({ latent: 3 });
  draft.discard();
  expect(waiting()).toEqual([]);
  expect(did).not.toContain("set hidden");
});

test("what is refused waits for nothing", async () => {
  const { draft, did, waiting } = lab(100);
  await expect(draft.propose({ latent: 99 })).rejects.toThrow("refused");
  expect(waiting()).toEqual([]);
  expect(did).toEqual([]);
});

test("before the first step nothing is lost, so nothing waits", async () => {
  const { draft, did, waiting } = lab(0);
  await draft.propose({ latent: 8 });
  expect(did).toEqual(["set latent"]);
  expect(waiting()).toEqual([]);
});

test("what became true in another way waits no longer", async () => {
  const { draft, change, waiting } = lab(100);
  await draft.propose({ latent: 8 });
  change({ options: { ...BEGIN, latent: 8 } });
  expect(waiting()).toEqual([]);
});

test("a preset waits as a whole, with its images; one that restarts nothing does not wait", async () => {
  const { draft, did, change, waiting } = lab(100);
  const named = (key: string) => PRESETS.find((preset) => preset.key === key) as Preset;
  await draft.take(named("noise"));
  expect(waiting()).toEqual(["data handwriting → noise"]);
  expect(draft.preset.value?.key).toBe("noise");
  change({ training: true });
  await draft.restart();
  // No step is made between the two changes.
  expect(did).toEqual(["pause", "set ", "load noise", "train"]);
  // The other presets are about images that show something.
  await draft.take(named("small"));
  expect(waiting()).toEqual(["data noise → handwriting", "hidden 400 → 8"]);
  draft.discard();
  change({ dataset: { name: "handwriting" } as State["dataset"] });
  await draft.take(named("collapse"));
  expect(waiting()).toEqual([]);
  expect(draft.preset.value?.key).toBe("collapse");
});

test("sliders reach 0 and the usual value, and go back to where a value is", () => {
  const beta = scale({ type: "float", min: 0, max: 100, log: false }, 1);
  expect(beta.value(0)).toBe(0);
  expect(beta.value(0.25)).toBe(1);
  expect(beta.value(1)).toBe(16);
  expect(beta.place(100)).toBe(1);
  const lr = scale({ type: "float", min: 1e-6, max: 10, log: true }, 1e-3);
  for (const [{ place, value }, at] of [
    [beta, 0.01],
    [beta, 4],
    [lr, 1e-4],
    [lr, 0.02],
  ] as const) {
    expect(value(place(at))).toBeCloseTo(at, 6);
  }
});

test("a key leads from each value of a slider to another, both ways", () => {
  const beta = scale({ type: "float", min: 0, max: 100, log: false }, 1);
  const lr = scale({ type: "float", min: 1e-6, max: 10, log: true }, 1e-3);
  for (const { place, value } of [beta, lr])
    for (const way of [1, -1]) {
      let now = value(0.25);
      for (let press = 0; press < 300; press++) {
        const from = Math.round(place(now) * STEPS);
        const to = Math.min(STEPS, Math.max(0, from + way));
        const next = nextValue(value, now, from, to);
        if (to !== from) expect(Math.sign(next - now), `from ${now}`).toBe(way);
        now = next;
      }
      expect(now).toBe(value(way > 0 ? 1 : 0));
    }
});

test("what the method to come does not have is not proposed with it", async () => {
  const { draft, did, waiting } = lab(100);
  await draft.propose({ hidden: [64] });
  await draft.propose({ method: "gan" });
  await draft.propose({ gsteps: 5 });
  expect(waiting()).toEqual(["method vae → gan", "hidden 400 → 64", "gsteps 1 → 5"]);
  await draft.propose({ method: "vae" });
  expect(waiting()).toEqual(["hidden 400 → 64"]);
  await draft.restart();
  expect(did).toEqual(["set hidden"]);
});

test("options without effect are known", () => {
  const momentum = { needs: { option: "optimizer", among: ["sgd"] } } as OptionSpec;
  expect(idleBecauseOf(momentum, { optimizer: "adam" })).toBe("optimizer");
  expect(idleBecauseOf(momentum, { optimizer: "sgd" })).toBeUndefined();
  expect(idleBecauseOf({ needs: null } as OptionSpec, { optimizer: "sgd" })).toBeUndefined();
});

test("stop rules come back from their text, and nonsense does not", () => {
  const rules = { steps: 1000, target: -12.5 };
  expect(stopText(rules)).toBe("steps:1000,target:-12.5");
  expect(readStop(stopText(rules))).toEqual(rules);
  for (const text of ["", "steps", "steps:", "steps:0", "epochs:NaN", "tea:4", "seconds:1e99"]) {
    expect(readStop(text), text).toBeUndefined();
  }
});

test("training stops at the first rule that comes to hold, and steps are counted out exactly", () => {
  let clock = 0;
  const watch = new StopWatch(() => clock);
  const at = (step: number, epoch = step / 100) => ({ step, epoch });
  watch.set({ steps: 250, epochs: 2, seconds: 60, target: 90 }, at(0));
  watch.begin(at(0));
  // 100 steps of 10 images are an epoch of 1,000.
  expect(watch.left(at(30), 1000, 10)).toBe(170);
  expect(watch.left(at(30), 1000, 7)).toBe(220);
  expect(watch.met(at(199))).toBeUndefined();
  expect(watch.met(at(200, 1.9999999))).toBe("epochs");
  // Train goes on beyond a rule that holds.
  watch.end();
  watch.begin(at(200));
  expect(watch.met(at(220))).toBeUndefined();
  expect(watch.left(at(220), 1000, 10)).toBe(30);
  expect(watch.met(at(250))).toBe("steps");
  watch.evaluated(95);
  expect(watch.met(at(240))).toBeUndefined();
  watch.evaluated(89);
  expect(watch.met(at(240))).toBe("target");
  // Only the time of training counts.
  watch.renew();
  clock = 50_000;
  watch.end();
  clock = 500_000;
  watch.begin(at(0));
  clock = 509_000;
  expect(watch.met(at(1))).toBeUndefined();
  clock = 510_000;
  expect(watch.met(at(1))).toBe("seconds");
});
