// Technical terms: each on the first screens has its definition under the pointer, the focus and the finger.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { questionsOf } from "../../www/src/lessons/questions.ts";
import { expectNoViolation } from "./axe.ts";
import { expect, test } from "./lab.ts";

type Texts = { definitions: Record<string, { name: string; text: string }>; help: Record<string, string> };
const texts = (language: string) => JSON.parse(readFileSync(`www/src/texts/terms/${language}.json`, "utf8")) as Texts;

const definition = (page: Page) => page.getByRole("tooltip");
const close = (page: Page) => page.keyboard.press("Escape");

/** Words that a newcomer does not know, wherever one stands; quantities stand for the words that they measure. */
const TECHNICAL =
  /variational|latent|encod\w*|decod\w*|prior|posterior|ELBO|KL|nats|held.out|batch|epoch|reconstruct\w*|overfitting|collapse|recon\.|learning rate|(?<!\p{L})[βηzσε](?!\p{L})/giu;

/** The technical words in sight that stand in no term, beside those that do somewhere. */
async function undefinedWords(page: Page): Promise<string[]> {
  const [outside, inside] = await page.evaluate(() => {
    const found: [string[], string[]] = [[], []];
    const look = (root: Node, marked: boolean) => {
      for (const node of root.childNodes) {
        if (node instanceof Text) found[marked ? 1 : 0].push(node.data);
        if (!(node instanceof HTMLElement) || !node.checkVisibility() || node.matches("option, style, .spoken"))
          continue;
        const own = marked || "term" in node.dataset;
        look(node, own);
        if (node.shadowRoot) look(node.shadowRoot, own);
      }
    };
    look(document.body, false);
    return found;
  });
  const words = (texts: string[]) => texts.flatMap((text) => [...text.matchAll(TECHNICAL)].map(([word]) => word));
  /** "encodings" is defined where "encoder" is. */
  const stem = (word: string) => word.toLowerCase().replace("-", " ").slice(0, 5);
  const known = new Set(words(inside).map(stem));
  expect(known.size).toBeGreaterThan(3);
  return [...new Set(words(outside).filter((word) => !known.has(stem(word))))];
}

test("the pointer, the focus and Escape", async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await lab.open("?build=simd&model=&mode=lab");
  const { definitions, help } = texts("en");
  const kl = page.getByRole("button", { name: "KL", exact: true });
  await test.step("under the pointer, which may go over to it", async () => {
    await kl.hover();
    await expect(definition(page)).toContainText("KL divergenceKL(q(z|x) ‖ p(z))");
    await expect(definition(page)).toContainText("How far the approximate posterior q(z|x) is from the prior");
    await definition(page).hover();
    await expect(definition(page)).toBeVisible();
    await lab.decoded.hover();
    await expect(definition(page)).toHaveCount(0);
  });
  await test.step("under the focus, which it describes", async () => {
    const plane = page.getByRole("button", { name: "Latent plane" });
    await plane.focus();
    await expect(plane).toHaveAccessibleDescription(new RegExp(definitions["latent-plane"]!.text));
    await expect(definition(page)).toContainText("z₁, z₂");
    await expectNoViolation(page);
    await close(page);
    await expect(definition(page)).toHaveCount(0);
    await expect(plane).toHaveAccessibleDescription("");
    await plane.press("Enter");
    await expect(definition(page)).toBeVisible();
    // Its questions come first.
    const questions = definition(page).getByRole("link");
    await expect(questions).toHaveCount(questionsOf("latent-plane").length);
    for (const question of await questions.all()) {
      await page.keyboard.press("Tab");
      await expect(question).toBeFocused();
    }
    await page.keyboard.press("Tab");
    await expect(definition(page)).toHaveCount(0);
  });
  await test.step("of an option, with what holds of it now", async () => {
    const row = page.getByText("Learning rate");
    await row.hover();
    await expect(definition(page)).toContainText(`Learning rateη ${help["lr"]}`);
    await page.getByText("Latent dimensions d").hover();
    await expect(definition(page)).toContainText(/Latent dimensionsd .*A change needs a restart\./);
    await close(page);
  });
  await test.step("inside the screen, and one at a time", async () => {
    for (const button of [kl, lab.dataset.getByRole("button"), page.getByText("KL weight").first()]) {
      await button.hover();
      await expect(definition(page)).toHaveCount(1);
      await expect(definition(page)).toBeInViewport({ ratio: 1 });
    }
  });
  await test.step("with the questions that arise there, which keys come to as well", async () => {
    const question = page.getByRole("link", { name: "The KL rises. Is that wrong?" });
    await page.keyboard.press("Tab");
    await kl.focus();
    await expect(question).toHaveAttribute("href", "?lesson=kl-rises");
    await page.keyboard.press("Tab");
    await expect(question).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    await expect(kl).toBeFocused();
    // They were seen: the next press goes on in the page.
    await page.keyboard.press("Tab");
    await expect(question).toHaveCount(0);
    await expect(kl).not.toBeFocused();
    await kl.hover();
    await question.click();
    const lesson = page.getByRole("region", { name: "Lesson", exact: true });
    await expect(lesson).toContainText("At the beginning");
    // A lesson leads to no other. What it opens may move the term away from under the pointer: one points again.
    await expect(async () => {
      await lesson.hover();
      await kl.hover();
      await expect(definition(page)).toContainText("KL divergence", { timeout: 2000 });
    }).toPass();
    await expect(question).toHaveCount(0);
    await page.getByRole("button", { name: "Leave the lesson" }).press("Enter");
  });
  await test.step("in another language", async () => {
    await page.getByRole("combobox", { name: "Language" }).selectOption("zh");
    await page.getByRole("button", { name: "奈特/图" }).focus();
    await expect(definition(page)).toContainText(texts("zh").definitions["nats"]!.text);
  });
});

