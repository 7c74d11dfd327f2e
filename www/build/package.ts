import { readFileSync, readdirSync } from "node:fs";
import type { Plugin } from "vite";
import about from "../../package.json" with { type: "json" };
import { fill } from "../src/texts/fill.ts";
import texts from "../src/texts/gallery/en.json" with { type: "json" };
import {
  ATTRIBUTES,
  ELEMENTS,
  type ElementName,
  type Kind,
  type Property,
  attributeOf,
  attributesOf,
} from "../src/figures/declaration.ts";
import { PUBLISHED } from "../src/lessons/shape.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The version of everything, as Cargo.toml says it. */
const VERSION = /^version = "(.+)"$/m.exec(read("Cargo.toml"))?.[1] ?? "";

const { name, description, license, type } = about;
const MANIFEST = {
  name,
  version: VERSION,
  description,
  license,
  type,
  files: ["*"],
  exports: { ".": { types: "./embed.d.ts", default: "./embed.js" }, "./package.json": "./package.json" },
};

const NAMES = Object.keys(ELEMENTS) as ElementName[];

/** `vae-latent` → `VaeLatentElement`. */
const interfaceOf = (name: ElementName) =>
  `${name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Element`;

function typeOf(kind: Kind): string {
  switch (kind.type) {
    case "flag":
      return "boolean";
    case "pixels":
      return "number | undefined";
    case "choice":
      return `${kind.choices.map((choice) => `"${choice}"`).join(" | ")} | undefined`;
    default:
      return "string | undefined";
  }
}

const models = readdirSync(new URL("../models", import.meta.url)).flatMap(
  (file) => /(.+)\.safetensors$/.exec(file)?.slice(1) ?? [],
);

/** Every element has `lang` already. */
const properties = (name: ElementName) => attributesOf(name).filter((property) => property !== "lang");
const member = (property: Property) =>
  [...new Set([attributeOf(property), property])]
    .map(
      (name) =>
        `  /** ${fill(texts.attributes[property], { models: models.join(", ") })} */\n  ${name}: ${typeOf(ATTRIBUTES[property])};`,
    )
    .join("\n");

const elementType = (name: ElementName) => `/** \`<${name}>\`: ${texts.elements[name].alt}. */
export interface ${interfaceOf(name)} extends VaeElement {
${properties(name).map(member).join("\n")}
}`;

/** The types of what scripts may use, for those who import the package: of each element those that its declaration says. */
const TYPES = `${read("www/src/api.ts").replace('"../../src/web/types.d.ts"', '"./engine.js"')}
${NAMES.map(elementType).join("\n\n")}

/**
 * Says in which folder the built site lies: figures fetch what they need from there. It is for bundlers that do not copy
 * the files which a module names by \`new URL(…, import.meta.url)\`, and is to be called before a figure is on show.
 */
export declare function setSite(url: string | URL): void;

declare global {
  interface HTMLElementTagNameMap {
${NAMES.map((name) => `    "${name}": ${interfaceOf(name)};`).join("\n")}
  }
}
`;

/** What a package has beside its code, by name: nothing that a page asks for. */
export const PAPERS: Readonly<Record<string, string>> = {
  "package.json": `${JSON.stringify(MANIFEST, null, 2)}\n`,
  "README.md": read("www/build/package.md"),
  LICENSE: read("LICENSE"),
  "embed.d.ts": TYPES,
  "engine.d.ts": read("src/web/types.d.ts"),
  "lesson.schema.json": `${JSON.stringify(PUBLISHED, null, 2)}\n`,
};

/** Makes the built folder an npm package as well. */
export const npmPackage: Plugin = {
  name: "npm-package",
  generateBundle() {
    for (const [fileName, source] of Object.entries(PAPERS)) this.emitFile({ type: "asset", fileName, source });
  },
};
