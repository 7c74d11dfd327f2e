// Lessons: each is walked to its end by the real controls, and a goal is reached by what is done, not before.
import { ASKED, COURSE, OWN_LESSONS } from "../web/own-lessons.mjs";
import { expect, test } from "./lab.ts";
import {
  act,
  answer,
  beta,
  compared,
  done,
  expectClosed,
  expectReached,
  figure,
  go,
  lesson,
  open,
  predict,
  prediction,
  stop,
  title,
  train,
} from "./lesson.ts";

test.setTimeout(120_000);

test("from autoencoder to VAE: holes at β = 0, which the KL divergence closes", async ({ lab, page }) => {
  await open(lab, "autoencoder");
  await expectClosed(page, "Only the reconstruction counts");
  await expect(beta(page)).toHaveValue("0");
  await expect(beta(page)).toBeDisabled();
  await prediction(page).getByRole("textbox").fill("a lot");
  await answer(page, "Predict");
  await expect(prediction(page).getByRole("alert")).toHaveText("Type a number.");
  await predict(lab, "12.5");
  await train(lab);
  expect(await figure(page, "reconstruction error")).toBeLessThanOrEqual(160);
  const [said, holes = Number.NaN] = await compared(page);
  expect(said).toBe(12.5);
  expect(holes).toBeGreaterThan(20);
  await expect(prediction(page)).toContainText("Nothing in the loss speaks of the prior.");

  await go(page);
  await expectClosed(page, "Holes");
  await lab.pin.press("Home");
  // Where the holes are depends on when training was paused.
  for (let moves = 0; moves < 20 && (await done(page).innerText()) === ""; moves++) {
    const place = (await lab.pin.getAttribute("aria-valuetext")) ?? "";
    await lab.pin.press("ArrowRight");
    await expect(lab.pin).not.toHaveAttribute("aria-valuetext", place);
  }
  await expectReached(page);

  await go(page);
  await expectClosed(page, "KL closes the holes");
  await expect(page.getByRole("spinbutton", { name: "Latent dimensions" })).toBeDisabled();
  await beta(page).fill("1");
  await beta(page).press("Tab");
  expect(await figure(page, "holes, % of the prior")).toBeGreaterThan(20);
  await train(lab);
  expect(await figure(page, "holes, % of the prior")).toBeLessThanOrEqual(10);
  // The proof: the same z, decoded by both, below planes with the same axes.
  const besideBeta = () =>
    page.evaluate(() => document.querySelector("vae-lab")!.store.comparison.value?.store.state.value.options["beta"]);
  expect(await besideBeta()).toBe(0);
  for (const name of ["β = 1", "β = 0"]) {
    const group = page.getByRole("group", { name, exact: true });
    await expect(group.getByTestId("beside-sampled")).toBeVisible();
  }

  await go(page);
  await expectClosed(page, "From one digit to another");
  await answer(page, "Such a z lies where no face was encoded");
  await expect(prediction(page)).toContainText("that is right.");
  await lab.pin.press("Enter");
  await expectReached(page);
  await go(page);
  // The summary has what was predicted, and the lesson that comes next.
  await expect(title(page)).toHaveText("Done: From autoencoder to VAE");
  await expect(title(page)).toBeFocused();
  await expect(lesson(page)).toContainText(`You predicted 12.5; it came to ${holes.toFixed(1)}.`);
  await act(page, "Next: Distributions and σ").click();
  await expectClosed(page, "A cloud for each image");
  await page.getByRole("button", { name: "Learn" }).click();
  const list = page.getByRole("region", { name: "Lessons" });
  await expect(list.getByRole("button", { name: /From autoencoder to VAE ✓ done/ })).toBeVisible();
  await list.getByRole("button", { name: "Leave the lesson" }).click();
  await expect(lesson(page)).toHaveCount(0);
  await expect(page.getByRole("spinbutton", { name: "Latent dimensions" })).toBeEnabled();
  await expect(lab.notice).toHaveCount(0);
});

