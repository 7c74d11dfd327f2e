// The page's languages say all that there is to say: the same texts, every option, preset and refusal of the engine.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { ROOT, wasmPath } from "./files.mjs";
import { OWN_LESSONS } from "./own-lessons.mjs";

const FOLDER = join(ROOT, "www/src/texts");
/** Texts whose English is the engine's own, or in the files of `OWN`. */
const OF_THE_ENGINE = /^(errors\.|notices\.|ranges\.|words\.)/;

/** The page's own refusals and news; a translation of them is among a language's texts. */
const OWN = /** @type {const} */ ([
  ["errors", "run/refusals.json"],
  ["errors", "page/given.json"],
  ["errors", "share/copy.json"],
  ["errors", "store/comparison.json"],
  ["notices", "run/notices.json"],
]);

/** The texts of a language, with those of each method under `models`. @param {string} language */
const texts = (language) => {
  /** @param {string[]} path */
  const read = (...path) => JSON.parse(readFileSync(join(FOLDER, ...path), "utf8"));
  const parts = ["", "play", "panels", "terms", "presets"].map((folder) => read(folder, `${language}.json`));
  const keys = parts.flatMap((part) => Object.keys(part));
  assert.deepEqual(keys, [...new Set(keys)], `keys are in two files of ${language}`);
  const files = readdirSync(join(FOLDER, "models")).filter((name) => name.endsWith(`.${language}.json`));
  const models = files.map((name) => [name.split(".")[0], read("models", name)]);
  return { ...Object.assign({}, ...parts), models: Object.fromEntries(models) };
};

/** Whether something is one text in the forms that a language has for numbers. @param {any} value */
const isPlural = (value) => typeof value === "object" && "other" in value;

/** Every text by its path; parts of a list are numbered. @param {any} tree @param {string} path @returns {[string, string][]} */
const leaves = (tree, path = "") =>
  Object.entries(tree).flatMap(([key, value]) => {
    const text = isPlural(value) ? value.other : value;
    return typeof text === "string" ? [[path + key, text]] : leaves(text, `${path}${key}.`);
  });

/** Every text that has forms for numbers. @param {any} tree @returns {Record<string, string>[]} */
const plurals = (tree) =>
  Object.values(tree).flatMap((value) => (typeof value === "string" ? [] : isPlural(value) ? [value] : plurals(value)));

/** @param {string} text */
const placeholders = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

const languages = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));
const english = texts("en");

before(() => initSync({ module: readFileSync(wasmPath("simd")) }));

for (const language of languages) {
  test(`${language} has the texts of English, with the same placeholders`, () => {
    const own = new Map(leaves(texts(language)));
    for (const [path, text] of leaves(english)) {
      assert.ok(own.has(path), `${path} is missing`);
      assert.deepEqual(placeholders(own.get(path) ?? ""), placeholders(text), path);
      own.delete(path);
    }
    const rest = [...own.keys()].filter((path) => !OF_THE_ENGINE.test(path));
    assert.deepEqual(rest, [], "texts that English does not have");
  });

  test(`${language} has a form for every number of things`, () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const found = plurals(texts(language));
    assert.ok(found.length > 0, "the texts that have forms were not found");
    for (const forms of found) {
      assert.deepEqual(Object.keys(forms).sort(), [...pluralCategories].sort());
      for (const text of Object.values(forms)) assert.deepEqual(placeholders(text), placeholders(forms["other"] ?? ""));
    }
  });

  test(`${language} names every option, choice and preset`, () => {
    const { options, help, presets, about } = texts(language);
    for (const { key, kind } of Lab.specs()) {
      assert.ok(options[key]?.label && help[key], key);
      const choices = kind.type === "choice" ? kind.choices : [];
      // A digit is the same in every language.
      for (const choice of choices.filter((choice) => !/^\d$/.test(choice)))
        assert.ok(options[key].choices?.[choice], `${key}: ${choice}`);
    }
    /** @type {{ key: string }[]} */
    const declared = JSON.parse(readFileSync(join(ROOT, "src/models/presets.json"), "utf8"));
    for (const { key } of declared) {
      assert.ok(presets[key]?.label, key);
      assert.deepEqual(Object.keys(about[key] ?? {}).sort(), ["help", "look"], key);
    }
    for (const each of [presets, about])
      assert.equal(Object.keys(each).length, declared.length, "presets that are no more");
  });

  // Refusals and news come with their English sentences; those of the engine are held to its own list.
  if (language === "en") continue;
  for (const [kind, file] of OWN) {
    test(`${language} says all of the page's ${file}`, () => {
      /** @type {Record<string, string>} */
      const own = JSON.parse(readFileSync(join(ROOT, "www/src", file), "utf8"));
      const said = texts(language)[kind];
      for (const [code, sentence] of Object.entries(own)) {
        assert.ok(said[code], code);
        assert.deepEqual(placeholders(said[code]), placeholders(sentence), code);
      }
      if (kind === "notices") assert.deepEqual(Object.keys(said).sort(), Object.keys(own).sort());
    });
  }
}

