// The package as `npm pack` makes it of the built folder, in the Vite project of the examples: installed, checked,
// built, opened.
import { execFile } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../web/files.mjs";
import { serve } from "../../www/serve.mjs";
import { ELEMENTS } from "../../www/src/figures/declaration.ts";
import { expect, test } from "@playwright/test";

const PROJECT = join(ROOT, "target/npm");
const run = promisify(execFile);
/** Runs one of the project's own tools in the other project. */
const tool = (name: string, ...args: string[]) =>
  run(join(ROOT, "node_modules/.bin", name), args, { cwd: PROJECT, env: { ...process.env, NODE_ENV: "production" } });

test.beforeAll(async () => {
  await rm(PROJECT, { recursive: true, force: true });
  await cp(join(ROOT, "examples/npm"), PROJECT, { recursive: true });
  const { stdout } = await run("npm", ["pack", join(ROOT, "dist"), "--json"], { cwd: PROJECT });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await run("npm", ["install", `./${filename}`, "--offline", "--no-audit", "--no-fund"], { cwd: PROJECT });
});

test("it has an entry, types and the crate's version, and depends on nothing", async () => {
  const read = async (path: string) => readFile(join(PROJECT, "node_modules/vae-lab", path), "utf8");
  const { name, version, type, license, exports, dependencies } = JSON.parse(await read("package.json"));
  const crate = /^version = "(.+)"$/m.exec(await readFile(join(ROOT, "Cargo.toml"), "utf8"))?.[1];
  expect({ name, version, type, license, dependencies }).toEqual({
    name: "vae-lab",
    version: crate,
    type: "module",
    license: "MIT",
    dependencies: undefined,
  });
  for (const entry of Object.values<string | Record<string, string>>(exports))
    for (const path of typeof entry === "string" ? [entry] : Object.values(entry)) await read(path);
  expect(await read("LICENSE")).toContain("MIT");
  expect(await read("README.md")).toContain("VAE Lab");
});

test("a project that imports it is checked and built, and its lab trains", async ({ page }) => {
  await tool("tsc");
  await tool("vite", "build", "--logLevel", "warn");
  const server = await serve(join(PROJECT, "dist"), 0, "/blog/");
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(blob|data):/.test(url) && !url.startsWith(server.url)) faults.push(url);
  });
  try {
    await page.goto(server.url);
    await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
    await expect.poll(async () => Number.parseInt(await page.locator("#progress").innerText())).toBeGreaterThan(20);
    const figure = page.locator("vae-latent");
    await expect(figure).toHaveAttribute("pins", "0,1;-1,0.5");
    await figure.scrollIntoViewIfNeeded();
    await expect(figure.locator(".body")).toBeVisible();
    expect(faults).toEqual([]);
  } finally {
    server.close();
  }
});

test("types have a name, and refuse what an element does not have and values that mean nothing", async () => {
  const lines = [
    'import type { Metrics, VaeLatentElement } from "vae-lab";',
    'const figure: VaeLatentElement = document.createElement("vae-latent");',
    "export const steps = ({ step }: Metrics): number => step;",
    'document.querySelector("vae-lab")?.tarin();',
    'figure.theme = "blue";',
    "figure.lesson;",
    ...Object.keys(ELEMENTS).map((name) => `document.createElement("${name}").pinz;`),
  ];
  await writeFile(join(PROJECT, "wrong.ts"), lines.join("\n"));
  const { stdout } = await tool("tsc", "--pretty", "false").catch((refused: { stdout: string }) => refused);
  expect(stdout).toContain("Did you mean 'train'?");
  expect(stdout).toContain("'\"blue\"' is not assignable");
  expect(stdout).toContain("Property 'lesson' does not exist on type 'VaeLatentElement'");
  expect(stdout.match(/Property 'pinz' does not exist on type 'Vae/g)).toHaveLength(Object.keys(ELEMENTS).length);
  expect(stdout.match(/^wrong\.ts.+error/gm)).toHaveLength(lines.length - 3);
});

test("from a server of packages, by its version, one element comes to a page of another site and trains", async ({
  page,
}) => {
  const { version } = JSON.parse(await readFile(join(ROOT, "dist/package.json"), "utf8")) as { version: string };
  const packages = await serve(join(ROOT, "dist"), 0, `/npm/vae-lab@${version}/`);
  const site = await serve(join(ROOT, "tests/web"), 0);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    const url = request.url();
    if (![packages.url, site.url, "blob:", "data:"].some((start) => url.startsWith(start))) faults.push(url);
  });
  try {
    await page.goto(`${site.url}blank.html`);
    await page.addScriptTag({ type: "module", url: `${packages.url}elements/vae-latent.js` });
    await page.evaluate(() =>
      document.body.append(document.createElement("vae-latent"), document.createElement("vae-elbo")),
    );
    const figure = page.locator("vae-latent");
    await figure.getByRole("button", { name: "Train", exact: true }).click();
    await expect.poll(() => figure.evaluate((figure: any) => figure.metrics.step)).toBeGreaterThan(0);
    expect(
      await page.evaluate(() => customElements.get("vae-elbo")),
      "an element that nobody imported",
    ).toBeUndefined();
    expect(faults).toEqual([]);
  } finally {
    packages.close();
    site.close();
  }
});
