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
