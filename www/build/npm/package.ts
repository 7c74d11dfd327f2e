/** The built folder as an npm package: its manifest, its types, and an entry for each element. */
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import about from "../../../package.json" with { type: "json" };
import { PUBLISHED } from "../../src/lessons/shape.ts";
import { MANIFEST_OF_ELEMENTS } from "./custom-elements.ts";
import { NAMES, TYPED, TYPES } from "./types.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

/** The version of everything, as Cargo.toml says it. */
const VERSION = /^version = "(.+)"$/m.exec(read("Cargo.toml"))?.[1] ?? "";

/** Where the sources are, as the machine says that builds them for everyone. */
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
const repository = GITHUB_REPOSITORY && {
  repository: { type: "git", url: `git+${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}.git` },
};

/** The entry of an element, below the folder of the package. */
const entryOf = (name: string) => `elements/${name}.js`;

const typed = (types: string, code: string) => ({ types: `./${types}`, default: `./${code}` });

const { name, description, keywords, license, type } = about;
const MANIFEST = {
  name,
  version: VERSION,
  description,
  keywords,
  license,
  ...repository,
  type,
  files: ["*"],
  // Of every other file only what is imported from it is wanted.
  sideEffects: ["./embed.js", "./anywidget.js", "./elements/*.js", "./assets/*.js"],
  customElements: "custom-elements.json",
  // For tools that do not know `exports`.
  main: "./embed.js",
  types: "./embed.d.ts",
  exports: {
    ".": typed("embed.d.ts", "embed.js"),
    ...Object.fromEntries(NAMES.map((name) => [`./${name}`, typed(`elements/${name}.d.ts`, entryOf(name))])),
    ...Object.fromEntries(TYPED.map((name) => [`./${name}`, typed(`${name}.d.ts`, "embed.js")])),
    "./custom-elements.json": "./custom-elements.json",
    "./lesson.schema.json": "./lesson.schema.json",
    "./package.json": "./package.json",
  },
};

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

/** What a package has beside its code, by name. */
const PAPERS: Readonly<Record<string, string>> = {
  ...TYPES,
  "package.json": json(MANIFEST),
  "README.md": read("www/build/npm/README.md"),
  LICENSE: read("LICENSE"),
  "custom-elements.json": json(MANIFEST_OF_ELEMENTS),
  "lesson.schema.json": json(PUBLISHED),
};

/** The entry of notebooks. */
const NOTEBOOK = "anywidget.js";
const ENTRIES = [NOTEBOOK, ...NAMES.map(entryOf)];

/** Whether a file is there for the package alone: no page of the site asks for it. */
export const isOfPackage = (file: string): boolean => file in PAPERS || ENTRIES.includes(file);

/** The module of an element that has no file of its own in the sources. */
const ELEMENT = "\0element:";
const moduleOf = (element: string) => `
import { defineElements } from "/src/figures/define.ts";
export { setSite, stage } from "/src/figures/define.ts";
defineElements(["${element}"], import.meta.url);
`;

/** Makes the built folder an npm package as well. */
export const npmPackage: Plugin = {
  name: "npm-package",
  apply: "build",
  buildStart() {
    this.emitFile({ type: "chunk", id: "/src/anywidget.ts", fileName: NOTEBOOK });
    for (const name of NAMES) this.emitFile({ type: "chunk", id: ELEMENT + name, fileName: entryOf(name) });
  },
  resolveId: (id) => (id.startsWith(ELEMENT) ? id : undefined),
  load: (id) => (id.startsWith(ELEMENT) ? moduleOf(id.slice(ELEMENT.length)) : undefined),
  generateBundle() {
    for (const [fileName, source] of Object.entries(PAPERS)) this.emitFile({ type: "asset", fileName, source });
  },
};
