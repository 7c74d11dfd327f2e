// The package in sites that other bundlers and frameworks build.
import { execFile } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import { serve } from "../../www/serve.mjs";
import { ATTRIBUTES, attributeOf, type Property } from "../../www/src/figures/declaration.ts";
import { ROOT } from "../web/files.mjs";
import values from "./sites/props.json" with { type: "json" };

type Shown = { render(props: object): unknown; remove(): void };
type Show = (into: Element | null, props: object, served: boolean) => Shown;

const PROJECT = join(ROOT, "target/sites");
const PROPERTIES = Object.keys(ATTRIBUTES) as Property[];
const run = promisify(execFile);

test.beforeAll(async () => {
  test.setTimeout(300_000);
  await rm(join(PROJECT, "out"), { recursive: true, force: true });
  await cp(join(ROOT, "tests/npm/sites"), PROJECT, { recursive: true });
  await install();
  await rm(join(PROJECT, "node_modules/vae-lab"), { recursive: true, force: true });
  await cp(join(ROOT, "dist"), join(PROJECT, "node_modules/vae-lab"), { recursive: true });
  await run("node", ["bundlers.mjs"], { cwd: PROJECT });
  await run("node", ["frameworks.mjs"], { cwd: PROJECT });
});

/** Installs the bundlers and frameworks, again only when their lock file has changed. */
async function install(): Promise<void> {
  const [lock, installed] = ["package-lock.json", "node_modules/.installed-lock"].map((path) => join(PROJECT, path));
  const text = await readFile(lock!, "utf8");
  if (text === (await readFile(installed!, "utf8").catch(() => ""))) return;
  await run("npm", ["ci", "--include=dev", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: PROJECT });
  await writeFile(installed!, text);
}

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
