// The page's modules import each other in one direction: no circle, types and `import()` included.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { parse } from "vite";
import { ROOT } from "./files.mjs";

const FOLDER = join(ROOT, "www/src");
const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

/** Every node of a syntax tree. @param {any} node @returns {Generator<any>} */
function* nodes(node) {
  if (typeof node !== "object" || node === null) return;
  if (typeof node.type === "string") yield node;
  for (const child of Object.values(node)) yield* nodes(child);
}

/** The address that a node imports: of `import`, `export … from`, `import()` and `import("…").Type`. @param {any} node */
const addressOf = ({ type, source }) => (/Import|Export/.test(type) ? source?.value : undefined);

/** The modules that a module of our own imports. @param {string} name @param {string} text */
async function importsOf(name, text) {
  const { program, errors } = await parse(name, text);
  assert.deepEqual(errors, [], name);
  const addresses = [...nodes(program)].map(addressOf).filter((address) => /^\..*\.ts(\?|$)/.test(address ?? ""));
  const paths = addresses.map((address) => normalize(join(dirname(name), address.replace(/\?.*/, ""))));
  return paths.filter((path) => !path.startsWith(".."));
}

/** A circle of modules, if there is one. @param {Map<string, string[]>} imports */
function circle(imports) {
  const done = new Set();
  /** @param {string} name @param {string[]} path @returns {string[] | undefined} */
  const visit = (name, path) => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of imports.get(name) ?? []) {
      const found = visit(next, [...path, name]);
      if (found) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const name of imports.keys()) {
    const found = visit(name, []);
    if (found) return found;
  }
  return undefined;
}

/** @param {readonly (readonly [string, string])[]} sources */
const graph = async (sources) =>
  new Map(
    await Promise.all(sources.map(async ([name, text]) => /** @type {const} */ ([name, await importsOf(name, text)]))),
  );

test("no circle of imports in the page", async () => {
  const imports = await graph(files.map((name) => [name, readFileSync(join(FOLDER, name), "utf8")]));
  assert.ok([...imports.values()].flat().length > 500, "the imports were not found");
  for (const name of [...imports.values()].flat()) assert.ok(imports.has(name), `${name} is not among the modules`);
  assert.equal(circle(imports)?.join(" → "), undefined);
});

for (const back of [
  'import { a } from "../a.ts";',
  'import type { A } from "../a.ts";',
  'export * from "../a.ts";',
  'export const load = () => import("../a.ts");',
  'export type A = import("../a.ts").A;',
  'export const address = await import("../a.ts?worker&url");',
]) {
  test(`a circle is found that is closed by: ${back}`, async () => {
    const imports = await graph([
      ["a.ts", 'import { b } from "./folder/b.ts"; export const a = b;'],
      ["folder/b.ts", back],
    ]);
    assert.deepEqual(circle(imports), ["a.ts", "folder/b.ts", "a.ts"]);
  });
}
