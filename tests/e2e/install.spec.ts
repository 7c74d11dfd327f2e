// What the page says to those who install it, find it or link to it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./lab.ts";
import { ROOT } from "../web/files.mjs";
import { TAGS } from "../../www/src/texts/language.ts";

/** Width and height, as a PNG file says them. */
function sidesOf(path: string): number[] {
  const png = readFileSync(join(ROOT, "dist", path));
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

test("the browser finds nothing wrong with the manifest, whose icons are as large as it says", async ({
  lab,
  page,
}) => {
  await page.goto(lab.url);
  const session = await page.context().newCDPSession(page);
  const { url, errors, data } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(url).toBe(`${lab.url}manifest.webmanifest`);
  const { icons, start_url, display } = JSON.parse(data!);
  expect({ start_url, display }).toEqual({ start_url: "./", display: "standalone" });
  const pixels = icons.filter(({ type }: { type: string }) => type === "image/png");
  expect(pixels.map(({ sizes }: { sizes: string }) => sizes)).toEqual(["192x192", "512x512"]);
  for (const { src, sizes } of pixels) expect(sidesOf(src).join("x"), src).toBe(sizes);
});

for (const path of ["", "widgets.html"])
  test(`'/${path}' names itself in each language, and a picture for links`, async ({ lab, page }) => {
    await page.goto(lab.url + path);
    const named = await page
      .locator("link[hreflang]")
      .evaluateAll((links) => links.map((link) => [link.getAttribute("hreflang"), (link as HTMLLinkElement).href]));
    // A build for everyone names where it will be.
    const site = process.env.SITE_URL ?? lab.url;
    const own = site + path;
    expect(named).toEqual([...TAGS.map((tag) => [tag, `${own}?lang=${tag}`]), ["x-default", own]]);
    for (const [lang, address] of named) {
      if (lang === "x-default") continue;
      await page.goto(address!.replace(site, lab.url));
      await expect(page.locator("html")).toHaveAttribute("lang", new RegExp(`^${lang}`));
    }
    const card = await page.locator('meta[property="og:image"]').getAttribute("content");
    expect(sidesOf(card!.replace(site, ""))).toEqual([1200, 630]);
  });
