// Training on the GPU, as a person chooses it. The adapter is SwiftShader: software, which takes most of a minute to
// compile what a model needs. So the models are small, and each of the tests that train there goes through a whole visit.
import { GPU_LAUNCH } from "../web/chromium.mjs";
import {
  SMALL,
  badge,
  beforeWorker,
  choose,
  curves,
  executors,
  expectSame,
  open,
  runsOn,
  watchDevices,
} from "./gpu.ts";
import { expect, settled, test } from "./lab.ts";

test.use({ launchOptions: GPU_LAUNCH });
test.describe.configure({ timeout: 400_000 });

const FAULTS: Record<string, () => void> = {
  "has no WebGPU": () => Object.defineProperty(navigator, "gpu", { value: undefined }),
  "throws when asked for an adapter": () => {
    GPU.prototype.requestAdapter = () => {
      throw new TypeError("not today");
    };
  },
  "refuses an adapter": () => {
    GPU.prototype.requestAdapter = () => Promise.reject(new Error("not today"));
  },
  "has no adapter": () => {
    GPU.prototype.requestAdapter = () => Promise.resolve(null);
  },
  "never answers": () => {
    GPU.prototype.requestAdapter = () => new Promise(() => undefined);
  },
};

for (const [fault, code] of Object.entries(FAULTS)) {
  test(`a browser that ${fault} trains on the CPU without a word`, async ({ lab, page }) => {
    await beforeWorker(page, code);
    await lab.open(`${SMALL}&executor=gpu`);
    await lab.play.click();
    await lab.reach(50);
    await expect.poll(async () => (await executors(page)).gpu.status).toBe("none");
    await expect(badge(page)).toHaveText(/^\s*cpu-simd128 [\d.]+K?\/s\s*$/);
    await expect(lab.notice).toBeHidden();
    await runsOn(page).selectOption("gpu");
    await expect(lab.notice).toContainText("offers no GPU");
  });
}

test("a browser that gives no device trains on the CPU, and says why when the GPU is asked for", async ({
  lab,
  page,
}) => {
  await beforeWorker(page, () => {
    GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException("no device for you"));
  });
  await open(lab, page, `${SMALL}&executor=gpu`);
  await lab.play.click();
  await lab.reach(50);
  await expect.poll(async () => (await executors(page)).gpu.status).toBe("failed");
  await expect(lab.notice).toBeHidden();
  await runsOn(page).selectOption("auto");
  await runsOn(page).selectOption("gpu");
  await expect(lab.notice).toContainText("no device for you");
});

test("the choice is kept for the next visit, by the keyboard and in Chinese too", async ({ lab, page }) => {
  await page.goto(`${lab.url}?lang=zh&hidden=16`);
  await expect(page.getByRole("button", { name: "开始训练" })).toBeEnabled();
  const list = page.getByLabel("运行于");
  await list.focus();
  await page.keyboard.press("ArrowDown");
  await expect(list).toHaveValue("cpu");
  await lab.open("?lang=en&hidden=16");
  await expect(runsOn(page)).toHaveValue("cpu");
  await runsOn(page).selectOption("auto");
  await expect.poll(async () => (await executors(page)).choice).toBe("auto");
  await page.reload();
  await expect(runsOn(page)).toHaveValue("auto");
});

test("where storage is refused the choice holds for this visit", async ({ lab, page }) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException("refused", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get: refuse });
  });
  await open(lab, page);
  await choose(page, "cpu");
  await lab.play.click();
  await lab.reach(20);
  expect((await executors(page)).choice).toBe("cpu");
});

test("a visit on the GPU: chosen, watched, dragged over, and left for the CPU again", async ({ lab, page }) => {
  const binaries: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith(".wasm")) binaries.push(request.url());
  });
  await open(lab, page);
  await test.step("a software adapter is named, and nothing is loaded for it until it is chosen", async () => {
    await expect(badge(page)).toContainText("swiftshader (software)");
    await expect(runsOn(page)).toHaveValue("auto");
    await lab.play.click();
    await lab.reach(50);
    expect((await executors(page)).active).toBe("cpu");
    expect(binaries).toHaveLength(1);
  });
  await test.step("the run goes on there", async () => {
    await choose(page, "gpu");
    expect(binaries).toHaveLength(2);
    const from = await lab.steps();
    expect(from).toBeGreaterThanOrEqual(50);
    await lab.reach(from + 20);
    await expect(badge(page)).toContainText(/cpu-simd128 [\d.]+K?\/s\s+· google swiftshader \(software\) [\d.]+/);
    expect(await page.evaluate(() => document.querySelector("vae-lab")!.metrics.executor)).toBe("gpu");
  });
  await test.step("the pin decodes the newest model", async () => {
    const pictures = new Set<string>();
    const { x, y } = await lab.pinCentre();
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 1; i <= 4; i++) {
      await page.mouse.move(x - 30 * i, y + 15 * i, { steps: 3 });
      pictures.add(await lab.picture());
    }
    await page.mouse.up();
    expect(pictures.size).toBeGreaterThan(2);
    // The pin stays where it is, and the model moves on below it.
    const still = await lab.picture();
    await lab.reach((await lab.steps()) + 20);
    await expect.poll(() => lab.picture()).not.toBe(still);
  });
  await test.step("the CPU goes on from where it was", async () => {
    const later = await lab.steps();
    await choose(page, "cpu");
    await lab.reach(later + 50);
    await expect(lab.notice).toBeHidden();
  });
});