test("an open menu stays where Escape closes a definition", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&mode=lab#v=1&image=3");
  await expect(page.getByTestId("inspector")).toBeVisible();
  await page.getByRole("button", { name: "approximate posterior q(z|x)" }).focus();
  await expect(definition(page)).toBeVisible();
  await close(page);
  await expect(definition(page)).toHaveCount(0);
  await expect(page.getByTestId("inspector")).toBeVisible();
});

test.describe("a finger", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("taps a term, and elsewhere", async ({ lab, page }) => {
    await page.goto(`${lab.url}?mode=play`);
    await page.getByRole("button", { name: "plane", exact: true }).tap();
    await expect(definition(page)).toContainText("latent plane");
    await expect(definition(page)).toBeInViewport({ ratio: 1 });
    await page.getByRole("heading", { name: "VAE Lab" }).tap();
    await expect(definition(page)).toHaveCount(0);
    await page.getByRole("button", { name: "KL weight β" }).tap();
    await expect(definition(page)).toContainText(texts("en").help["beta"]!);
  });
});

test("every technical word of the first screens is a term, or stands as one elsewhere on it", async ({ lab, page }) => {
  await lab.open("?mode=play");
  const next = page.getByRole("button", { name: "Next" });
  for (let act = 0; act < 4; act++) {
    expect(await undefinedWords(page), `act ${act + 1}`).toEqual([]);
    await next.click();
  }
  await lab.open("?build=simd&mode=lab&model=");
  await expect(page.getByTestId("loss-heldOut")).toContainText(/\d{3}/);
  for (const layer of ["density", "holes", "speed"])
    await page.evaluate((layer) => {
      const { layers } = document.querySelector("vae-lab")!.store.plane;
      layers.value = { ...layers.value, [layer]: true };
    }, layer);
  await expect(page.getByRole("button", { name: /‖∂x̂\/∂z‖/ })).toBeVisible();
  expect(await undefinedWords(page)).toEqual([]);
});

test("contrast themes frame it", async ({ lab, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await lab.open("?build=simd&model=&mode=lab");
  await page.getByRole("button", { name: "Latent plane" }).focus();
  const frame = definition(page).locator("div");
  expect(await frame.evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe("solid");
});
