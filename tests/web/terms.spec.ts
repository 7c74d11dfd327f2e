// Terms of the page: each that is marked has a symbol and a short definition in every language, and each is marked.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { TAGS } from "../../www/src/texts/language.ts";
import { SYMBOLS } from "../../www/src/texts/terms/symbols.ts";

const SOURCES = "www/src";
const read = (path: string) => readFileSync(`${SOURCES}/${path}`, "utf8");
const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
const TERMS = Object.keys(SYMBOLS).sort();

/** Sentences of a definition: two, which fit two lines each in the popover. */
const MOST = 2;
const LONGEST = { en: { of: /[\p{L}\p{N}|()∂‖]+/gu, most: 15 }, zh: { of: /\p{Script=Han}/gu, most: 30 } };

const sentences = (text: string) =>
  text.split(/(?<=[.!?][”)]?)\s+(?=[“\p{Lu}])|(?<=[。！？])/u).filter((sentence) => sentence.trim());

/** The keys of the terms in a text, `[the prior](prior)`. */
const inText = (text: string) => [...text.matchAll(/\[[^\]]+\]\(([\w.-]+)\)/g)].map(([, key = ""]) => key);

for (const tag of TAGS) {
  const { definitions, help } = JSON.parse(read(`texts/terms/${tag}.json`)) as {
    definitions: Record<string, { name: string; text: string }>;
    help: Record<string, string>;
  };

  test(`${tag} defines every term in at most ${MOST} short sentences`, () => {
    expect(Object.keys(definitions).sort()).toEqual(TERMS);
    const { of, most } = LONGEST[tag];
    for (const [key, { name, text }] of Object.entries(definitions)) {
      expect(name.trim(), key).not.toBe("");
      expect(sentences(text).length, text).toBeGreaterThan(0);
      expect(sentences(text).length, text).toBeLessThanOrEqual(MOST);
      for (const sentence of sentences(text))
        expect(sentence.match(of)?.length ?? 0, sentence).toBeLessThanOrEqual(most);
    }
  });

  test(`${tag} helps with every option in at most ${MOST} sentences`, () => {
    for (const [key, text] of Object.entries(help))
      expect(sentences(text).length, `${key}: ${text}`).toBeLessThanOrEqual(MOST);
  });
}

test("each term that a text marks is defined, and each that is defined is marked", () => {
  const [english = [], ...others] = TAGS.map((tag) =>
    ["", "panels/"].flatMap((folder) => inText(read(`texts/${folder}${tag}.json`))).sort(),
  );
  for (const other of others) expect(other, "the same terms in every language").toEqual(english);
  for (const key of english) expect(TERMS, key).toContain(key);
  // In a template, or by a view of a model: the compiler knows the names there.
  const scripts = files
    .filter((name) => name.endsWith(".ts") && !/^(texts|ui)\//.test(name))
    .map(read)
    .filter((source) => /ui\/term\.ts"|data-term=|: ModelView/.test(source));
  const quoted = new Set(scripts.flatMap((source) => [...source.matchAll(/"([\w-]+)"/g)].map(([, key]) => key)));
  expect(TERMS.filter((key) => !english.includes(key) && !quoted.has(key))).toEqual([]);
});
