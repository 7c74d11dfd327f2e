import type { Plugin } from "vite";

/** Styles are laid out for people: what a browser does not need of that is not sent. */
export const compactStyles: Plugin = {
  name: "compact-styles",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith(".ts")) return;
    return code.replace(/\bcss`[^`]*`/g, (style) => style.replace(/\/\*.*?\*\//gs, "").replace(/\s+/g, " "));
  },
};

/** What Lit leaves on the page: its versions, to warn of a second copy, and what only standard decorators need. */
const LIT_GLOBALS: readonly (readonly [RegExp, string])[] = [
  [/\(\w+\.\w+Versions\?\?=\[\]\)\.push\("[\d.]+"\)/g, "0"],
  [/Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap/g, "0"],
  [/this\[Symbol\.metadata\]/g, "null"],
];

/** A page of somebody else's finds no globals that it did not make. */
export const noGlobals: Plugin = {
  name: "no-globals",
  enforce: "pre",
  transform(code, id) {
    if (!/node_modules.*\blit\b/.test(id)) return;
    return LIT_GLOBALS.reduce((code, [left, nothing]) => code.replace(left, nothing), code);
  },
};

/** `new URL(new URL(FILE, import.meta.url).href, "" + import.meta.url)`, as Vite writes the address of a file. */
const ADDRESS =
  /new URL\((new URL\([`"'][^`"']+[`"'],\s*import\.meta\.url\))\.href,\s*(?:[`"']{2}\s*\+\s*)?import\.meta\.url\)/g;

/** Says addresses of files in the one form that every bundler knows, for those who build the package into a site of theirs. */
export const plainAddresses: Plugin = {
  name: "plain-addresses",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = file.code.replace(ADDRESS, "$1");
  },
};
