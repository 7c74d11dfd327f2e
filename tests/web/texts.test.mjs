// The page's languages say all that there is to say: the same texts, every option, preset and refusal of the engine.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { ROOT, wasmPath } from "./files.mjs";

const FOLDER = join(ROOT, "www/src/texts");
/** Texts whose English is the engine's own, or in `refusals.json` and `notices.json`. */
const OF_THE_ENGINE = /^(errors\.|notices\.|ranges\.|words\.)/;

/** The texts of a language, with those of each method under `models`. @param {string} language */
const texts = (language) => {
  /** @param {string[]} path */
  const read = (...path) => JSON.parse(readFileSync(join(FOLDER, ...path), "utf8"));
  const [first, panels] = ["", "panels"].map((folder) => read(folder, `${language}.json`));
  for (const key of Object.keys(panels)) assert.ok(!(key in first), `${key} is in two files of ${language}`);
  const files = readdirSync(join(FOLDER, "models")).filter((name) => name.endsWith(`.${language}.json`));
  const models = files.map((name) => [name.split(".")[0], read("models", name)]);
  return { ...first, ...panels, models: Object.fromEntries(models) };
};

/** Every text by its path; parts of a list are numbered. @param {any} tree @param {string} path @returns {[string, string][]} */
const leaves = (tree, path = "") =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  );

/** @param {string} text */
const placeholders = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

/** The codes of every error that Rust's `refusals!` declares. */
function engineCodes() {
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".rs"))
    .map((name) => readFileSync(join(ROOT, "src", name), "utf8"));
  const declared = sources.flatMap((source) => [...source.matchAll(/\brefusals! \{([\s\S]*?)\n\}/g)]);
  return declared.flatMap(([, body = ""]) => [...body.matchAll(/= "([a-z-]+)":/g)].map(([, code = ""]) => code));
}

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

  test(`${language} names every option, choice and preset`, () => {
    const { options, presets } = texts(language);
    for (const { key, kind } of Lab.specs()) {
      assert.ok(options[key]?.label && options[key]?.help, key);
      const choices = kind.type === "choice" ? kind.choices : [];
      for (const choice of choices) assert.ok(options[key].choices?.[choice], `${key}: ${choice}`);
    }
    /** @type {{ key: string }[]} */
    const declared = JSON.parse(readFileSync(join(ROOT, "src/models/presets.json"), "utf8"));
    for (const { key } of declared) {
      assert.deepEqual(Object.keys(presets[key] ?? {}).sort(), ["help", "label", "look"], key);
    }
    assert.equal(Object.keys(presets).length, declared.length, "presets that are no more");
  });

  // Refusals come with their English sentences.
  if (language === "en") continue;
  test(`${language} says every refusal of the engine and of the page`, () => {
    const { errors } = texts(language);
    const codes = engineCodes();
    assert.ok(codes.length > 20, "the codes were not found");
    for (const code of codes) assert.ok(errors[code], code);
    /** @type {Record<string, string>} */
    const own = JSON.parse(readFileSync(join(ROOT, "www/src/run/refusals.json"), "utf8"));
    for (const [code, sentence] of Object.entries(own)) {
      assert.deepEqual(placeholders(errors[code] ?? ""), placeholders(sentence), code);
      assert.ok(errors[code], code);
    }
    const known = new Set([...codes, ...Object.keys(own)]);
    for (const code of Object.keys(errors)) assert.ok(known.has(code), `${code} is no refusal`);
  });

  test(`${language} says all news of a run`, () => {
    const { notices } = texts(language);
    /** @type {Record<string, string>} */
    const own = JSON.parse(readFileSync(join(ROOT, "www/src/run/notices.json"), "utf8"));
    assert.deepEqual(Object.keys(notices).sort(), Object.keys(own).sort());
    for (const [code, sentence] of Object.entries(own)) {
      assert.deepEqual(placeholders(notices[code]), placeholders(sentence), code);
    }
  });
}