test("a run on the GPU is the CPU's, and whatever is done with a run is done there too", async ({ lab, page }) => {
  await open(lab, page);
  await test.step("the curve is the CPU's; weights, optimiser and step go over and back", async () => {
    const curves = await page.evaluate(async () => {
      const lab = document.querySelector("vae-lab")!;
      const losses = async (steps: number) => {
        const seen: number[] = [];
        for (let step = 0; step < steps; step += 10) {
          await lab.step(10);
          seen.push(lab.metrics.loss);
        }
        return seen;
      };
      const run = async (first: "cpu" | "gpu", second: "cpu" | "gpu") => {
        await lab.reset();
        await lab.setExecutor(first);
        const begun = await losses(40);
        await lab.setExecutor(second);
        return { losses: [...begun, ...(await losses(40))], step: lab.metrics.step };
      };
      return { cpu: await run("cpu", "cpu"), mixed: await run("gpu", "cpu"), gpu: await run("gpu", "gpu") };
    });
    for (const { losses, step } of [curves.gpu, curves.mixed]) {
      expect(step).toBe(80);
      expectSame({ cpu: curves.cpu.losses, gpu: losses }, "a run that changes over");
    }
  });
  await test.step("buttons", async () => {
    await lab.reset.click();
    await lab.oneStep.click();
    await expect.poll(() => lab.steps()).toBe(1);
    await lab.play.click();
    await lab.reach(10);
    await lab.pause.click();
    await expect(lab.play).toBeVisible();
    const paused = await lab.steps();
    expect(await settled(() => lab.steps())).toBe(paused);
  });
  await test.step("methods", async () => {
    const seen = await page.evaluate(async () => {
      const lab = document.querySelector("vae-lab")!;
      const decoded = () => lab.decode(new Float32Array([0.5, 0.5]));
      const same = (a: Float32Array, b: Float32Array) => a.every((value, at) => value === b[at]);
      const seen: Record<string, unknown> = {};
      const before = lab.metrics.step;
      await lab.step(7);
      seen["exactly seven steps"] = lab.metrics.step === before + 7;
      const weights = await lab.saveWeights();
      const kept = await decoded();
      await lab.step(3);
      seen["three more change the model"] = !same(kept, await decoded());
      await lab.loadWeights(weights);
      seen["the weights are back"] = same(kept, await decoded());
      await lab.reset();
      await lab.step(5);
      const first = lab.metrics.loss;
      await lab.reset();
      await lab.step(5);
      seen["a reset repeats the run"] = lab.metrics.loss === first;
      await lab.newSeed();
      await lab.step(5);
      seen["a new seed does not"] = lab.metrics.loss !== first;
      await lab.setOptions({ lr: 0.002, optimizer: "sgd" });
      await lab.step(2);
      seen["options go on with the run"] = lab.metrics.step === 7;
      await lab.setOptions({ hidden: [8], latent: 3 });
      await lab.step(4);
      seen["another shape starts over"] = lab.metrics.step === 4;
      await lab.setExecutor("gpu");
      seen["all on the GPU"] = lab.metrics.executor === "gpu";
      return seen;
    });
    for (const [what, holds] of Object.entries(seen)) expect(holds, what).toBe(true);
  });
});

test("the reader's own drawings are trained on by the GPU too, and it trains on when they leave", async ({
  lab,
  page,
}) => {
  await open(lab, page);
  await page.evaluate(() => {
    const { store } = document.querySelector("vae-lab")!;
    store.session.drawings.value = [{ strokes: [[0.3, 0.2, 0.7, 0.2, 0.4, 0.9]], pen: 3, label: 7 }];
    store.session.repeats.value = 100;
  });
  await expect(lab.dataset).toContainText("640");
  expectSame(await curves(page, {}, 20), "with own drawings");
  await lab.play.click();
  await page.evaluate(() => void (document.querySelector("vae-lab")!.store.session.drawings.value = []));
  await expect(lab.dataset).toContainText("540");
  await lab.reach((await lab.steps()) + 20);
  await expect.poll(async () => (await executors(page)).active, { timeout: 150_000 }).toBe("gpu");
  await expect(lab.notice).toBeHidden();
});

