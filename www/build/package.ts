import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import about from "../../package.json" with { type: "json" };

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

/** The types of what scripts may use, for those who import the package. */
const TYPES = `${read("www/src/api.ts").replace('"../../src/web/types.d.ts"', '"./engine.js"')}
declare global {
  interface HTMLElementTagNameMap {
    "vae-lab": VaeLabElement;
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
};

/** Makes the built folder an npm package as well. */
export const npmPackage: Plugin = {
  name: "npm-package",
  generateBundle() {
    for (const [fileName, source] of Object.entries(PAPERS)) this.emitFile({ type: "asset", fileName, source });
  },
};