/** The page's scripts, joined; of those that have to do with something. */
const scripts = (having = /^/) =>
  readdirSync(join(ROOT, "www/src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(ROOT, "www/src", name), "utf8"))
    .filter((source) => having.test(source))
    .join("\n");

test("every text that the page names is there, and every text is named", () => {
  const source = scripts();
  const there = new Map(leaves(english));
  const literal = [...source.matchAll(/\bsay\(\s*"([\w.-]+)"/g)].map(([, path = ""]) => path);
  assert.ok(literal.length > 50, "the texts that the page names were not found");
  for (const path of literal) assert.ok(there.has(path), `${path} is missing`);

  // Named as they are, or with parts that are filled in: `plane.${name}`.
  const named = new Set([...source.matchAll(/["'`]([\w-]+(?:\.[\w-]+)+|\w+)["'`]/g)].map(([, path]) => path));
  const templates = [...source.matchAll(/`((?:[\w-]+\.|\$\{[^`}]*\})(?:[\w.-]|\$\{[^`}]*\})*)`/g)].map(
    ([, text = ""]) => text,
  );
  const patterns = templates
    .filter((text) => /\$/.test(text) && /[A-Za-z]/.test(text.replace(/\$\{[^}]*\}/g, "")))
    .map((text) => new RegExp(`^${text.replaceAll(".", "\\.").replace(/\$\{[^}]*\}/g, "[\\w.-]+")}$`));
  for (const whole of there.keys()) {
    // The engine names its options and presets itself.
    if (OF_THE_ENGINE.test(whole) || /^(presets|options\.\w+)\.\w+/.test(whole)) continue;
    // What is said of a model is named without its method.
    const path = whole.replace(/^models\.\w+\./, "");
    assert.ok(named.has(path) || patterns.some((pattern) => pattern.test(path)), `${path} is not used`);
  }
});

/** Texts of few scripts: where they are, what those scripts have to do with, and how they read them. */
const APART = /** @type {const} */ ([
  ["gallery", /galleryTexts/i, /\btexts((?:\.\w+|\[[\w.]+\])+)/g],
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

const LESSONS = join(ROOT, "www/src/lessons");
const lessons = readdirSync(LESSONS).filter((name) => name.endsWith(".json"));

/** Every text of a lesson by its path, as an object of languages. @param {any} tree @param {string} path */
const said = (tree, path = "") =>
  Object.entries(tree).flatMap(([key, value]) => {
    if (typeof value !== "object" || value === null) return [];
    const text = "en" in value || ["title", "about", "text"].includes(key);
    /** @type {[string, Record<string, string>][]} */
    const found = text ? [[path + key, value]] : said(value, `${path}${key}.`);
    return found;
  });

for (const name of lessons) {
  test(`the lesson ${name} is said in every language, and what it sets and asks for is there`, () => {
    const lesson = JSON.parse(readFileSync(join(LESSONS, name), "utf8"));
    const spoken = said(lesson);
    assert.ok(spoken.length >= 2 + 2 * lesson.steps.length, "texts are missing");
    for (const [path, text] of spoken) {
      assert.deepEqual(Object.keys(text).sort(), [...languages].sort(), path);
      for (const [language, words] of Object.entries(text)) assert.ok(words.trim().length > 0, `${path}: ${language}`);
    }
    const options = Lab.specs().map(({ key }) => key);
    const { measures } = english.lesson;
    for (const { goal = {} } of lesson.steps) {
      for (const key of Object.keys(goal)) assert.ok(key in measures || options.includes(key), `${key} is no measure`);
    }
    const controls = ["options", "preset", "data", "step", "reset", "newSeed", ...options];
    for (const key of [lesson.lock ?? [], ...lesson.steps.map((/** @type {any} */ step) => step.unlock ?? [])].flat()) {
      assert.ok(controls.includes(key), `${key} is no control`);
    }
  });
}
