// What the first release left with people: links, scripts and sessions of it work on.
import { readFileSync } from "node:fs";
import { expect, test } from "./lab.ts";

const CORPUS = "tests/corpus/0.1.0";
const RUNS = JSON.parse(readFileSync(`${CORPUS}/session.json`, "utf8"));

test("a link to a plain autoencoder opens it, and leaves out what that does not have", async ({ lab, page }) => {
  await page.goto(`${lab.url}?build=simd&model=#v=1&autoencoder=ae&hidden=32&latent=3&beta=4&seed=7`);
  await expect(lab.play).toBeEnabled();
  await expect(page.getByRole("combobox", { name: "Method" })).toHaveValue("ae");
  await expect(lab.notice).toContainText("were ignored: beta");
  const options = await page.evaluate(() => document.querySelector("vae-lab")!.store.run.state.options);
  expect(options).toMatchObject({ method: "ae", hidden: [32], latent: 3, seed: 7 });
});

test("a preset with another kind of autoencoder opens as far as that has its options", async ({ lab, page }) => {
  await page.goto(`${lab.url}?build=simd&model=&preset=fast&autoencoder=ae`);
  await expect(lab.play).toBeEnabled();
  await expect(lab.notice).toHaveCount(0);
  const options = await page.evaluate(() => document.querySelector("vae-lab")!.store.run.state.options);
  expect(options).toMatchObject({ method: "ae", latent: 20, schedule: "one-cycle" });
});

test("scripts read and set the method by its former name, and figures that a model lacks are no numbers", async ({
  lab,
  page,
}) => {
  await lab.open();
  const seen = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab")!;
    const told: unknown[] = [];
    lab.addEventListener("state", ({ detail }) => told.push(detail.options["autoencoder"], detail.options["method"]));
    await lab.setOptions({ autoencoder: "ae", hidden: [16] });
    await lab.step(3);
    const { loss, recon, kl, terms } = lab.metrics;
    const encoding = await lab.encode(new Float32Array(784).fill(0.5));
    const refused = await lab.setOptions({ beta: 2 }).catch((reason) => [reason.code, reason.params]);
    await lab.setOptions({ method: "gan" });
    await lab.step(2);
    const none = await lab.encode(new Float32Array(784)).catch((reason) => [reason.code, reason.params]);
    return {
      told: told.slice(-2),
      first: told.slice(0, 2),
      same: loss === recon,
      terms: Object.keys(terms),
      kl: String(kl),
      encoding: Object.keys(encoding),
      refused,
      none,
      gan: [String(lab.metrics.loss), Object.keys(lab.metrics.terms)],
    };
  });
  expect(seen).toEqual({
    first: ["ae", "ae"],
    told: [undefined, "gan"],
    same: true,
    terms: ["recon"],
    kl: "NaN",
    encoding: ["mu"],
    refused: ["option-foreign", { option: "beta", method: "ae" }],
    none: ["no-encoder", { method: "gan" }],
    gan: ["NaN", ["discriminator", "generator"]],
  });
});

test("weights of then are the model that they were, on images of one's own", async ({ lab, page }) => {
  await lab.open();
  const bytes = (file: string) => readFileSync(`${CORPUS}/${file}`).toString("base64");
  const files = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte.gz"].map((name) => ({
    name,
    text: bytes(`stripes/${name}`),
  }));
  for (const model of ["page-vae", "page-ae"]) {
    const then = JSON.parse(readFileSync(`${CORPUS}/${model}.json`, "utf8"));
    const now = await page.evaluate(
      async ({ files, weights, z, x }) => {
        const lab = document.querySelector("vae-lab")!;
        const bytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        await lab.loadDataset(files.map(({ name, text }) => new File([bytes(text)], name)));
        await lab.loadWeights(bytes(weights));
        const { mu, logvar } = await lab.encode(Float32Array.from(x));
        const decoded = await lab.decode(Float32Array.from(z));
        await lab.step(1);
        return { step: lab.metrics.step, decoded: [...decoded], mu: [...mu], logvar: [...(logvar ?? [])] };
      },
      { files, weights: bytes(`${model}.weights.safetensors`), z: then.z as number[], x: then.x as number[] },
    );
    expect(now.step).toBe(1);
    // The points of a plain autoencoder had a spread of then.
    if (model === "page-ae") then.logvar = [];
    for (const key of ["decoded", "mu", "logvar"] as const) {
      expect(now[key].length, key).toBe(then[key].length);
      for (const [at, value] of now[key].entries()) expect(value, `${model} ${key}`).toBeCloseTo(then[key][at], 5);
    }
  }
});

test("a stored session is offered, and its runs open again", async ({ lab, page }) => {
  // A page of the site where no lab begins.
  const empty = `${lab.url}empty.html`;
  await page.route(empty, (route) =>
    route.fulfill({ contentType: "text/html", body: '<link rel="icon" href="data:,">' }),
  );
  await page.goto(empty);
  await page.evaluate(async (runs) => {
    const request = indexedDB.open("vae-lab", 1);
    request.onupgradeneeded = () => {
      for (const store of ["runs", "moments", "things"]) request.result.createObjectStore(store);
    };
    const database = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const transaction = database.transaction(["runs", "things"], "readwrite");
    for (const run of runs) {
      const light = new Blob([Uint8Array.from(atob(run.end.light), (text) => text.charCodeAt(0))]);
      const stored = { ...run, origin: undefined, end: { ...run.end, light, whole: undefined } };
      transaction.objectStore("runs").put(stored, run.number);
    }
    transaction.objectStore("things").put(2, "last");
    await new Promise<void>((resolve) => (transaction.oncomplete = () => resolve()));
    database.close();
  }, RUNS);
  await lab.open("?build=simd&model=&panel=runs");
  await expect(page.getByText("You were here: run 2, step 6, reconstruction error 544.5.")).toBeVisible();
  await page.getByRole("button", { name: "Continue where you were" }).click();
  await expect.poll(() => lab.steps()).toBe(6);
  await expect(page.getByRole("combobox", { name: "Method" })).toHaveValue("ae");
  await page.getByRole("tab", { name: "Runs" }).click();
  const table = page.getByRole("table", { name: "Runs" });
  // Each run has the terms of its own model.
  await expect(table.getByRole("row").filter({ hasText: "Reopen" })).toHaveCount(1);
  await expect(table).toContainText("557.4");
  await page.getByRole("button", { name: "Reopen run 1" }).click();
  await expect
    .poll(() => page.evaluate(() => document.querySelector("vae-lab")!.store.run.state.options["method"]))
    .toBe("vae");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(7);
});