test("the ELBO's two terms and β: collapse, and a goal on both terms; locked controls say why", async ({
  lab,
  page,
}) => {
  await open(lab, "elbo");
  await expectClosed(page, "Two terms in one bound");
  const reason = "Locked by this lesson or this link.";
  const locked = [
    page.getByRole("combobox", { name: "Preset" }),
    page.getByRole("spinbutton", { name: "KL weight" }),
    page.getByRole("slider", { name: "KL weight" }),
    page.getByRole("textbox", { name: "Hidden layers" }),
    page.getByRole("button", { name: "Noise" }),
    lab.files,
    lab.newSeed,
  ];
  for (const control of locked) await expect(control).toBeDisabled();
  await expect(lab.newSeed).toHaveAttribute("title", reason);
  await expect(page.getByRole("textbox", { name: "Hidden layers" })).toHaveAccessibleDescription(new RegExp(reason));
  await expect(lab.reset).toBeEnabled();
  await predict(lab, "3");
  // On a phone too, what is to be watched is on the screen when training begins.
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.play.click();
  await expect(page.getByRole("slider", { name: "Loss curves" })).toBeInViewport({ ratio: 0.99 });
  await page.setViewportSize({ width: 1280, height: 800 });
  await expectReached(page);
  await stop(lab);

  const [, kl = Number.NaN] = await compared(page);
  expect(kl).toBeGreaterThan(0.5);

  await go(page);
  await expectClosed(page, "A price for each nat");
  // A word of the lesson leads to the control that it names; so does one that names a panel.
  await act(page, "Go to β").click();
  await expect(beta(page)).toBeFocused();
  await predict(lab, "180");
  const set = async (value: string) => {
    await beta(page).fill(value);
    await beta(page).press("Tab");
  };
  await set("4");
  // The option alone is not the goal.
  await expectClosed(page, "A price for each nat");
  await train(lab);
  await compared(page);

  await go(page);
  await expectClosed(page, "Posterior collapse");
  await act(page, "Go to Live").click();
  await expect(page.getByRole("tab", { name: "Live" })).toBeFocused();
  await expect(page.getByTestId("samples")).toBeVisible();
  await page.getByRole("tab", { name: "Charts" }).click();
  await answer(page, "Sharp digits, but the wrong ones");
  await set("50");
  await train(lab);
  expect(await figure(page, "inactive dimensions")).toBe(2);
  await expect(prediction(page)).toContainText(
    "You predicted “Sharp digits, but the wrong ones”; what came is “Nearly the same blurred image for all”.",
  );
  // The light says what the goal says.
  await expect(page.getByTestId("collapse")).toContainText("Posterior collapse");

  await go(page);
  await expectClosed(page, "Both terms at once");
  await answer(page, "More training images");
  await expect(prediction(page)).toContainText("the answer is “A smaller β, or one that grows from 0”.");
  // Where both terms come to rest within the goal.
  await set("2.5");
  await train(lab);
  await go(page);
  await act(page, "Leave the lesson").click();
  await expect(lesson(page)).toHaveCount(0);
  for (const control of locked) await expect(control).toBeEnabled();
  await expect(page).not.toHaveURL(/lesson/);
});

