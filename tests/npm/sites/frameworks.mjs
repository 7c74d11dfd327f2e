// Pages with a figure by each framework, empty and as a server makes them: `node frameworks.mjs`.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { compile } from "svelte/compiler";
import { createSSRApp, h } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import props from "./props.json" with { type: "json" };

const { first } = props;
const out = (name) => resolve("out", name);

/** Compiles Svelte's components for a page or for a server. */
const svelte = (generate) => ({
  name: "svelte",
  setup: (build) =>
    build.onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: compile(await readFile(path, "utf8"), { generate, filename: path }).js.code,
    })),
});

const bundle = (entry, outfile, options) =>
  esbuild.build({
    entryPoints: [entry],
    bundle: true,
    outfile,
    format: "esm",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    ...options,
  });

async function bySvelte() {
  const server = resolve("out/server.mjs");
  const stdin = {
    contents: 'export { render } from "svelte/server"; export { default } from "./Page.svelte";',
    resolveDir: ".",
  };
  await bundle(undefined, server, { entryPoints: undefined, stdin, platform: "node", plugins: [svelte("server")] });
  const { default: Page, render } = await import(pathToFileURL(server).href);
  const { readable } = await import("svelte/store");
  return render(Page, { props: { all: readable(first) } }).body;
}

const served = {
  React: renderToString(createElement("vae-lab", first)),
  Vue: await renderVue(createSSRApp({ render: () => h("vae-lab", first) })),
  Svelte: await bySvelte(),
};

for (const [name, html] of Object.entries(served)) {
  await mkdir(out(name), { recursive: true });
  const entry = `${name.toLowerCase()}.js`;
  await bundle(entry, resolve(out(name), "main.js"), {
    plugins: [svelte("client")],
    conditions: ["browser", "production"],
  });
  const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>A page by ${name}</title>
  <link rel="icon" href="data:," />
  <div style="height: 3000px"></div>
  <div id="early"></div>
  <div id="served">${html}</div>
  <div id="late"></div>
  <script type="module" src="main.js"></script>
</html>
`;
  await writeFile(resolve(out(name), "index.html"), page);
  await cp("node_modules/vae-lab", resolve(out(name), "vae-lab"), { recursive: true });
}
