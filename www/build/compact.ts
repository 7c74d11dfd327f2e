import { type Plugin, parseSync } from "vite";

/** Styles are laid out for people: what a browser does not need of that is not sent. */
export const compactStyles: Plugin = {
  name: "compact-styles",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith(".ts")) return;
    return code.replace(/\bcss`[^`]*`/g, (style) =>
      style
        .replace(/\/\*.*?\*\//gs, "")
        .replace(/\s+/g, " ")
        // Spaces beside what is filled in stay.
        .replace(/\$\{[^}]*\}| ?([{};,]) ?|(:) /g, (whole, mark?: string, colon?: string) => mark ?? colon ?? whole)
        .replaceAll(";}", "}")
        .replaceAll(" > ", ">")
        .replace(/(?<=[\s:,(])0(?=\.\d)/g, ""),
    );
  },
};

/** Every node of a syntax tree. */
function* nodes(node: unknown): Generator<any> {
  if (typeof node !== "object" || node === null) return;
  if ("type" in node) yield node;
  for (const child of Object.values(node)) yield* nodes(child);
}

/** So are templates: a browser shows a line break and what indents the next line as one space, and none where a tag ends. */
export const compactTemplates: Plugin = {
  name: "compact-templates",
  enforce: "pre",
  transform(code, id) {
    if (!/www\/src\/.*\.ts$/.test(id) || !/\b(html|svg)`/.test(code)) return;
    const tagged = [...nodes(parseSync(id, code).program)].filter(
      ({ type, tag }) => type === "TaggedTemplateExpression" && /^(html|svg)$/.test(tag.name),
    );
    const texts = tagged.flatMap(({ quasi }) => quasi.quasis).sort((a, b) => b.start - a.start);
    return texts.reduce(
      (code: string, { start, end }) =>
        code.slice(0, start) +
        code.slice(start, end).replace(/\s*\n\s*(>?)/g, (_, end: string) => end || " ") +
        code.slice(end),
      code,
    );
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

/** An import, and the address of a file, whose name is not known before it runs. */
const UNKNOWN_IMPORT = /\bimport\((?=[\w$]+\)|`[^`]*\$\{)/g;
const UNKNOWN_FILE = /(?<=new URL\([\w$]+,\s*)(?=import\.meta\.url\))/g;

/** An import for which nothing else is to be fetched ahead: Vite's call around it does nothing. */
const ALONE =
  /(?<![\w$.])[\w$]+\(\(\)=>(import\([`"'][^`"']+[`"']\)(?:\.then\(\w+=>\w+(?:\.\w+)?\))?),\[\],import\.meta\.url\)/g;

/**
 * Says addresses of files in the one form that every bundler knows, for those who build the package into a site of theirs,
 * and has them leave alone what only a browser can import.
 */
export const plainAddresses: Plugin = {
  name: "plain-addresses",
  generateBundle: {
    // Vite says in its own turn what is to be fetched ahead.
    order: "post",
    handler(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === "chunk")
          file.code = file.code
            .replace(ALONE, "$1")
            .replace(ADDRESS, "$1")
            .replace(UNKNOWN_IMPORT, "import(/* webpackIgnore: true */ /* @vite-ignore */ ")
            .replace(UNKNOWN_FILE, '""+');
    },
  },
};
