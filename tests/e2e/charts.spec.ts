// The charts of a run: what they say, by eye, by pointer and by key.
import { idxImages } from "./idx.ts";
import { expect, test } from "./lab.ts";

/** Images of black and white pixels at random: nothing that one teaches helps with another. */
function noise(count: number, height: number, width: number): Buffer {
  const file = idxImages(count, height, width);
  let state = 1;
  for (let at = 16; at < file.length; at++) {
    state = (state * 16_807) % 2_147_483_647;
    file[at] = state > 1_073_741_823 ? 255 : 0;
  }
  return file;
}

test("curves are read by keys from one evaluation to the next, and the plots share the place", async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(120);
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
  await page.getByRole("tab", { name: "Charts" }).click();
  const losses = page.getByRole("slider", { name: "Loss curves" });
  const path = page.getByRole("slider", { name: "Path of the run" });
  const dimensions = page.getByRole("slider", { name: "KL divergence of each latent dimension" });
  await expect(losses).toHaveAttribute("aria-valuetext", /arrow keys/);
  await losses.focus();
  await page.keyboard.press("Home");
  await expect(losses).toHaveAttribute("aria-valuetext", /^step 0: held out: −ELBO \d+\.\d, .* nats per image/);
  await expect(path).toHaveAttribute("aria-valuetext", /^step 0: rate \(KL\)/);
  await expect(dimensions).toHaveAttribute("aria-valuetext", /^step 0: KL z\d/);
  await expect(page.getByText("at step 0").first()).toBeVisible();
  const heldOut = page.getByTestId("loss-heldOut");
  const first = await heldOut.innerText();
  await page.keyboard.press("ArrowRight");
  await expect(losses).not.toHaveAttribute("aria-valuenow", "0");
  expect(await heldOut.innerText()).not.toBe(first);
  await page.keyboard.press("End");
  const last = Number(await losses.getAttribute("aria-valuenow"));
  expect(last).toBeGreaterThan(100);
  await page.keyboard.press("ArrowLeft");
  expect(Number(await losses.getAttribute("aria-valuenow"))).toBeLessThan(last);
  await page.keyboard.press("Escape");
  await expect(losses).toHaveAttribute("aria-valuetext", /arrow keys/);
});

test("the pointer reads the curves; leaving goes back to the newest; keys stay apart in a narrow card", async ({
  lab,
  page,
}) => {
  await lab.open();
  const losses = page.getByRole("slider", { name: "Loss curves" });
  await expect(losses).toHaveAttribute("aria-valuetext", "Press Train: curves appear here");
  await lab.play.click();
  await lab.reach(60);
  await lab.pause.click();
  const box = await losses.boundingBox();
  if (!box) throw new Error("no chart");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByText(/at step \d+/)).toBeVisible();
  await page.mouse.move(box.x - 100, box.y + box.height / 2);
  await expect(page.getByText(/at step \d+/)).toBeHidden();
  await expect(page.getByText("nats/image")).toBeVisible();

  await page.setViewportSize({ width: 270, height: 800 });
  const keys = await page.locator("vae-chart thead th").evaluateAll((cells) =>
    cells.map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      const { left, right } = range.getBoundingClientRect();
      const dot = cell.querySelector(".dot");
      return { left, right, round: !dot || (dot.clientWidth === dot.clientHeight && dot.clientWidth > 0) };
    }),
  );
  expect(keys).toHaveLength(4);
  for (const [at, { left, round }] of keys.slice(1).entries()) {
    expect(left - (keys[at]?.right ?? Infinity)).toBeGreaterThanOrEqual(4);
    // A flat one before "−ELBO" would be read as another minus.
    expect(round).toBe(true);
  }
});

test("axes become logarithmic, and a run that made way for another stays behind", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(60);
  await lab.pause.click();
  await page.getByRole("tab", { name: "Charts" }).click();
  const losses = page.getByRole("slider", { name: "Loss curves" });
  const look = async () => (await losses.screenshot()).toString("base64");
  const before = await look();
  const log = page.getByRole("button", { name: "log loss" });
  await log.click();
  await expect(log).toHaveAttribute("aria-pressed", "true");
  expect(await look()).not.toBe(before);
  await log.click();
  await page.getByRole("button", { name: "log steps" }).click();
  expect(await look()).not.toBe(before);
  await expect(page.getByText("earlier runs")).toBeHidden();
  await lab.reset.click();
  await expect(page.getByText("earlier runs (1)")).toBeVisible();
});

test("a run that is forced to ignore its code lights up for posterior collapse, with what to try", async ({
  lab,
  page,
}) => {
  test.slow();
  await lab.open("?build=simd&beta=100&batch=16&hidden=32");
  await lab.play.click();
  const light = page.getByRole("button", { name: "Posterior collapse", exact: true });
  await expect(light).toBeVisible({ timeout: 60_000 });
  await lab.pause.click();
  await light.click();
  const health = page.getByRole("region", { name: "How is the run?" });
  await expect(health).toContainText("None of the 2 latent dimensions says anything");
  await expect(health).toContainText("a smaller β (now 100)");
  await expect(health).toContainText("overfitting", { ignoreCase: true });
});

test("a link carries how the charts and dimensions are shown", async ({ lab, page }) => {
  await lab.open();
  await page.goto(`${lab.url}?build=simd#v=1&charts=logSteps&dimensions=ranks&panel=charts`);
  await page.reload();
  await expect(page.getByRole("button", { name: "log steps" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: "log loss" })).toHaveAttribute("aria-pressed", "false");
  await page.getByRole("button", { name: "log loss" }).click();
  await expect.poll(() => new URL(page.url()).hash).toContain("charts=logValues,logSteps");
  await page.getByRole("tab", { name: "Dimensions" }).click();
  await expect(page.getByRole("button", { name: "Rank" })).toHaveAttribute("aria-pressed", "true");
});

test("a model that learns a few random images by heart lights up for overfitting, and the page can go to its best", async ({
  lab,
  page,
}) => {
  test.slow();
  await lab.open("?build=simd&latent=10&hidden=400&batch=60&lr=0.003");
  await lab.files.setInputFiles({
    name: "few.idx",
    mimeType: "application/octet-stream",
    buffer: noise(400, 12, 12),
  });
  await expect(lab.dataset).toContainText("360");
  await lab.play.click();
  const light = page.getByRole("button", { name: "Overfitting", exact: true });
  await expect(light).toBeVisible({ timeout: 90_000 });
  await lab.pause.click();
  await light.click();
  const health = page.getByRole("region", { name: "How is the run?" });
  await expect(health).toContainText(/Since step [\d,]+ the held-out −ELBO rose/);
  await expect(health).toContainText("more images, fewer hidden units or a larger β");
  const trained = await lab.steps();
  await health.getByRole("button", { name: /Look at step/ }).click();
  await expect.poll(() => lab.steps()).toBeLessThan(trained);
});
