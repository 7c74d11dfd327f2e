// Runs that are over, two runs side by side, and a session that outlives its page.
import { expect, type Lab, test } from "./lab.ts";

const tab = (lab: Lab) => lab.page.getByRole("tab", { name: "Runs" });
const table = (lab: Lab) => lab.page.getByRole("table", { name: "Runs" });
const rows = (lab: Lab) =>
  table(lab)
    .getByRole("row")
    .filter({ has: lab.page.getByRole("cell", { name: /^(\d|–)/ }) });

/** Makes steps as a script does. */
const steps = (lab: Lab, count: number) =>
  lab.page.evaluate((count) => document.querySelector("vae-lab")?.step(count), count);
const options = (lab: Lab, options: Record<string, number | number[]>) =>
  lab.page.evaluate((options) => document.querySelector("vae-lab")?.setOptions(options), options);

test("a run that made way for another is in the table with its differences, and opens again", async ({ lab }) => {
  await lab.open();
  await tab(lab).click();
  await steps(lab, 10);
  await options(lab, { hidden: [64], beta: 4 });
  await steps(lab, 5);
  await expect(rows(lab)).toHaveCount(2);
  await expect(rows(lab).nth(0)).toContainText("h 400 → 64, β 1 → 4");
  await expect(rows(lab).nth(1)).toContainText("Handwriting");
  await expect(rows(lab).nth(1)).toContainText("10");

  await lab.page.getByRole("button", { name: "Reopen run 1" }).click();
  await expect.poll(() => lab.steps()).toBe(10);
  await expect(lab.page.getByLabel(/Hidden layers/).first()).toHaveValue("400");
  await expect(lab.page.getByRole("button", { name: "Reopen run 2" })).toBeVisible();
  // It goes on as it would have.
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(11);
  const loss = () => lab.page.evaluate(() => document.querySelector("vae-lab")?.metrics.loss);
  const here = await loss();
  await lab.reset.click();
  await steps(lab, 11);
  expect(await loss()).toBe(here);
});

test("a second run beside the first has its difference named, as many steps and the same past", async ({
  lab,
  page,
}) => {
  test.setTimeout(90_000);
  await lab.open();
  await steps(lab, 20);
  await tab(lab).click();
  await page.getByRole("textbox", { name: "Value in the second run" }).fill("4");
  await page.getByRole("button", { name: "Show side by side" }).click();
  const comparisonTable = page.getByRole("table", { name: "The two runs" });
  for (const name of ["β = 1", "β = 4"]) {
    await expect(comparisonTable.getByRole("row", { name })).toHaveCount(1);
    const group = page.getByRole("group", { name, exact: true });
    await expect(group.getByTestId("latent-plane")).toBeVisible();
    for (const strip of ["originals", "reconstructed", "sampled"])
      await expect(group.getByTestId(`beside-${strip}`)).toBeVisible();
  }
  await expect(page.getByTestId("latent-plane")).toHaveCount(2);
  // Both planes show the same part, of whichever the reader moves.
  const radii = () =>
    page.evaluate(() => {
      const { store } = document.querySelector("vae-lab")!;
      const planes = [store.plane, store.comparison.value!.store.plane];
      return planes.map(({ view, window }) => (view.value ?? window.value)?.radius);
    });
  const [radius] = await radii();
  expect(await radii()).toEqual([radius, radius]);
  await page.getByTestId("latent-plane").last().press("+");
  await expect.poll(radii).toEqual([radius! / 1.5, radius! / 1.5]);
  await expect(comparisonTable).toContainText("at step 20");
  const comparison = () =>
    page.evaluate(() => {
      const state = document.querySelector("vae-lab")?.store.comparison.value?.store.state.value;
      return [state?.metrics.step, state?.options["beta"], state?.options["seed"], state?.dataset?.name];
    });
  expect(await comparison()).toEqual([20, 4, 0, "handwriting"]);

  await lab.oneStep.click();
  await expect.poll(comparison).toEqual([21, 4, 0, "handwriting"]);
  await options(lab, { seed: 5, lr: 0.002 });
  await expect.poll(comparison).toEqual([0, 4, 5, "handwriting"]);
  await expect(comparisonTable).toContainText("β = 4");

  await page.getByRole("button", { name: "Close the second run" }).click();
  await expect(page.getByTestId("latent-plane")).toHaveCount(1);
  await expect.poll(() => page.workers().length).toBe(1);
});

test("a second run without a difference, or with one that is not allowed, is refused with the reason", async ({
  lab,
  page,
}) => {
  await lab.open();
  await tab(lab).click();
  const value = page.getByRole("textbox", { name: "Value in the second run" });
  const begin = page.getByRole("button", { name: "Show side by side" });
  await value.fill("1");
  await begin.click();
  await expect(page.getByRole("alert")).toContainText("differ");
  await value.fill("-3");
  await begin.click();
  await expect(page.getByRole("alert")).toContainText("-3");
  await expect(page.getByTestId("latent-plane")).toHaveCount(1);
  expect(page.workers()).toHaveLength(1);
});

test("a session outlives its page: runs, history and drawings are offered again", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(60);
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
  const now = await lab.steps();
  await tab(lab).click();
  await expect(page.getByTestId("keeping")).toContainText("kept in this browser");
  await expect.poll(async () => (await stored(lab))?.["step"]).toBe(now);
  // Sessions of earlier versions are read by these names.
  expect(Object.keys((await stored(lab)) ?? {}).sort()).toEqual(["epoch", "light", "step", "whole"]);

  await page.reload();
  await expect(lab.play).toBeEnabled();
  const go = page.getByRole("button", { name: "Continue where you were" });
  await expect(page.getByText(`You were here: run 1, step ${now.toLocaleString("en")}`)).toBeVisible();
  expect(await lab.steps()).toBe(0);
  await go.click();
  await expect.poll(() => lab.steps()).toBe(now);
  const slider = page.getByRole("slider", { name: "History" });
  await slider.press("Home");
  await expect.poll(() => lab.steps()).toBe(0);
  await page.getByRole("button", { name: "Back to now" }).click();
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(now + 1);
});

