// The builder of snippets in the Share panel: what is chosen is in the preview, in the snippet, and in the clipboard.
import type { Locator, Page } from "@playwright/test";
import { ELEMENTS } from "../../www/src/figures/declaration.ts";
import { expectContrast, expectNoViolation } from "./axe.ts";
import { expect, settled, test } from "./lab.ts";

/** Opens the Share panel, and gives the builder in it. */
async function open(page: Page): Promise<Locator> {
  await page.getByRole("tab", { name: "Share" }).click();
  const builder = page.locator("vae-embed-builder");
  await expect(builder.getByRole("heading", { name: "A figure for your article" })).toBeVisible();
  return builder;
}

const snippetOf = (builder: Locator) => builder.getByRole("textbox", { name: "What to paste" });

test("by keyboard: a piece is hidden, the preview shows it hidden, and the copied snippet contains that", async ({
  lab,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.open();
  const builder = await open(page);
  const digit = builder.getByRole("checkbox", { name: "The digit decoded at the pin" });
  await expect(digit).toBeChecked();
  await digit.focus();
  await page.keyboard.press("Space");
  await expect(digit).not.toBeChecked();
  await expect(snippetOf(builder)).toHaveValue(/<vae-latent controls="train tools legend link">/);

  await expect(builder.locator("iframe")).toHaveCount(0);
  await builder.getByRole("button", { name: "Preview" }).focus();
  await page.keyboard.press("Enter");
  const preview = builder.frameLocator("iframe").locator("vae-latent");
  const decoded = preview.getByText("Decoded at the pin");
  await expect(preview.getByTestId("latent-plane")).toBeVisible();
  await expect(decoded).toHaveCount(0);
  // The frame is as high as the figure says that it is.
  const height = () => settled(async () => (await builder.locator("iframe").boundingBox())?.height, 700);
  expect(await height()).toBeGreaterThan(330);
  await digit.check();
  await expect(decoded).toBeVisible();
  await digit.uncheck();
  // Until then what is below it moves.
  await expect(decoded).toHaveCount(0);
  await height();

  for (const [form, said] of [
    [
      "Script",
      /^<script type="module" src="[^"]+\/some\/where\/embed\.js"><\/script>\n<vae-latent controls="train tools legend link">/,
    ],
    [
      "Frame",
      /^<iframe src="[^"]+\/some\/where\/embed\.html\?element=vae-latent&amp;controls=train\+tools\+legend\+link"/,
    ],
    ["Markdown", /^<div>\n<script/],
  ] as const) {
    await builder.getByRole("radio", { name: form }).check();
    await builder.getByRole("button", { name: "Copy: What to paste" }).press("Enter");
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(said);
  }
  await expect(builder.getByRole("status")).toHaveText("Copied");

  await builder.getByRole("button", { name: "Close the preview" }).press("Enter");
  await expect(builder.locator("iframe")).toHaveCount(0);
});

test("every element can be chosen with its pieces, and language, colours, height and autoplay", async ({
  lab,
  page,
}) => {
  await lab.open();
  const builder = await open(page);
  for (const [name, { pieces }] of Object.entries(ELEMENTS)) {
    await builder.getByRole("combobox", { name: "Figure" }).selectOption(name);
    await expect(snippetOf(builder)).toHaveValue(new RegExp(`<${name}>`));
    const boxes = builder.getByRole("group", { name: "What it shows" }).getByRole("checkbox");
    expect(await boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).checked))).toEqual(
      Object.values(pieces),
    );
  }
  await builder.getByRole("combobox", { name: "Figure" }).selectOption("vae-draw");
  for (const box of await builder.getByRole("group", { name: "What it shows" }).getByRole("checkbox").all()) {
    await box.uncheck();
  }
  await builder.getByRole("combobox", { name: "Begins with" }).selectOption("mnist-2d");
  await builder.getByRole("combobox", { name: "Language" }).selectOption("zh");
  await builder.getByRole("combobox", { name: "Colours" }).selectOption("dark");
  const height = builder.getByRole("spinbutton", { name: "Height, px" });
  await height.fill("400");
  await height.press("Tab");
  await builder.getByRole("checkbox", { name: "Trains when seen" }).check();
  await expect(snippetOf(builder)).toHaveValue(
    /<vae-draw model="mnist-2d" lang="zh" theme="dark" height="400" controls="none" autoplay>/,
  );
});

test("the options, pins and layers of now go along, and the figure has them", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => document.querySelector("vae-lab")?.setOptions({ beta: 4, latent: 3 }));
  await lab.pin.press("Shift+ArrowRight");
  const builder = await open(page);
  await builder.getByRole("combobox", { name: "Begins with" }).selectOption("now");
  await builder.getByRole("checkbox", { name: "Current pins and layers" }).check();
  await expect(snippetOf(builder)).toHaveValue(
    /<vae-latent images="handwriting" options="latent=3&amp;beta=4" pins="1,0\.5">\n<a href="[^"]*index\.html\?data=handwriting#v=1&amp;latent=3&amp;beta=4&amp;pins=1,0\.5">/,
  );
  await builder.getByRole("button", { name: "Preview" }).click();
  const preview = builder.frameLocator("iframe").locator("vae-latent");
  await expect(preview.getByRole("slider", { name: "Pin", exact: true })).toHaveAttribute(
    "aria-valuetext",
    /1\.00, 0\.50/,
  );

  await page.evaluate(() => document.querySelector("vae-lab")?.loadDataset("noise"));
  await expect(snippetOf(builder)).toHaveValue(/images="noise"/);
});

test("axe finds no violation in the builder with its preview, at any width and in either theme", async ({
  lab,
  page,
}) => {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await lab.open();
  const builder = await open(page);
  await builder.getByRole("button", { name: "Preview" }).click();
  await expect(builder.frameLocator("iframe").locator("vae-latent .body")).toBeVisible();
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoViolation(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await expectContrast(page);
});