/** The page's scripts, joined; of those that have to do with something. */
const scripts = (having = /^/) =>
  readdirSync(join(ROOT, "www/src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(ROOT, "www/src", name), "utf8"))
    .filter((source) => having.test(source))
    .join("\n");

// The compiler knows the texts that are named.
test("every text is named", () => {
  const source = scripts();
  // Named as they are, or with parts that are filled in: `plane.${name}`.
  const named = new Set([...source.matchAll(/["'`]([\w-]+(?:\.[\w-]+)+|\w+)["'`]/g)].map(([, path]) => path));
  const templates = [...source.matchAll(/`((?:[\w-]+\.|\$\{[^`}]*\})(?:[\w.-]|\$\{[^`}]*\})*)`/g)].map(
    ([, text = ""]) => text,
  );
  const patterns = templates
    .filter((text) => /\$/.test(text) && /[A-Za-z]/.test(text.replace(/\$\{[^}]*\}/g, "")))
    .map((text) => new RegExp(`^${text.replaceAll(".", "\\.").replace(/\$\{[^}]*\}/g, "[\\w.-]+")}$`));
  for (const [whole] of leaves(english)) {
    // The engine names its options and presets itself.
    if (OF_THE_ENGINE.test(whole) || /^(presets|about|help|options\.\w+)\.\w+/.test(whole)) continue;
    // What is said of a model is named without its method.
    const path = whole.replace(/^models\.\w+\./, "");
    assert.ok(named.has(path) || patterns.some((pattern) => pattern.test(path)), `${path} is not used`);
  }
});

/** Texts of few scripts: where they are, what those scripts have to do with, and how they read them. */
const APART = /** @type {const} */ ([
  ["gallery", /galleryTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["class", /classTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["record", /recordTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["sweep", /sweepTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["parted", /partedTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["clouds", /cloudsTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["entropy", /entropyTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["square", /squareTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["gan", /ganTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["codes", /codesTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["anomaly", /anomalyTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
  ["pictures", /picturesTexts/i, /\btexts\??((?:\.\w+|\[[\w.]+\])+)/g],
  ["embed", /\bsentence\(/, /\bsentence\(\s*[\w.]+,\s*"([\w-]+)"|#lack\("([\w-]+)"/g],
]);

for (const [folder, having, reading] of APART) {
  test(`every language says all of texts/${folder}, and all of it is read`, () => {
    /** @param {string} language */
    const apart = (language) => leaves(JSON.parse(readFileSync(join(FOLDER, folder, `${language}.json`), "utf8")));
    const english = apart("en");
    for (const language of languages) {
      const own = new Map(apart(language));
      assert.deepEqual(
        [...own.keys()],
        english.map(([path]) => path),
        language,
      );
      for (const [path, text] of english) {
        assert.deepEqual(placeholders(own.get(path) ?? ""), placeholders(text), `${language}: ${path}`);
        assert.ok(own.get(path)?.trim(), `${language}: ${path}`);
      }
    }
    // Read one by one, or as a whole; a name in brackets stands for any.
    const read = [...scripts(having).matchAll(reading)]
      .map(([, path, other]) => path ?? other ?? "")
      .map((path) => {
        const parts = path
          .replace(/\[[\w.]+\]/g, ".*")
          .split(".")
          .filter((part) => part && part !== "map");
        return new RegExp(`^${parts.map((part) => (part === "*" ? "[^.]+" : part)).join("\\.")}(\\.|$)`);
      });
    assert.ok(read.length > 3, "the texts that the scripts read were not found");
    const unread = english.filter(([path]) => !read.some((known) => known.test(path)));
    assert.deepEqual(
      unread.map(([path]) => path),
      [],
    );
  });
}

/** Every text of a lesson by its path, as an object of languages. @param {any} tree @param {string} path */
const said = (tree, path = "") =>
  Object.entries(tree).flatMap(([key, value]) => {
    if (typeof value !== "object" || value === null) return [];
    const text = "en" in value || ["title", "about", "text"].includes(key);
    /** @type {[string, Record<string, string>][]} */
    const found = text ? [[path + key, value]] : said(value, `${path}${key}.`);
    return found;
  });

for (const { name, lesson } of OWN_LESSONS) {
  test(`the lesson ${name} is said in every language, and what it sets and asks for is there`, () => {
    const spoken = said(lesson);
    assert.ok(spoken.length >= 2 + 2 * lesson.steps.length, "texts are missing");
    for (const [path, text] of spoken) {
      assert.deepEqual(Object.keys(text).sort(), [...languages].sort(), path);
      for (const [language, words] of Object.entries(text)) assert.ok(words.trim().length > 0, `${path}: ${language}`);
    }
    const options = Lab.specs().map(({ key }) => key);
    const { measures } = english.lesson;
    /** What a goal may ask for by name. @type {Record<string, object>} */
    const names = {
      stage: english.flow.stages,
      panel: english.panels,
      source: english.lesson.sources,
      proposal: english.evidence.sources,
    };
    for (const { goal = {} } of lesson.steps) {
      for (const [key, { is }] of Object.entries(goal)) {
        assert.ok(key in measures || options.includes(key), `${key} is no measure`);
        if (key in measures && is !== undefined) assert.ok(is in (names[key] ?? {}), `${is} is no ${key}`);
      }
    }
    const controls = ["options", "preset", "data", "step", "reset", "newSeed", ...options];
    for (const key of [lesson.lock ?? [], ...lesson.steps.map((/** @type {any} */ step) => step.unlock ?? [])].flat()) {
      assert.ok(controls.includes(key), `${key} is no control`);
    }
  });
}

/** Every text of a language by its path, those of figures and lessons among them. @param {string} language */
const everywhere = (language) => [
  ...leaves(texts(language)),
  ...(language === "en" ? OWN : []).flatMap(([, name]) =>
    leaves(JSON.parse(readFileSync(join(ROOT, "www/src", name), "utf8")), `${name}: `),
  ),
  ...["start", ...APART.map(([folder]) => folder)].flatMap((folder) =>
    leaves({ [folder]: JSON.parse(readFileSync(join(FOLDER, folder, `${language}.json`), "utf8")) }),
  ),
  ...OWN_LESSONS.flatMap(({ name, lesson }) =>
    said(lesson).map(([path, text]) => /** @type {[string, string]} */ ([`${name}: ${path}`, text[language] ?? ""])),
  ),
];

test("Chinese has one word for each term of its glossary", () => {
  /** @type {{ en: string, zh: string, not: string[] }[]} */
  const glossary = JSON.parse(readFileSync(join(FOLDER, "glossary/zh.json"), "utf8"));
  const chinese = everywhere("zh").map(
    ([path, text]) => /** @type {const} */ ([path, text.replace(/`[^`]*`|\{\w+\}/g, "·")]),
  );
  for (const { zh } of glossary)
    assert.ok(
      chinese.some(([, text]) => text.includes(zh)),
      `${zh} is not used`,
    );
  // A variant may be a part of a term, 后验 of 聚合后验: terms are taken out first, long ones before their parts.
  const terms = glossary.map(({ zh }) => zh).sort((a, b) => b.length - a.length);
  const found = chinese.flatMap(([path, text]) => {
    const rest = terms.reduce((rest, term) => rest.replaceAll(term, "·"), text);
    return glossary.flatMap(({ zh, not }) =>
      not.filter((variant) => rest.includes(variant)).map((variant) => `${path}: ${variant} instead of ${zh}`),
    );
  });
  assert.deepEqual(found, []);
});

test("English says which posterior it means, in sentences that are not long", () => {
  const LONGEST = 18;
  for (const [path, written] of everywhere("en")) {
    const text = written.replace(/\[(.+?)\]\([\w-]+\)/g, "$1");
    for (const [named] of text.matchAll(/(\w+ )?posteriors?( collapse)?/gi)) {
      assert.match(named, /^(approximate|aggregate|true) |collapse$/i, `${path}: ${named}`);
    }
    // A formula and a piece of code are a word each.
    for (const sentence of text.replace(/\$+[^$]*\$+|`[^`]*`/g, "x").split(/(?<=[.!?][”)]?)\s+/)) {
      const words = sentence.split(/\s+/).filter((word) => /\p{L}/u.test(word));
      assert.ok(words.length <= LONGEST, `${path}: ${words.length} words: ${sentence}`);
    }
  }
});
