/** The elements of the page in Node: what they would show is read from their templates, so that no browser is needed. */
import { type ViteDevServer, createServer } from "vite";
import { ROOT } from "./files.mjs";

/** What of a browser the modules of the elements ask for when they are loaded. */
Object.assign(globalThis, { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });

let server: ViteDevServer | undefined;

/** A module of the page as its build has it; the tests' own loader knows no such decorators. */
export async function load(path: string): Promise<Record<string, unknown>> {
  server ??= await createServer({
    configFile: false,
    root: ROOT,
    appType: "custom",
    logLevel: "error",
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  });
  return server.ssrLoadModule(`/www/src/${path}`);
}

export async function closeLoader(): Promise<void> {
  await server?.close();
  server = undefined;
}

interface Template {
  strings: readonly string[];
  values: readonly unknown[];
}

const isTemplate = (value: unknown): value is Template =>
  typeof value === "object" && value !== null && "strings" in value && "values" in value;

/** What an element shows now: its texts in their order, and last the names of what is no text. */
export function shownBy(element: object): string[] {
  const names: string[] = [];
  const text = (value: unknown): string => {
    if (Array.isArray(value)) return value.map(text).join("");
    if (!isTemplate(value)) return ["string", "number"].includes(typeof value) ? `\n${String(value)}` : "";
    let markup = "";
    value.strings.forEach((piece, at) => {
      markup += piece;
      const next = value.values[at];
      if (markup.lastIndexOf("<") < markup.lastIndexOf(">") || !markup.includes("<"))
        markup += text(next).replace(/[<>]/g, "");
      else if (/aria-label="?$/.test(piece) && typeof next === "string") names.push(next);
    });
    return markup.replace(/<[^>]*>/g, "\n");
  };
  const shown = text((element as { render(): unknown }).render());
  return [...shown.split("\n"), ...names].map((line) => line.trim()).filter(Boolean);
}
