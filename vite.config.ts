import { defineConfig } from "vite";
import { compactStyles, compactTemplates, noGlobals, plainAddresses } from "./www/build/compact.ts";
import floor from "./www/build/floor.json" with { type: "json" };
import { offline } from "./www/build/offline.ts";
import { npmPackage } from "./www/build/npm/package.ts";
import { pages } from "./www/build/pages.ts";

// `base: "./"` makes every address relative, so that dist/ can be served from any sub-path.
export default defineConfig({
  root: "www",
  base: "./",
  publicDir: "public",
  plugins: [compactStyles, compactTemplates, noGlobals, plainAddresses, npmPackage, pages, offline],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    // The oldest browsers that have what the page calls: `toReversed` and `with` of arrays, and `adoptedStyleSheets`.
    target: Object.entries(floor).map(([browser, version]) => browser + version),
    // The wasm stays a file of its own: it is streamed, cached and compiled while it loads.
    assetsInlineLimit: 0,
    modulePreload: {
      // It would only repeat what the supported browsers do.
      polyfill: false,
      // Lists of what each part needs would weigh more on the first screen than they save later.
      resolveDependencies: (_, needed, { hostType }) => (hostType === "html" ? needed : []),
    },
    rolldownOptions: {
      checks: { bundlerTimings: false },
      // Of `embed.js` scripts import what it exports.
      preserveEntrySignatures: "exports-only",
      input: {
        index: "www/index.html",
        frame: "www/embed.html",
        gallery: "www/widgets.html",
        embed: "www/src/embed.ts",
        sw: "www/src/page/offline/sw.ts",
      },
      // What every part shares is one file: small ones compress badly.
      output: {
        // The one is named in others' pages, the other serves the folder that it lies in.
        entryFileNames: ({ name }) => (["embed", "sw"].includes(name) ? "[name].js" : "assets/[name]-[hash].js"),
        codeSplitting: {
          groups: [
            // Others' pages wait for these before anything is shown: the first are for our own page too.
            {
              name: "light",
              priority: 2,
              test: /vite\/preload-helper|src\/(texts\/(language|fill)|run\/(probe|state)|store\/hideable|figures\/(declaration|lab-element|properties|scripting))\.ts$/,
            },
            {
              name: "widgets",
              priority: 1,
              test: /src\/(figures\/(define|sentences|widget)\.ts|texts\/embed\/)/,
            },
            {
              name: "store",
              test: /src\/(store\/(\w+-(store|state)|remembered)|page\/(elements|lab)|panels\/options\/slider|ui\/(define|element)|draw\/view)\.ts$/,
            },
          ],
        },
      },
    },
  },
  worker: {
    format: "es",
    plugins: () => [plainAddresses],
    // No bundler reads the script again: only licences stay.
    rolldownOptions: { output: { comments: { annotation: false, jsdoc: false } } },
  },
  server: { fs: { allow: [".."] } },
});
