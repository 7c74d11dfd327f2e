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
    modulePreload: {
      // It would only repeat what the supported browsers do.
      polyfill: false,
      // Lists of what each part needs would weigh more on the first screen than they save later.
      resolveDependencies: (_, needed, { hostType }) => (hostType === "html" ? needed : []),
    },
    rolldownOptions: {
      input: { index: "www/index.html" },
      // What every part shares is one file: small ones compress badly.
      output: {
        codeSplitting: {
          groups: [{ name: "workbench", test: /src\/(workbench|define|components\/element|draw\/view)\.ts$/ }],
        },
      },
    },
  },
  worker: { format: "es" },
  server: { fs: { allow: [".."] } },
});