test("the reparameterisation trick: ε drawn again, slow motion, σ that is learned; what a lesson hides comes back", async ({
  lab,
  page,
}) => {
  const flow = (name: string) => page.getByRole("tabpanel").getByRole("button", { name, exact: true });
  await open(lab, "reparameterisation");
  await expectClosed(page, "A distribution, not a point");
  await expect(page.getByRole("tab", { name: "Flow" })).toHaveAttribute("aria-selected", "true");
  const panels = ["Data", "Model and training"].map((name) => page.getByRole("heading", { name }));
  for (const panel of panels) await expect(panel).toBeHidden();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(100));
  await expectReached(page);

  await go(page);
  await expectClosed(page, "Chance");
  await expect(flow("Draw ε again")).toBeDisabled();
  await lab.pin.press("Home");
  await answer(page, "The pin is my prediction");
  await flow("Draw ε again").click();
  await flow("Draw ε again").click();
  await expectClosed(page, "Chance");
  await flow("Draw ε again").click();
  await expectReached(page);
  // What came is the sample that the engine drew, and it is pinned beside the prediction.
  const pins = () =>
    page.evaluate(async () => {
      const { plane, run } = document.querySelector("vae-lab")!.store;
      const trace = await run.ask("trace", { heldOut: 0, draw: 3 });
      const z = trace.entries.find(({ key }) => key === "z")?.values ?? [];
      return { pins: plane.pins.value.map(({ z }) => z), z: Array.from(z) };
    });
  await expect.poll(async () => (await pins()).pins.length).toBe(2);
  const { pins: places, z } = await pins();
  expect(places[1]).toEqual(z);
  const apart = Math.hypot(z[0] ?? 0, z[1] ?? 0).toFixed(2);
  await expect(prediction(page)).toContainText(`You predicted (0.00, 0.00); it came to`);
  await expect(prediction(page)).toContainText(`These are ${apart} apart.`);
  // A goal keeps the figure that reached it.
  await flow("Draw ε again").click();
  await expect.poll(() => page.evaluate(() => document.querySelector("vae-lab")!.store.page.draw.value)).toBe(4);
  expect(await figure(page, "draws of ε")).toBe(3);

  await go(page);
  await expectClosed(page, "The trick");
  await flow("Slow motion").click();
  await flow("Next").click();
  await expectClosed(page, "The trick");
  await flow("Next").click();
  await expectReached(page);

  await go(page);
  await expectClosed(page, "The gradient comes through");
  for (let stage = 0; stage < 3; stage++) await flow("Next").click();
  await expectReached(page);

  await go(page);
  await expectClosed(page, "How much noise a code can bear");
  await expect(flow("Make the step")).toBeDisabled();
  await answer(page, "It rises");
  await flow("Make the step").click();
  await expect.poll(() => lab.steps()).toBe(101);
  await expectClosed(page, "How much noise a code can bear");
  await train(lab);
  await expect(prediction(page)).toContainText("You predicted “It rises”; what came is “It falls”.");

  await go(page);
  await expectClosed(page, "Where the trick ends");
  await answer(page, "Yes: draw the noise elsewhere, and add it");
  await expect(prediction(page)).toContainText("the answer is “No: a word jumps, it does not move”.");
  for (let draws = 0; draws < 3; draws++) await flow("Draw ε again").click();
  await expectReached(page);
  // The guide takes the place of the lesson.
  for (const panel of panels) await expect(panel).toBeHidden();
  await page.getByRole("button", { name: "Guide" }).click();
  await expect(page.getByRole("region", { name: "Guide" })).toBeVisible();
  await expect(lesson(page)).toHaveCount(0);
  for (const panel of panels) await expect(panel).toBeVisible();
});

test("what a code is: nobody can know where it will lie, and near codes give similar images", async ({ lab, page }) => {
  await open(lab, "codes");
  await expectClosed(page, "784 pixels, two numbers");
  await lab.pin.press("Home");
  await answer(page, "The pin is my prediction");
  await train(lab);
  await expect(prediction(page)).toContainText("You predicted (0.00, 0.00); it came to (");
  await expect(prediction(page)).toContainText("The networks choose where codes lie");

  await go(page);
  await expectClosed(page, "Neighbours");
  await answer(page, "It jumps to another digit");
  await expect(prediction(page)).toContainText("the answer is “It changes a little”.");
  // What was predicted and what came are two pins by now.
  await page.getByRole("slider", { name: "predicted" }).press("Enter");
  await expectReached(page);

  await go(page);
  await expect(title(page)).toHaveText("What a code leaves out");
  await answer(page, "What changes most pixels");
  await expectReached(page);
  await go(page);
  await expect(act(page, "Next: From autoencoder to VAE")).toBeVisible();
  // The reader's own images, of each goal.
  await expect(lesson(page).getByRole("img", { name: /^What the pin decoded to/ })).toHaveCount(3);
});

