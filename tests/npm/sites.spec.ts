// The package in sites that other bundlers and frameworks build, and what linters and templates say of it.
import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import { Ajv } from "ajv";
import { serve } from "../../www/serve.mjs";
import { ATTRIBUTES, attributeOf, ELEMENTS, OF_THE_LAB, type Property } from "../../www/src/figures/declaration.ts";
import { ROOT } from "../web/files.mjs";
import { install } from "./install.ts";
import values from "./sites/props.json" with { type: "json" };

type Shown = { render(props: object): unknown; remove(): void };
type Show = (into: Element | null, props: object, served: boolean) => Shown;

const PROJECT = join(ROOT, "target/sites");
const PROPERTIES = Object.keys(ATTRIBUTES) as Property[];
const run = promisify(execFile);

test.beforeAll(async () => {
  test.setTimeout(300_000);
  await rm(join(PROJECT, "out"), { recursive: true, force: true });
  await install(join(ROOT, "tests/npm/sites"), PROJECT);
  await run("node", ["bundlers.mjs"], { cwd: PROJECT });
  await run("node", ["frameworks.mjs"], { cwd: PROJECT });
});

/** Opens a site that was built, and gives back what is wrong with it. */
async function visit(page: Page, name: string, work: (faults: string[]) => Promise<void>): Promise<void> {
  const server = await serve(join(PROJECT, "out", name), 0, "/blog/");
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("response", (response) => response.ok() || faults.push(response.url()));
  page.on("requestfailed", (request) => faults.push(request.url()));
  try {
    await page.goto(server.url);
    await work(faults);
    expect(faults).toEqual([]);
  } finally {
    server.close();
  }
}

for (const name of ["webpack", "esbuild, one file", "esbuild, in parts", "Rollup"]) {
  test(`built by ${name}, a figure comes up with its pretrained model, and nothing is missing`, ({ page }) =>
    visit(page, name, async () => {
      const figure = page.locator("vae-latent");
      await expect(figure.locator(".pretrained")).toBeVisible();
      await expect(figure.getByTestId("notice")).toHaveCount(0);
      await expect(figure.locator("a[href^='file:']"), "where it was built").toHaveCount(0);
      await figure.getByRole("button", { name: "Train", exact: true }).click();
      await expect.poll(() => figure.evaluate((figure: any) => figure.metrics.step)).toBeGreaterThan(0);
    }));
}

/** What an element has of the declaration, by the names that frameworks set. */
const read = (page: Page, place: string) =>
  page
    .locator(`#${place} vae-lab`)
    .evaluate(
      (element: any, names) => Object.fromEntries(names.map((name) => [name, element[name]])),
      PROPERTIES.map(attributeOf),
    );

for (const name of ["React", "Vue", "Svelte"]) {
  test(`${name} sets every attribute, before and after the script comes, also in what a server made`, ({ page }) =>
    visit(page, name, async () => {
      const { first, then } = values;
      expect(Object.keys(first).sort()).toEqual(PROPERTIES.map(attributeOf).sort());
      const show = (place: string, props: object) =>
        page.evaluate(
          ([place, props]) => {
            const { show, shown } = globalThis as unknown as { show: Show; shown: Record<string, Shown> };
            const into = document.getElementById(place);
            if (shown[place]) return void shown[place].render(props);
            shown[place] = show(into, props, place === "served");
          },
          [place, props] as const,
        );
      await page.evaluate(() => void Object.assign(globalThis, { shown: {} }));
      await show("early", first);
      await show("served", first);
      await page.addScriptTag({ type: "module", url: "vae-lab/embed.js" });
      await page.evaluate(() => customElements.whenDefined("vae-lab").then(() => undefined));
      await show("late", first);
      const places = ["early", "served", "late"];
      for (const place of places) await expect.poll(() => read(page, place), place).toEqual(first);
      for (const place of places) await show(place, then);
      for (const place of places) await expect.poll(() => read(page, place), `${place}, again`).toEqual(then);
      // Taken out and made anew.
      await page.evaluate(() => {
        const { shown } = globalThis as unknown as { shown: Record<string, Shown | undefined> };
        shown["late"]?.remove();
        delete shown["late"];
      });
      await expect(page.locator("#late vae-lab")).toHaveCount(0);
      await show("late", first);
      await expect.poll(() => read(page, "late"), "anew").toEqual(first);
    }));
}

const json = async (path: string) => JSON.parse(await readFile(join(PROJECT, "node_modules", path), "utf8"));

test("publint and “are the types wrong” find nothing, in any of its entries", async () => {
  const { stdout: packed } = await run("npm", ["pack", "./vae-lab", "--json"], { cwd: join(PROJECT, "node_modules") });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  const { stdout } = await run("node", ["linted.mjs", join("node_modules", filename)], { cwd: PROJECT });
  const { messages, problems, entries } = JSON.parse(stdout);
  expect({ messages, problems }).toEqual({ messages: [], problems: [] });
  expect(entries).toEqual(
    expect.arrayContaining([".", ...Object.keys(ELEMENTS).map((name) => `./${name}`), "./react"]),
  );
});

test("templates of React, Vue and Svelte know the elements, what each takes and what it tells", async () => {
  const { stdout } = await run(join(ROOT, "node_modules/.bin/tsc"), ["--pretty", "false"], { cwd: PROJECT });
  expect(stdout).toBe("");
});

test("its manifest of custom elements keeps to the schema, and has every element with every attribute", async () => {
  const { customElements } = await json("vae-lab/package.json");
  const manifest = await json(`vae-lab/${customElements}`);
  const ajv = new Ajv({ strict: false });
  const valid = ajv.validate(await json("custom-elements-manifest/schema.json"), manifest);
  expect(valid, JSON.stringify(ajv.errors)).toBe(true);
  const declared = Object.fromEntries(
    manifest.modules.map(({ declarations: [{ tagName, attributes }] }: any) => [tagName, attributes.length]),
  );
  const all = PROPERTIES.length;
  expect(declared).toEqual({
    ...Object.fromEntries(Object.keys(ELEMENTS).map((name) => [name, all - OF_THE_LAB.length])),
    "vae-lab": all,
  });
});

test("each of its entries is imported where there is no document, as a server does", async () => {
  const { exports } = await json("vae-lab/package.json");
  const modules = Object.keys(exports).filter((entry) => !entry.endsWith(".json"));
  const lines = modules.map((entry) => `await import("vae-lab${entry.slice(1)}");`);
  await run("node", ["--input-type=module", "--eval", lines.join("\n")], { cwd: PROJECT });
  expect(modules.length).toBeGreaterThan(Object.keys(ELEMENTS).length);
});
