import { type Plugin, defineConfig } from "vite";

/** Styles are laid out for people: what a browser does not need of that is not sent. */
const compactStyles: Plugin = {
  name: "compact-styles",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith(".ts")) return;
    return code.replace(/\bcss`[^`]*`/g, (style) => style.replace(/\/\*.*?\*\//gs, "").replace(/\s+/g, " "));
  },
};

// `base: "./"` makes every address relative, so that dist/ can be served from any sub-path.
export default defineConfig({
  root: "www",
  base: "./",
  publicDir: "public",
  plugins: [compactStyles],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    target: "es2022",
    // The wasm stays a file of its own: it is streamed, cached and compiled while it loads.
    assetsInlineLimit: 0,
    // A module preload polyfill would only repeat what the supported browsers do.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: "www/index.html" } },
  },
  worker: { format: "es" },
  server: { fs: { allow: [".."] } },
});
