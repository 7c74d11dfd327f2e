// What somebody meets who was never here: a model that was trained beforehand, and a guide.
import { expect, test } from "./lab.ts";

test("a pretrained model is there at once, and Train starts one of the reader's own", async ({ lab, page }) => {
  await lab.open("?build=simd");
  const shown = page.getByRole("status").filter({ hasText: "You see a pretrained model" });
  await expect(shown).toBeVisible();
  // It is a good one: an untrained model is at some 540 nats.
  const heldOut = async () =>
    Number.parseFloat((await page.getByTestId("loss-heldOut").innerText()).replace(/[^\d.]/g, ""));
  await expect.poll(heldOut).toBeLessThan(180);
  expect(await lab.steps()).toBe(0);
  await expect(page.getByRole("textbox", { name: "Hidden layers" })).toHaveValue("400");

  await lab.oneStep.click();
  await expect(shown).toHaveCount(0);
  await expect.poll(() => lab.steps()).toBe(1);
  await expect.poll(() => lab.loss()).toBeGreaterThan(400);
});

test("the pretrained model can be trained further", async ({ lab, page }) => {
  await lab.open("?build=simd");
  await page.getByRole("button", { name: "Keep training this one" }).click();
  await lab.reach(5);
  expect(await lab.loss()).toBeLessThan(200);
  await lab.pause.click();
  await expect(page.getByRole("textbox", { name: "Hidden layers" })).toHaveValue("64");
});

test("who asks for options, or for another name, gets no pretrained model", async ({ lab, page }) => {
  await lab.open("?build=simd&beta=2");
  await expect(page.getByTestId("loss-heldOut")).toContainText(/\d{3}/);
  await expect(page.getByText("You see a pretrained model")).toHaveCount(0);
  await lab.open("?build=simd&model=unknown");
  await expect(lab.notice).toContainText("'unknown'");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("the guide works the real controls, and comes back only when it is asked for", async ({ lab, page }) => {
  await page.addInitScript(() => {
    if (!sessionStorage.getItem("again")) localStorage.removeItem("vae-lab.guided");
    sessionStorage.setItem("again", "yes");
  });
  await lab.open();
  const guide = page.getByRole("region", { name: "Guide" });
  await expect(guide).toContainText("1 of 6");
  const before = await lab.place();
  await guide.getByRole("button", { name: "Move it for me" }).click();
  await expect.poll(() => lab.place()).not.toEqual(before);
  await guide.getByRole("button", { name: "Next" }).click();
  await guide.getByRole("button", { name: "Start training" }).click();
  await lab.reach(3);
  await expect(guide.getByLabel("done")).toBeVisible();
  await guide.getByRole("button", { name: "Next" }).click();
  await guide.getByRole("button", { name: "Next" }).click();
  await guide.getByRole("button", { name: "Set β = 4" }).click();
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toHaveValue("4");
  await guide.getByRole("button", { name: "Leave the guide" }).click();
  await expect(guide).toHaveCount(0);

  await page.goto(`${lab.url}?build=simd&model=`);
  await expect(lab.play).toBeEnabled();
  await expect(guide).toHaveCount(0);
  await page.getByRole("button", { name: "Guide" }).click();
  await expect(guide).toContainText("1 of 6");
});

test("a model of many dimensions opens on the two that say most, and the plane says so", async ({ lab, page }) => {
  await page.goto(`${lab.url}?model=mnist-20d`);
  const axes = () => page.evaluate(() => document.querySelector("vae-lab")!.store.plane.cut.value.axes);
  const said = page.getByText("axes: the dimensions of highest KL");
  await expect(said).toBeVisible();
  const kl = await page.evaluate(() => document.querySelector("vae-lab")!.store.model.byDimension.value!.values);
  const order = kl.map((_, at) => at).sort((a, b) => kl[b]! - kl[a]!);
  expect(await axes()).toEqual(order.slice(0, 2));
  await test.step("what is shown is said to be of this model, apart from what Train starts", async () => {
    const shown = page.locator("vae-shown");
    await expect(shown).toContainText("mnist-20d: 784-176-112-20, GELU, trained on MNIST");
    await expect(shown).toContainText("Figures are of held-out images of Handwriting");
    await expect(shown).toContainText("Train starts a new model");
    await expect(page.getByText("400 hidden units, with Adam")).toHaveCount(0);
  });
  // A model of its own begins with its own first two.
  await lab.play.click();
  await lab.reach(1);
  await expect(said).toHaveCount(0);
  expect(await axes()).toEqual([0, 1]);
  await expect(page.locator("vae-shown")).toHaveCount(0);
  await expect(page.getByText("400 hidden units, with Adam")).toBeVisible();
});

test("on a phone the guide stays in sight, and brings what it speaks of there", async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.addInitScript(() => localStorage.removeItem("vae-lab.guided"));
  await lab.open();
  const guide = page.getByRole("region", { name: "Guide" });
  const next = guide.getByRole("button", { name: "Next" });
  for (const shown of ["latent-plane", undefined, "loss-heldOut"]) {
    if (shown) await expect(page.getByTestId(shown)).toBeInViewport();
    await expect(guide).toBeInViewport();
    await next.click();
  }
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toBeInViewport();
});