test("a run is stored as soon as it has begun, before anything is asked of the storage", async ({ lab, page }) => {
  await page.addInitScript(() => {
    // Neither the clock nor an answer of the storage is to be waited for.
    const set = window.setInterval;
    window.setInterval = ((work: () => void, ms: number) => (ms < 10_000 ? set(work, ms) : 0)) as typeof setInterval;
    IDBObjectStore.prototype.getAllKeys = () => ({}) as IDBRequest<IDBValidKey[]>;
  });
  await lab.open();
  await lab.play.click();
  await expect.poll(async () => (await stored(lab))?.["step"]).toBeGreaterThan(0);
  await page.reload();
  await expect(page.getByText(/You were here: run 1, step/)).toBeVisible();
});

test("an offer that is not taken goes when training begins, its run stays in the table", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(20);
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
  const now = await lab.steps();
  await tab(lab).click();
  await expect(page.getByTestId("keeping")).toContainText("kept in this browser");
  await expect.poll(async () => (await stored(lab))?.["step"]).toBe(now);
  await page.reload();
  const go = page.getByRole("button", { name: "Continue where you were" });
  await expect(go).toBeVisible();
  await lab.play.click();
  await expect(go).toBeHidden();
  await tab(lab).click();
  await expect(page.getByRole("button", { name: "Reopen run 1" })).toBeVisible();
});

for (const [name, script, text] of [
  ["no storage", "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }", "no storage here"],
  [
    "full storage",
    "globalThis.put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }",
    "storage is full",
  ],
] as const) {
  test(`with ${name} the lab works without, and says so`, async ({ lab, page }) => {
    await page.addInitScript(script);
    await lab.open();
    await lab.play.click();
    await lab.reach(10);
    await lab.pause.click();
    await tab(lab).click();
    await expect(page.getByTestId("keeping")).toContainText(text);
    if (name === "full storage") {
      await page.evaluate("IDBObjectStore.prototype.put = globalThis.put");
      await lab.oneStep.click();
      await expect(page.getByTestId("keeping"), "there is room again").toContainText("kept in this browser");
    }
    const slider = page.getByRole("slider", { name: "History" });
    await expect(slider).toBeEnabled();
    await slider.press("Home");
    await expect.poll(() => lab.steps()).toBe(0);
  });
}

test("what cannot be read of a stored session is left out, and keeping goes on until the storage goes", async ({
  lab,
  page,
}) => {
  const empty = `${lab.url}empty.html`;
  await page.route(empty, (route) =>
    route.fulfill({ contentType: "text/html", body: '<link rel="icon" href="data:,">' }),
  );
  await page.goto(empty);
  await page.evaluate(async () => {
    const request = indexedDB.open("vae-lab", 1);
    request.onupgradeneeded = () => {
      for (const store of ["runs", "moments", "things"]) request.result.createObjectStore(store);
    };
    const database = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const transaction = database.transaction(["runs", "things"], "readwrite");
    const end = { step: 3, epoch: 0, light: new Uint8Array(3), whole: undefined };
    const odd = [null, "a run", { number: 3 }, { number: 4, options: {}, dataset: "noise", end }];
    for (const [at, run] of odd.entries()) transaction.objectStore("runs").put(run, at + 1);
    transaction.objectStore("things").put({ odd: true }, "last");
    transaction.objectStore("things").put({ drawings: 7 }, "own");
    await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
    database.close();
  });
  await lab.open();
  await tab(lab).click();
  await expect(page.getByTestId("keeping")).toContainText("kept in this browser");
  await lab.play.click();
  await lab.reach(5);
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
  const now = await lab.steps();
  await expect.poll(async () => (await stored(lab))?.["step"]).toBe(now);

  await page.evaluate(() => new Promise((done) => (indexedDB.deleteDatabase("vae-lab").onsuccess = done)));
  await lab.play.click();
  await lab.reach(now + 5);
  await lab.pause.click();
  await expect(page.getByTestId("keeping")).toContainText("deleted or failed");
  await expect(lab.notice).toContainText("storage failed or was deleted");
});

test("another page of the site leaves the session of the first alone, and says so", async ({ lab, page, context }) => {
  await lab.open();
  await tab(lab).click();
  await expect(page.getByTestId("keeping")).toContainText("kept in this browser");
  const second = await context.newPage();
  await second.goto(lab.url + "?build=simd");
  await second.getByRole("tab", { name: "Runs" }).click();
  await expect(second.getByTestId("keeping")).toContainText("Another page");
  await second.close();
});

/** The last checkpoint of the run that is stored, read as a page would. */
const stored = (lab: Lab) =>
  lab.page.evaluate(
    () =>
      new Promise<Record<string, unknown> | undefined>((resolve, reject) => {
        const request = indexedDB.open("vae-lab");
        request.onerror = () => reject(new Error(request.error?.message));
        request.onsuccess = () => {
          const all = request.result.transaction("runs").objectStore("runs").getAll();
          all.onsuccess = () => {
            request.result.close();
            resolve(all.result.at(-1)?.end);
          };
        };
      }),
  );
