// The map of methods without a page: each node is a model that the engine trains, and no two are the same.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { wayBetween } from "../../www/src/map/edges.ts";
import { ARTICLES, ISLANDS, NODES, WORDS, articleOf, nodeOf, settingOf } from "../../www/src/map/map.ts";
import { GENERATED } from "../../www/src/run/generated.ts";
import { readOption, readOptions } from "../../www/src/run/options/read.ts";
import { TAGS } from "../../www/src/texts/language.ts";
import { wasmPath } from "./files.mjs";

initSync({ module: readFileSync(wasmPath("simd")) });
const SPECS = Lab.specs();
const optionsOf = (set: Readonly<Record<string, string>>) => readOptions(SPECS, { preset: "default", ...set });

for (const node of NODES) {
  test(`the node ${node.key} is a model of the engine, and found again by its options`, () => {
    const { data, ...set } = settingOf(node, "handwriting");
    expect(GENERATED).toContain(data);
    for (const key of Object.keys(set)) expect(SPECS.map((spec) => spec.key)).toContain(key);
    const lab = new Lab(0);
    lab.configure(optionsOf(set));
    const options = Object.fromEntries(SPECS.map(({ key }) => [key, lab.options()[key] ?? ""]));
    expect(nodeOf(SPECS, options)).toBe(node);
    // Any seed will do, and any other change is the reader's own.
    expect(nodeOf(SPECS, { ...options, seed: 7 })).toBe(node);
    expect(nodeOf(SPECS, { ...options, batch: 77 })).toBeUndefined();
  });
}

test("what a node says leads somewhere, in every language", () => {
  const keys = NODES.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  // A neighbour comes before what changes it, so that no way goes round.
  for (const [at, { from }] of NODES.entries()) if (from !== undefined) expect(keys.slice(0, at)).toContain(from);
  for (const { node } of ARTICLES) expect(keys).toContain(node);
  const texts = [
    ...Object.values(WORDS),
    ...ISLANDS.flatMap(({ name, question, nodes }) => [name, question, ...nodes.flatMap((n) => [n.name, n.change])]),
    ...ARTICLES.map(({ title }) => title),
  ];
  for (const text of texts) for (const language of TAGS) expect(text[language]).toBeTruthy();
});

test("own images stay, and points of a few values make way for images", () => {
  const [vae, gan] = ["vae", "gan"].map((key) => NODES.find((node) => node.key === key)!);
  expect(settingOf(vae!, "my letters")["data"]).toBeUndefined();
  expect(settingOf(vae!, "eight")["data"]).toBe("handwriting");
  expect(settingOf(gan!, "my letters")["data"]).toBe("eight");
  expect(
    readOption(
      SPECS.find(({ key }) => key === "hidden")!,
      "",
    ),
  ).toEqual([]);
});

test("an article is known by its address as readers have it", () => {
  const first = ARTICLES.find(({ address }) => address.endsWith("5253"));
  for (const address of [
    "kexue.fm/archives/5253",
    "https://www.kexue.fm/archives/5253/?x=1#top",
    "HTTP://kexue.fm/archives/5253",
  ])
    expect(articleOf(address)).toBe(first);
  for (const address of ["", "kexue.fm/archives/52", "example.org/kexue.fm/archives/5253", "constructor"])
    expect(articleOf(address)).toBeUndefined();
});

test("a way begins and ends at the edges of its cards, and passes behind none", () => {
  const box = (left: number, top: number) => ({ left, top, width: 100, height: 50 });
  expect(wayBetween(box(0, 0), box(0, 90), [])).toBe("M50 50 L50 90");
  expect(wayBetween(box(0, 0), box(0, 190), [box(0, 0), box(0, 90), box(0, 190)])).toBeUndefined();
  expect(wayBetween(box(0, 0), box(150, 0), [])).toBe("M100 25 C125 25 125 25 150 25");
  expect(wayBetween(box(150, 0), box(0, 0), [])).toBe("M150 25 C125 25 125 25 100 25");
  expect(wayBetween(box(0, 40), box(300, 40), [box(150, 40)])).toBe("M50 40 C50 4 350 4 350 40");
});
