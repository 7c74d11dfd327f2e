import { defineConfig } from "vite";

// `base: "./"` makes every address relative, so that dist/ can be served from any sub-path.
export default defineConfig({
  root: "www",
  base: "./",
  publicDir: "public",
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
