// The lessons that hold a model to what is computed exactly: the SVD, log p(x) and the true posterior.
import { expect, test } from "./lab.ts";
import {
  act,
  answer,
  compared,
  expectClosed,
  expectReached,
  go,
  lesson,
  open,
  predict,
  prediction,
  title,
  train,
} from "./lesson.ts";

test.setTimeout(120_000);

test("the linear case: the SVD's error, a subspace, and dimensions that are counted before training", async ({
  lab,
  page,
}) => {
  await open(lab, "svd", []);
  await expectClosed(page, "Two matrices");
  await expect(page.getByRole("tab", { name: "Linear" })).toHaveAttribute("aria-selected", "true");
  await predict(lab, "500");
  await train(lab);
  await compared(page);

  await go(page);
  await expect(title(page)).toHaveText("The subspace, and no more");
  await page.getByRole("button", { name: "Un-rotate" }).click();
  await expect(page.getByRole("img", { name: "model, its rotation taken out" })).toBeVisible();
  await answer(page, "They stay as they are");

  await go(page);
  await expectClosed(page, "Counting before training");
  await expect(page.getByTestId("linear-alive")).toContainText("6 of 8");
  await predict(lab, "3");
  await train(lab);
  const [, inactive] = await compared(page);
  expect(inactive).toBe(2);

  await go(page);
  await expectClosed(page, "Drag the line");
  await answer(page, "None");
  await act(page, "Go to Pixel σ").click();
  const sigma = page.getByRole("spinbutton", { name: "Pixel σ" });
  await sigma.fill("0.5");
  await sigma.press("Tab");
  await expect(page.getByTestId("linear-alive")).toContainText("8 of 8");
  await train(lab);
  await go(page);
  await expect(title(page)).toHaveText("Done: The linear case");
  await expect(act(page, "Next: How good is it, exactly?")).toBeVisible();
  // A model that is not linear has no such panel.
  await act(page, "Leave the lesson").click();
  await page.evaluate(() => document.querySelector("vae-lab")?.setOptions({ hidden: [20] }));
  await expect(page.getByRole("tab", { name: "Linear" })).toHaveCount(0);
});

test("how good it is, exactly: the gap, weighed samples, and what an encoder for all images loses", async ({
  lab,
  page,
}) => {
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  await open(lab, "evidence");
  await expectClosed(page, "The bound and the truth");
  await predict(lab, "5");
  await train(lab);
  const [, gap = Number.NaN] = await compared(page);
  expect(gap).toBeGreaterThan(0);
  // Pixels are black or white: nothing says that this is no likelihood.
  await expect(page.getByText("cross-entropy")).toHaveCount(0);

  await go(page);
  await expectClosed(page, "Many samples together");
  await answer(page, "At the ELBO");
  await page.getByRole("slider", { name: /samples of z$/ }).press("End");
  await expectReached(page);
  await expect(prediction(page)).toContainText("The mean of the weights is p(x)");

  await go(page);
  await expectClosed(page, "Where z is drawn from");
  await prediction(page).getByRole("textbox").fill("4000");
  await prediction(page).getByRole("textbox").press("Enter");
  await press("Prior");
  await expectReached(page);
  const [, effective] = await compared(page);
  expect(effective).toBeLessThan(2500);

  await go(page);
  await expectClosed(page, "Two parts of the gap");
  await prediction(page).getByRole("textbox").fill("50");
  await prediction(page).getByRole("textbox").press("Enter");
  await press("Optimise q for this image");
  await expectReached(page);
  const [, amortisation = Number.NaN] = await compared(page);
  expect(amortisation).toBeGreaterThanOrEqual(0);

  await go(page);
  await answer(page, "They cannot differ so");
  await go(page);
  await expect(title(page)).toHaveText("Done: How good is it, exactly?");
  await lesson(page)
    .getByRole("button", { name: /^Next.*One hand, ten digits/ })
    .click();
  await expectClosed(page, "Told the class");
  await predict(lab, "3");
  await expect(lesson(page).getByRole("img", { name: /^z decoded as / })).toHaveCount(10);
});

test("one frame for all: the lesson pauses before it asks again, EM is run by hand, and a GAN has no encoder", async ({
  lab,
  page,
}) => {
  await open(lab, "frame", [24, 24, 24]);
  await expectClosed(page, "A joint distribution is a picture");
  // What trains stands beside the figure, and waits for the prediction too.
  await expect(act(page, "Train")).toBeDisabled();
  await predict(lab, "3");
  await act(page, "Train").click();
  await expectReached(page);
  await expect(lab.play).toBeEnabled();
  await expect(lab.pause).toBeHidden();
  const [, joint = Number.NaN] = await compared(page);
  expect(joint).toBeGreaterThan(0.2);

  await go(page);
  await expectClosed(page, "The joint bounds the margin");
  await answer(page, "Yes, early in training");
  await expect(prediction(page)).toContainText("You said “Yes, early in training”; the answer is “No, never”.");
  await train(lab);

  await go(page);
  await expectClosed(page, "By turns: EM");
  await answer(page, "0");
  await lesson(page).getByText("EM", { exact: true }).click();
  for (const turn of ["E-step", "M-step"]) await act(page, turn).click();
  await act(page, "Run EM").click();
  await expectReached(page);

  await go(page);
  await expect(title(page)).toHaveText("Without an encoder: the GAN");
  await answer(page, "It is 0: p(z|x) is q(z|x)");
  await lab.play.click();
  await expect.poll(() => lab.steps()).toBeGreaterThan(20);
  await lab.pause.click();
  await go(page);
  await expect(title(page)).toHaveText("Done: One frame for all");
});
