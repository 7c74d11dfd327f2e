import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import about from "../../package.json" with { type: "json" };

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The version of everything, as Cargo.toml says it. */
export const VERSION = /^version = "(.+)"$/m.exec(read("Cargo.toml"))?.[1] ?? "";

const { name, description, license, type } = about;
/** What makes the site's folder an npm package as well. */
const MANIFEST = {
  name,
  version: VERSION,
  description,
  license,
  type,
  files: ["*"],
  exports: { ".": { default: "./embed.js" }, "./package.json": "./package.json" },
};

/** Adds to the site what a package has beside its code. */
export const npmPackage: Plugin = {
  name: "npm-package",
  generateBundle() {
    const emit = (fileName: string, source: string) => this.emitFile({ type: "asset", fileName, source });
    emit("package.json", `${JSON.stringify(MANIFEST, null, 2)}\n`);
    emit("LICENSE", read("LICENSE"));
  },
};
