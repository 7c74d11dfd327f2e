// The time machine: the whole page moves through the run's past, and the run can go on from there.
import { expect, type Lab, settled, test } from "./lab.ts";

const slider = (lab: Lab) => lab.page.getByRole("slider", { name: "History" });
const goOn = (lab: Lab) => lab.page.getByRole("button", { name: "Continue from here" });
const back = (lab: Lab) => lab.page.getByRole("button", { name: "Back to now" });

/** Trains to about `count` steps and pauses. */
async function trained(lab: Lab, count: number): Promise<number> {
  await lab.play.click();
  await lab.reach(count);
  const checkpoints = () =>
    lab.page.evaluate(() => document.querySelector("vae-lab")!.store.state.value.checkpoints.length);
  await expect.poll(checkpoints).toBeGreaterThan(2);
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
  const steps = await lab.steps();
  await expect(slider(lab)).toHaveAttribute("aria-valuetext", `now, step ${steps.toLocaleString("en")}`);
  await expect(slider(lab)).toBeEnabled();
  return steps;
}

test("the slider takes the whole page back, and to now again", async ({ lab, page }) => {
  await lab.open();
  await expect(slider(lab)).toBeDisabled();
  await expect(goOn(lab)).toBeDisabled();
  const now = await trained(lab, 60);
  const digit = await settled(() => lab.picture());
  const heldOut = await page.getByTestId("loss-heldOut").innerText();

  await slider(lab).press("Home");
  await expect.poll(() => lab.steps()).toBe(0);
  await expect(slider(lab)).toHaveAttribute("aria-valuetext", "step 0, epoch 0.00");
  await expect.poll(() => lab.picture()).not.toBe(digit);
  await slider(lab).press("ArrowRight");
  await expect.poll(() => lab.steps()).toBeGreaterThan(0);
  expect(await lab.steps()).toBeLessThan(now);

  await back(lab).click();
  await expect.poll(() => lab.steps()).toBe(now);
  await expect.poll(() => lab.picture()).toBe(digit);
  expect(await page.getByTestId("loss-heldOut").innerText()).toBe(heldOut);
  await expect(goOn(lab)).toBeDisabled();
});

test("a look at the past waits with training, and the right end goes on with it", async ({ lab }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(60);
  await expect(slider(lab)).toBeEnabled();
  await slider(lab).press("Home");
  await expect(lab.play).toBeVisible();
  await expect.poll(() => lab.steps()).toBe(0);
  await slider(lab).press("End");
  await expect(lab.pause).toBeVisible();
  await lab.reach(80);
});

test("training goes on from a full checkpoint of the past as it did the first time", async ({ lab, page }) => {
  await lab.open();
  /** Makes steps one by one: their losses. */
  const losses = (count: number) =>
    page.evaluate(async (count) => {
      const lab = document.querySelector("vae-lab");
      const losses: number[] = [];
      for (let i = 0; i < count; i++) {
        await lab?.step(1);
        losses.push(lab?.metrics.loss ?? Number.NaN);
      }
      return losses;
    }, count);
  // All checkpoints of a model as small as this stay full.
  await page.evaluate(() => document.querySelector("vae-lab")?.setOptions({ hidden: [32] }));
  const first = await losses(20);
  // It is kept by the clock, however many steps there are in a second.
  const inner = () =>
    page.evaluate(() =>
      document.querySelector("vae-lab")!.store.state.value.checkpoints.some(({ step, full }) => full && step > 0),
    );
  await expect.poll(inner).toBe(true);
  first.push(...(await losses(20)));
  const middle = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    const inner = lab?.store.state.value.checkpoints.filter(({ step, full }) => full && step > 0 && step < 35);
    const step = inner?.at(-1)?.step ?? Number.NaN;
    await lab?.store.run.showPast(step);
    return step;
  });
  expect(await lab.steps()).toBe(middle);
  await goOn(lab).click();
  await expect(goOn(lab)).toBeDisabled();
  expect(await losses(5)).toEqual(first.slice(middle, middle + 5));
});

test("what came after the checkpoint that training goes on from is kept as a run", async ({ lab, page }) => {
  await lab.open();
  const now = await trained(lab, 40);
  await slider(lab).press("Home");
  await expect.poll(() => lab.steps()).toBe(0);
  await slider(lab).press("ArrowRight");
  await expect.poll(() => lab.steps()).toBeGreaterThan(0);
  const from = await lab.steps();
  await lab.play.click();
  await lab.reach(from + 5);
  await lab.pause.click();
  const runs = await page.evaluate(() =>
    document.querySelector("vae-lab")?.store.session.runs.value.map(({ number, end }) => [number, end.step]),
  );
  expect(runs).toEqual([[1, now]]);
});

test("a worker that dies while the past is looked at brings back the run", async ({ lab, page }) => {
  test.setTimeout(90_000);
  await lab.open();
  const now = await trained(lab, 40);
  await slider(lab).press("Home");
  await expect.poll(() => lab.steps()).toBe(0);
  await page
    .workers()[0]
    ?.evaluate(() => self.close())
    .catch(() => undefined);
  await expect(lab.notice).toContainText("lost", { timeout: 30_000 });
  await expect.poll(() => lab.steps()).toBe(now);
  await expect(goOn(lab)).toBeDisabled();
});
