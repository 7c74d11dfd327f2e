/** Looks at a lab: what a lesson can say of it, in the words of a link. */
import { ownOptions } from "../../run/options/specs.ts";
import { PARTS, shareText, shareTexts } from "../../share/address.ts";
import type { LabStore } from "../../store/lab-store.ts";
import type { Look } from "./acts.ts";

/** The words for what a link need not say: that something is as it was at the start. */
const AT_START = { pins: "0.5,0.5", path: "straight", panel: "live", layers: "points" } as const;

type Part = keyof typeof PARTS;
/** What a lesson sets besides options; what it hides and locks it says for itself. */
const RECORDED = (Object.keys(PARTS) as Part[]).filter((key) => key !== "hide" && key !== "lock");

/** What a fresh step takes back to the start. */
const RENEWED: readonly string[] = ["stop", "view"] satisfies Part[];

function partsOf(store: LabStore): Look["parts"] {
  const written = RECORDED.flatMap((key) => {
    const text = PARTS[key].write(store);
    return text === undefined ? [] : [[key, text] as const];
  });
  return { ...AT_START, ...Object.fromEntries(written) };
}

/** The images, where a lesson can name them: others are files of the reader's own, or at an address. */
export function dataOf({ run, model }: LabStore): string | undefined {
  const { source } = run.beginning;
  return model.dataset.value && source.kind === "generated" ? source.name : undefined;
}

export function lookAt(store: LabStore): Look {
  const { specs, options } = store.model;
  const { training, metrics } = store.state.value;
  const data = dataOf(store);
  const link = Object.entries(shareTexts(shareText(store)) ?? {});
  const isOption = (key: string) => key !== "v" && key !== "data" && !Object.hasOwn(PARTS, key);
  const begins = link.filter(([key]) => isOption(key) || RENEWED.includes(key));
  return {
    run: store.run.curve,
    steps: metrics.step,
    training,
    begins: { ...(data !== undefined && { data }), ...Object.fromEntries(begins) },
    options: Object.fromEntries(
      Object.entries(ownOptions(specs.value, options.value)).map(([key, value]) => [key, String(value)]),
    ),
    parts: partsOf(store),
  };
}
