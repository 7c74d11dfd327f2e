// The oldest browsers that the page runs in: what it is built of is not newer, and what it says of them is true.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { parse, transformWithOxc } from "vite";
import { ROOT, siteFiles } from "./files.mjs";

const FLOOR = JSON.parse(readFileSync(join(ROOT, "www/build/floor.json"), "utf8"));
const target = Object.entries(FLOOR).map(([browser, version]) => browser + version);
const scripts = siteFiles()
  .filter(({ path }) => path.endsWith(".js"))
  .map(({ path, bytes }) => /** @type {const} */ ([relative(join(ROOT, "dist"), path), bytes.toString("utf8")]));
const pages = siteFiles()
  .filter(({ path }) => path.endsWith(".html"))
  .map(({ path, bytes }) => /** @type {const} */ ([relative(join(ROOT, "dist"), path), bytes.toString("utf8")]));

/** Every node of a syntax tree. @param {any} node @returns {Generator<any>} */
function* nodes(node) {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.type === "string") yield node;
  for (const child of Object.values(node)) yield* nodes(child);
}

/** @param {string} name @param {string} text */
async function tree(name, text) {
  const { program, errors } = await parse(name, text);
  assert.deepEqual(errors, [], name);
  return [...nodes(program)];
}

/** A script with its syntax as old as those browsers need it. @param {string} text @param {string | string[]} target */
const lowered = async (text, target) => (await transformWithOxc(text, "script.js", { target, sourcemap: false })).code;

/** What is newer than one of those browsers, of members and globals that a page could be tempted by. */
const NEWER = new Set(
  `fromAsync groupBy withResolvers isWellFormed toWellFormed waitAsync transferToFixedLength
  isSubsetOf isSupersetOf isDisjointFrom symmetricDifference getOrInsert getOrInsertComputed
  canParse any checkVisibility showPopover hidePopover togglePopover startViewTransition setHTMLUnsafe parseHTMLUnsafe getHTML
  moveBefore toBase64 fromBase64 toHex fromHex f16round sumPrecise isError scheduler Iterator Float16Array
  requestIdleCallback cancelIdleCallback showSaveFilePicker showOpenFilePicker Segmenter DurationFormat
  URLPattern CloseWatcher Highlight ViewTransition Temporal AsyncDisposableStack DisposableStack SuppressedError Navigation
  Sanitizer EyeDropper ImageDecoder CookieStore Observable caretPositionFromPoint isInputPending`.split(/\s+/),
);
test("no script has syntax that is newer than the oldest browsers", async () => {
  assert.ok(scripts.length > 50, "the scripts were not found");
  for (const [name, text] of scripts) assert.equal(await lowered(text, target), await lowered(text, "esnext"), name);
  assert.notEqual(await lowered("using a = b;", target), await lowered("using a = b;", "esnext"));
});

test("no script calls what is newer than the oldest browsers", async () => {
  const found = new Set();
  for (const [name, text] of scripts)
    for (const node of await tree(name, text)) {
      const called = node.type === "MemberExpression" && !node.computed ? node.property : node;
      if (called.type === "Identifier" && NEWER.has(called.name)) found.add(called.name);
    }
  assert.deepEqual([...found], []);
});

test("what an article loads at once can be read by browsers that are too old, so that it can say so", async () => {
  const named = new Map(scripts);
  const read = new Set(["embed.js"]);
  for (const name of read) {
    const all = await tree(name, named.get(name) ?? assert.fail(name));
    const files = all.filter(({ type }) => type === "ImportDeclaration").map(({ source }) => source.value);
    for (const file of files) read.add(join(name, "..", file));
    assert.ok(!all.some(({ type }) => type === "StaticBlock"), name);
  }
  assert.ok(read.size > 2);
});

test("what a page says where its scripts do not run can be read by any browser", async () => {
  assert.equal(pages.length, 3);
  for (const [name, text] of pages) {
    const script = /<script>(.*?)<\/script>/s.exec(text)?.[1] ?? assert.fail(name);
    assert.equal(await lowered(script, "es2015"), await lowered(script, "esnext"), name);
    const modern = /Arrow|Template|Class|Spread|Rest|Await|Default|Pattern|ForOf|Chain/;
    for (const node of await tree("script.js", script)) {
      assert.doesNotMatch(node.type, modern, name);
      if (node.type === "VariableDeclaration") assert.equal(node.kind, "var", name);
    }
  }
});

test("texts and documents name the oldest browsers as they are", () => {
  const versions = /Chrome (\d[\d.]*\d)(?:, |、)Firefox (\d[\d.]*\d)(?:, |、| or )Safari (\d[\d.]*\d)/g;
  const files = [
    "README.md",
    ...["docs", "www/src", "www/build"].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
    ),
  ].filter((name) => /\.(md|json)$/.test(name));
  /** @type {Record<string, unknown>} */
  const said = {};
  for (const name of files)
    for (const [, chrome, firefox, safari] of readFileSync(join(ROOT, name), "utf8").matchAll(versions))
      said[name] = { chrome, firefox, safari };
  assert.ok(Object.keys(said).length >= 8, "they were not found");
  for (const [name, found] of Object.entries(said)) assert.deepEqual(found, FLOOR, name);
});
