// Every method of the engine can be shown: a view that knows its terms, and texts for all that the view names.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { FAMILY } from "../../www/src/models/family.ts";
import { viewOf } from "../../www/src/models/index.ts";
import type { Options, Term } from "../../www/src/run/protocol.ts";
import { layersOf } from "../../www/src/store/layers.ts";
import { TAGS } from "../../www/src/texts/language.ts";
import { wasmPath } from "./files.mjs";

type Texts = { [key: string]: string | Texts };

initSync({ module: readFileSync(wasmPath("simd")) });
const { kind } = Lab.specs().find(({ key }) => key === "method")!;
const METHODS = kind.type === "choice" ? kind.choices : [];

const modelOf = (method: string, options: Options = {}) => {
  const lab = new Lab(0);
  lab.configure({ method, ...options });
  return lab.model();
};

/** Every option with each of its choices. */
const CHOSEN: Options[] = Lab.specs().flatMap(({ key, kind }) =>
  kind.type === "choice" && key !== "method" ? kind.choices.map((choice) => ({ [key]: choice })) : [],
);

/** The terms of a method's models, whatever is chosen. */
function termsOf(method: string): Term[] {
  const terms = new Map<string, Term>();
  for (const chosen of CHOSEN) {
    // Another method's options are refused, and so are choices that need others.
    try {
      for (const term of modelOf(method, chosen).terms) terms.set(term.key, term);
    } catch {
      continue;
    }
  }
  return [...terms.values()];
}

/** A text of a method in a language. */
function textOf(method: string, language: string, path: string): string | undefined {
  let at: string | Texts | undefined = JSON.parse(
    readFileSync(`www/src/texts/models/${method}.${language}.json`, "utf8"),
  ) as Texts;
  for (const key of path.split(".")) at = typeof at === "object" ? at[key] : undefined;
  return typeof at === "string" ? at : undefined;
}

test("there are as many views as methods", () =>
  expect(["vae", ...Object.keys(FAMILY)].sort()).toEqual([...METHODS].sort()));

test("the name of each pretrained model begins with the data that it was trained on, as the page says", () => {
  const cards = readdirSync("www/models").filter((name) => name.endsWith(".json"));
  expect(cards.length).toBeGreaterThan(3);
  for (const name of cards) {
    const { data } = JSON.parse(readFileSync(`www/models/${name}`, "utf8")) as { data: string };
    expect(name.split("-")[0], name).toBe(data);
  }
});

for (const method of METHODS) {
  test(`the view of ${method} shows its terms, and all that it shows has a text`, async () => {
    const { code } = modelOf(method);
    const terms = termsOf(method);
    const view = await viewOf(method);
    expect(Object.keys(view.terms).sort()).toEqual(terms.map(({ key }) => key).sort());
    const { stages = {} } = view.flow ?? {};
    const named = new Set(Object.values(stages).flat());
    // The sum of the terms has the name of its term.
    named.delete("loss");
    const paths = [
      ...terms.flatMap(({ key }) => ["name", "long", "help"].map((what) => `terms.${key}.${what}`)),
      ...terms.filter(({ byDimension }) => byDimension).map(({ key }) => `terms.${key}.bands`),
      ...view.lights.map((light) => `lights.${light}.${light === "collapse" ? "allAdvice" : "risingAdvice"}`),
      ...Object.keys(stages).map((stage) => `flow.captions.${stage}`),
      ...[...named].map((part) => `flow.parts.${part}`),
      ...(view.flow ? ["flow.title"] : []),
      ...(code === "none" ? ["note"] : ["tour.draw"]),
      "tour.train",
      "tour.losses",
    ];
    for (const language of TAGS) for (const path of paths) expect(textOf(method, language, path), path).toBeTruthy();
  });
}

test("the plane has the layers whose subject a model has", () => {
  expect(layersOf(modelOf("vae"))).toHaveLength(8);
  expect(layersOf(modelOf("ae"))).toEqual(["points", "images", "manifold", "speed"]);
  expect(layersOf(modelOf("gan"))).toEqual(["prior", "manifold", "speed"]);
});
