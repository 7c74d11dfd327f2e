// What the tests of the GPU share: a lab with few small images, and ways to meddle with the browser's WebGPU.
import type { Page, Worker } from "@playwright/test";
import { idxImages } from "./idx.ts";
import { type Lab, expect } from "./lab.ts";

/** Software compiles each kernel for a second or two, so there are few: no hidden layer. */
export const SMALL = "?hidden=&batch=16&build=simd";

export const runsOn = (page: Page) => page.getByLabel("Runs on");
export const badge = (page: Page) => page.getByTestId("executor");
export const executors = (page: Page) => page.evaluate(() => document.querySelector("vae-lab")!.executors);

/** Opens a small model on few images, on which SwiftShader makes some ten steps a second. */
export async function open(lab: Lab, page: Page, query = SMALL): Promise<Worker> {
  await lab.open(query);
  await lab.files.setInputFiles([{ name: "images", mimeType: "", buffer: idxImages(600, 12, 10) }]);
  await expect(lab.dataset).toContainText("10×12");
  return page.workers()[0]!;
}

/** Chooses from the list as a reader does, and waits until that is who trains. */
export async function choose(page: Page, choice: "auto" | "cpu" | "gpu", active = choice): Promise<void> {
  await runsOn(page).selectOption(choice);
  await expect.poll(async () => (await executors(page)).active, { timeout: 150_000 }).toBe(active);
}

/** Has the worker begin with some code of the test's. */
export const beforeWorker = (page: Page, code: () => void) =>
  page.route(/\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${String(code)})();\n${await response.text()}` });
  });

/** The devices that the worker asks for from now on are kept where a test can break them. */
export const watchDevices = (worker: Worker) =>
  worker.evaluate(() => {
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (descriptor) {
      const device = await request.call(this, descriptor);
      Object.assign(self, { device });
      return device;
    };
  });

/** SwiftShader does not say here that it is software, so that it is raced. */
export const inDisguise = (page: Page) =>
  beforeWorker(page, () => {
    Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", { get: () => false });
    Object.defineProperty(GPUAdapterInfo.prototype, "architecture", { get: () => "disguised" });
  });

/** The losses of `steps` steps from the start, at every fifth, first on the CPU and then on the GPU. */
export const curves = (page: Page, options: Record<string, unknown>, steps: number) =>
  page.evaluate(
    async ({ options, steps }) => {
      const lab = document.querySelector("vae-lab")!;
      await lab.setOptions(options as Parameters<typeof lab.setOptions>[0]);
      const run = async (choice: "cpu" | "gpu") => {
        await lab.setExecutor(choice);
        await lab.reset();
        const losses: number[] = [];
        for (let step = 0; step < steps; step += 5) {
          await lab.step(5);
          losses.push(lab.metrics.loss);
        }
        if (lab.metrics.executor.startsWith("cpu") !== (choice === "cpu")) throw new Error(lab.metrics.executor);
        return losses;
      };
      return { cpu: await run("cpu"), gpu: await run("gpu") };
    },
    { options, steps },
  );

/** Every loss within one per cent. */
export function expectSame({ cpu, gpu }: { cpu: number[]; gpu: number[] }, what: string): void {
  expect(gpu, what).toHaveLength(cpu.length);
  for (const [at, loss] of gpu.entries()) {
    const expected = cpu[at] ?? Number.NaN;
    const error = Math.abs(loss - expected) / Math.abs(expected);
    expect(error, `${what}, loss ${at}: ${loss} for ${expected}`).toBeLessThan(0.01);
  }
}