test("a lost GPU costs a second of training at most, and is tried again when asked for", async ({ lab, page }) => {
  const worker = await open(lab, page);
  await watchDevices(worker);
  await page.evaluate(() => document.querySelector("vae-lab")!.setOptions({ beta: 2.5 }));
  await choose(page, "gpu");
  await lab.play.click();
  await lab.reach(40);
  // Of one report it may be anything.
  const perSecond = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const lab = document.querySelector("vae-lab")!;
        const seen: number[] = [];
        lab.addEventListener("metrics", () => {
          if (seen.push(lab.metrics.stepsPerSecond) === 20) resolve(seen.reduce((a, b) => a + b) / 20);
        });
      }),
  );
  const before = await lab.steps();
  await worker.evaluate(() => (self as unknown as { device: GPUDevice }).device.destroy());
  await expect(lab.notice).toContainText("The GPU failed");
  const from = Number(/from step (\d+)/.exec(await lab.notice.innerText())?.[1]);
  expect(from).toBeGreaterThan(before - 1.5 * perSecond - 2);
  expect((await executors(page)).active).toBe("cpu");
  expect(await page.evaluate(() => document.querySelector("vae-lab")!.store.run.state.options["beta"])).toBe(2.5);
  await lab.reach(before + 200);
  await page.getByRole("button", { name: "Try the GPU again" }).click();
  await expect.poll(async () => (await executors(page)).active, { timeout: 150_000 }).toBe("gpu");
  await expect(lab.notice).toBeHidden();
  await lab.reach((await lab.steps()) + 20);
});

test("a run that diverges stops at its last good state, and one without memory is the CPU's", async ({ lab, page }) => {
  const worker = await open(lab, page);
  await choose(page, "gpu");
  await test.step("a loss that is not finite", async () => {
    await lab.play.click();
    await lab.reach(20);
    const set = (options: { optimizer: string; lr: number }) =>
      page.evaluate((options) => document.querySelector("vae-lab")!.setOptions(options), options);
    await set({ optimizer: "sgd", lr: 10 });
    await expect(lab.notice).toContainText("learning rate", { timeout: 150_000 });
    await expect(lab.play).toBeVisible();
    expect((await executors(page)).active).toBe("gpu");
    await set({ optimizer: "adam", lr: 0.001 });
    await page.evaluate(() => document.querySelector("vae-lab")!.step(1));
    const loss = await page.evaluate(() => document.querySelector("vae-lab")!.metrics.loss);
    expect(loss).toBeGreaterThan(0);
  });
  await test.step("a GPU without memory for the model", async () => {
    // From now on every buffer is as large as the adapter's limits allow, and its memory does not: no allocation succeeds.
    await worker.evaluate(() => {
      const create = GPUDevice.prototype.createBuffer;
      GPUDevice.prototype.createBuffer = function (descriptor) {
        return create.call(this, { ...descriptor, size: 2 ** 30 });
      };
    });
    await page.evaluate(() => {
      const lab = document.querySelector("vae-lab")!;
      void lab.setOptions({ hidden: [48] }).then(() => lab.train());
    });
    await expect(lab.notice).toContainText("The GPU failed", { timeout: 150_000 });
    await lab.reach(100);
    expect((await executors(page)).active).toBe("cpu");
  });
});

test("hundreds of steps need no more memory than the first fifty", async ({ lab, page }) => {
  // Every buffer that lives, and every wasm memory that there is.
  await beforeWorker(page, () => {
    const sizes = { gpu: 0, memories: [] as WebAssembly.Memory[] };
    Object.assign(self, { sizes });
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      sizes.gpu += descriptor.size;
      return createBuffer.call(this, descriptor);
    };
    const { destroy } = GPUBuffer.prototype;
    GPUBuffer.prototype.destroy = function () {
      sizes.gpu -= this.size;
      return destroy.call(this);
    };
    const { instantiateStreaming } = WebAssembly;
    WebAssembly.instantiateStreaming = async (source, imports) => {
      const made = await instantiateStreaming(source, imports);
      sizes.memories.push(made.instance.exports["memory"] as WebAssembly.Memory);
      return made;
    };
  });
  const worker = await open(lab, page, "?hidden=&batch=4&build=simd");
  const memory = () =>
    worker.evaluate(() => {
      const { sizes } = self as unknown as { sizes: { gpu: number; memories: WebAssembly.Memory[] } };
      return { gpu: sizes.gpu, wasm: sizes.memories.map(({ buffer }) => buffer.byteLength) };
    });
  await choose(page, "gpu");
  const step = (count: number) => page.evaluate((count) => document.querySelector("vae-lab")!.step(count), count);
  await step(50);
  const early = await memory();
  expect(early.gpu).toBeGreaterThan(0);
  expect(early.wasm).toHaveLength(2);
  // Ten thousand are made natively, where they take a minute: `tests/models/gpu.rs`.
  await step(150);
  expect(await lab.steps()).toBe(200);
  expect((await executors(page)).active).toBe("gpu");
  const late = await memory();
  expect(late.wasm).toEqual(early.wasm);
  // Slices that get longer need longer rings for their inputs and results.
  expect(late.gpu).toBeLessThan(1.05 * early.gpu);
});
