// Never a blank page: where the scripts do not run, the page itself says what is the matter. And its own policy.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { ROOT } from "../web/files.mjs";
import { expect, test } from "./host.ts";
import { test as own } from "./lab.ts";

const PAGES = ["index.html", "widgets.html", "embed.html?element=vae-latent"];
const FILE = /Open this page from a web server: \.\/build\.sh serve/;
const OLD = /This browser is too old: .*Chrome \d+/;
const PART = /A part of the page could not be loaded/;

/** What is on the screen instead of the page, in both languages. */
async function says(page: Page, english: RegExp): Promise<void> {
  await expect(page.locator("#fault p:visible")).toHaveCount(2);
  await expect(page.locator("#fault [lang=en]:visible")).toHaveText(english);
  await expect(page.locator("#fault [lang=zh]:visible")).toHaveText(/\p{Script=Han}/u);
}

for (const name of PAGES) {
  test(`${name} from a file says how to open it`, async ({ page, host }) => {
    host.forgive(/CORS|ERR_FAILED|file:/);
    await page.goto(pathToFileURL(join(ROOT, "dist/")).href + name);
    await says(page, FILE);
  });

  test(`${name} in an old browser names the versions that it needs`, async ({ page, host, site }) => {
    host.forgive(/./);
    await page.addInitScript(() => {
      Reflect.deleteProperty(Array.prototype, "toReversed");
    });
    await page.route(/\/assets\/.*\.js$/, (route) =>
      route.fulfill({ contentType: "text/javascript", body: "static {" }),
    );
    await page.goto(site + name);
    await says(page, OLD);
  });

  const entry = /\/assets\/(index|gallery|frame)-[^/]*\.js$/;
  for (const [what, pattern, answer] of [
    ["is missing", entry, { status: 404, body: "" }],
    ["has the wrong type", entry, { contentType: "text/plain", body: "" }],
    ["breaks off", /\/assets\/(store|light)-[^/]*\.js$/, { contentType: "text/javascript", body: "class A {" }],
  ] as const) {
    test(`${name} says so where a script ${what}`, async ({ page, host, site }) => {
      host.forgive(/./);
      await page.route(pattern, (route) => route.fulfill(answer));
      await page.goto(site + name);
      await says(page, PART);
    });
  }

  test(`${name} takes its sentences away when it starts`, async ({ page, host, site }) => {
    await page.goto(site + name);
    await expect(page.locator("vae-lab, .page, vae-latent").first()).toBeVisible();
    await expect(page.locator("#fault")).toHaveCount(0);
    expect(host.violations).toEqual([]);
  });
}

test("a figure in a browser that is too old says so beside a picture", async ({ page, host }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Array.prototype, "toReversed");
    Reflect.deleteProperty(window, "CSSStyleSheet");
  });
  await host.visit("<vae-latent></vae-latent>");
  await expect(page.getByText(/Chrome \d+, Firefox \d+/)).toBeVisible();
  await expect(page.locator("vae-latent img")).toBeVisible();
});

own("nothing that the lab does is against its own policy", async ({ lab, page }) => {
  const violations: string[] = [];
  await page.exposeFunction("stopped", (what: string) => violations.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
      const { stopped } = window as unknown as { stopped(what: string): void };
      stopped(`${effectiveDirective} ${blockedURI} ${sample}`);
    });
  });
  await lab.open("?mode=lab");
  await lab.play.click();
  await lab.reach(20);
  const tabs = await page.getByRole("tab").all();
  expect(tabs.length).toBeGreaterThan(4);
  for (const tab of tabs) {
    await tab.click();
    await expect(page.getByRole("tabpanel").first()).toBeVisible();
  }
  for (const button of await page.getByRole("button", { name: /PNG|SVG/ }).all()) await button.click();
  await page.waitForLoadState("networkidle");
  expect(violations).toEqual([]);
});