test("distributions and σ: clouds that together fill the prior", async ({ lab, page }) => {
  await open(lab, "distributions");
  await predict(lab, "0.5");
  await train(lab);
  const [, sigma = Number.NaN] = await compared(page);
  expect(sigma).toBeLessThan(0.9);

  await go(page);
  await expectClosed(page, "All clouds together");
  // At β = 1 the clouds leave out much of the prior.
  expect(await figure(page, "holes, % of the prior")).toBeGreaterThan(20);
  await predict(lab, "0");
  await train(lab);
  const [, kl = Number.NaN] = await compared(page);
  expect(kl).toBeGreaterThan(1);

  await go(page);
  await expectClosed(page, "How far z strays");
  await answer(page, "68 %");
  await expect(prediction(page)).toContainText("the answer is “39 %”.");
  const flow = page.getByRole("tabpanel").getByRole("button", { name: "Draw ε again", exact: true });
  for (let draws = 0; draws < 3; draws++) await flow.click();
  await expectReached(page);

  await go(page);
  await expect(title(page)).toHaveText("One image, many draws");
  await answer(page, "The same digit, somewhat softer");

  await go(page);
  await expectClosed(page, "One cloud becomes eight");
  await answer(page, "Into the eight clumps, all of them");
  await expect(prediction(page)).toContainText("the answer is “Into the clumps, but some between them”.");
  await train(lab);
  await expect(lesson(page).getByRole("img", { name: /^The same samples/ })).toBeVisible();
  // The claim, as the figure measures it: some, and not most, lie off the data.
  const off = /Samples off the data (\d+)/;
  await expect(lesson(page).getByTestId("distribution-figures")).toContainText(off);
  const share = Number(off.exec(await lesson(page).getByTestId("distribution-figures").innerText())?.[1]);
  expect(share).toBeGreaterThan(2);
  expect(share).toBeLessThan(60);
  await go(page);
  await expect(lesson(page)).toContainText("You said “68 %”; the answer is “39 %”.");
});

test("β and posterior collapse: a code that says nothing, and the way back", async ({ lab, page }) => {
  await open(lab, "collapse");
  await answer(page, "All digits are there, blurred");
  await train(lab);
  await expect(prediction(page)).toContainText("what came is “All are nearly the same image”.");

  await go(page);
  await expectClosed(page, "The way back");
  await predict(lab, "0");
  await beta(page).fill("1");
  await beta(page).press("Tab");
  await train(lab);
  const [, kl = Number.NaN] = await compared(page);
  expect(kl).toBeGreaterThan(1);

  await go(page);
  await expectClosed(page, "Reading the numbers");
  await answer(page, "Two dimensions carry the code");
  await act(page, "Go to Dimensions").click();
  await expectReached(page);
  await go(page);
  await expect(title(page)).toHaveText("Done: β and posterior collapse");
  await act(page, "Next: The linear case").click();
  await expectClosed(page, "Two matrices");
});

test("steps can be gone back to, by keys, and set up again; figures come from the engine", async ({ lab, page }) => {
  await open(lab, "reparameterisation");
  const progress = async (steps: number) => expect.poll(() => figure(page, "steps")).toBe(steps);
  await page.evaluate(() => document.querySelector("vae-lab")?.step(60));
  await progress(60);
  await expectClosed(page, "A distribution, not a point");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(40));
  await expectReached(page);
  await act(page, "Continue").press("Enter");
  await expectClosed(page, "Chance");
  // Keys go on at the new step.
  await expect(title(page)).toBeFocused();
  await act(page, "Back").press("Enter");
  await expect(title(page)).toHaveText("A distribution, not a point");
  await expectReached(page);
  await expect.poll(() => lab.steps()).toBe(100);

  await act(page, "Set this step up again").click();
  await expect.poll(() => lab.steps()).toBe(0);
  await expectClosed(page, "A distribution, not a point");
});

test("a hint is offered to those who take a while", async ({ lab, page }) => {
  await lab.open("?build=simd");
  await page.evaluate(async () => {
    await customElements.whenDefined("vae-layout");
    document.querySelector("vae-lab")!.store.page.openLesson("");
    const part = (await customElements.whenDefined("vae-lesson")) as unknown as { patience: number };
    part.patience = 0;
    document.querySelector("vae-lab")!.store.page.openLesson("autoencoder");
  });
  await lesson(page).getByText("Hint").click();
  await expect(lesson(page)).toContainText(/Press\s+Train\s*, and wait until/);
});

