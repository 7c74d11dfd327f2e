// Builds the page with each bundler, as its own documentation has it: `node bundlers.mjs`.
import { cp, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import webpack from "webpack";

const page = (script) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>A site with a figure</title>
  <link rel="icon" href="data:," />
  <vae-latent></vae-latent>
  ${script}
</html>
`;
const MODULE = '<script type="module" src="main.js"></script>';

const out = (name) => resolve("out", name);
const folderOf = (name) => cp("node_modules/vae-lab", resolve(out(name), "vae-lab"), { recursive: true });

async function byWebpack(name) {
  const stats = await promisify(webpack)({
    mode: "production",
    entry: "./plain.js",
    output: { path: out(name), filename: "main.js" },
    optimization: { minimize: false },
    performance: { hints: false },
  });
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
  await writeFile(resolve(out(name), "index.html"), page(MODULE));
}

async function byEsbuild(name, entry, script, options) {
  await esbuild.build({ entryPoints: { main: entry }, bundle: true, outdir: out(name), logLevel: "error", ...options });
  await folderOf(name);
  await writeFile(resolve(out(name), "index.html"), page(script));
}

async function byRollup(name) {
  const resolveId = (id) => (id === "vae-lab" ? resolve("node_modules/vae-lab/embed.js") : undefined);
  const bundle = await rollup({ input: { main: "told.js" }, plugins: [{ name: "packages", resolveId }] });
  await bundle.write({ dir: out(name), format: "es" });
  await folderOf(name);
  await writeFile(resolve(out(name), "index.html"), page(MODULE));
}

await Promise.all([
  byWebpack("webpack"),
  byEsbuild("esbuild, one file", "plain.js", '<script src="main.js" data-vae-site="vae-lab/"></script>', {}),
  byEsbuild("esbuild, in parts", "told.js", MODULE, { format: "esm", splitting: true }),
  byRollup("Rollup"),
]);
