import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// One module worker with every peer, each loaded when it is asked for.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./",
  build: {
    outDir: "../../target/peers",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: { input: { worker: "worker.ts" }, output: { entryFileNames: "[name].js" } },
  },
});