test("a lesson sets the lab up as it needs it, whatever there was; the run before it is kept", async ({
  lab,
  page,
}) => {
  await lab.open("?build=simd&model=&latent=5&beta=3&data=noise");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(5));
  await page.getByRole("button", { name: "Guide" }).click();
  await page.getByRole("region", { name: "Guide" }).getByRole("button", { name: "Lessons" }).click();
  const list = page.getByRole("region", { name: "Lessons" });
  const numbers = { "The course": COURSE.length, "Questions people ask": ASKED.length };
  for (const [name, count] of Object.entries(numbers))
    await expect(list.getByRole("list", { name }).getByRole("button")).toHaveCount(count);
  await list.getByRole("button", { name: /The ELBO's two terms/ }).click();
  await expectClosed(page, "Two terms in one bound");
  await expect(title(page)).toBeFocused();
  await expect(page).toHaveURL(/lesson=elbo/);
  await expect.poll(() => lab.steps()).toBe(0);
  await expect(beta(page)).toHaveValue("1");
  await expect(lab.dataset).toContainText("Handwriting");
  await expect(page.getByRole("spinbutton", { name: "Latent dimensions" })).toHaveValue("2");
  await act(page, "Leave the lesson").click();
  await page.getByRole("tab", { name: "Runs" }).click();
  await expect(page.getByRole("tabpanel").getByRole("row").filter({ hasText: "5" })).not.toHaveCount(0);
});

test("an unknown lesson is told with the names of those there are, and the page opens as ever", async ({
  lab,
  page,
}) => {
  await lab.open("?build=simd&lesson=nonsense");
  await expect(page.getByRole("alert").getByRole("listitem")).toHaveText(
    `There is no lesson called “nonsense”: there are ${OWN_LESSONS.map(({ name }) => name).join(", ")}.`,
  );
  await expect(page.getByRole("status").filter({ hasText: "You see a pretrained model" })).toBeVisible();
  await expect(lesson(page)).toHaveCount(0);
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("a lesson that cannot be fetched is said in one line, and the page goes on", async ({ lab, page }) => {
  // What a server says in the place of a file that it no longer has; the browser itself then logs nothing.
  await page.route(/elbo-.*\.js/, (route) =>
    route.fulfill({ contentType: "text/javascript", body: "throw new Error('gone')" }),
  );
  await lab.open("?build=simd&lesson=elbo");
  await expect(lab.notice).toContainText("A part of the page could not be loaded");
  await expect(lesson(page)).toHaveCount(0);
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("a lesson is said in Chinese, on a phone too, and stays where it is when the language changes; nobody is guided", async ({
  lab,
  page,
}) => {
  await page.addInitScript(() => localStorage.removeItem("vae-lab.guided"));
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${lab.url}?build=simd&lesson=elbo&lang=zh`);
  const region = page.getByRole("region", { name: "课程" });
  await expect(region.getByRole("heading")).toHaveText("一个下界，两个项");
  await expect(region.getByRole("button", { name: "继续" })).toBeDisabled();
  const prediction = region.getByRole("group", { name: "预测" });
  await prediction.getByRole("textbox").fill("５");
  await prediction.getByRole("button", { name: "预测" }).click();
  await expect(prediction).toContainText("你的预测是 5。");
  await expect(region).not.toContainText(/lesson\.|undefined/);
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await width()).toBeLessThanOrEqual(360);
  await page.getByRole("combobox", { name: "语言" }).selectOption("en");
  await expectClosed(page, "Two terms in one bound");
  expect(await width()).toBeLessThanOrEqual(360);
  await expect(page.getByRole("region", { name: "Guide" })).toHaveCount(0);
  await act(page, "Leave the lesson").click();
  await expect(lesson(page)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Guide" })).toHaveCount(0);
});
