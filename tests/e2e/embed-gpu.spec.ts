// All widgets of a page share one GPU device.
import { beforeWorker } from "./gpu.ts";
import { expect, test } from "./host.ts";
import { GPU_LAUNCH } from "../web/chromium.mjs";

test.use({ launchOptions: GPU_LAUNCH });

test("two widgets train on one device", async ({ host, page }) => {
  test.setTimeout(120_000);
  await beforeWorker(page, () => {
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = function (descriptor) {
      Object.assign(self, { devices: ((self as { devices?: number }).devices ?? 0) + 1 });
      return request.call(this, descriptor);
    };
  });
  const options = "hidden=&batch=16";
  await host.visit(`<vae-train id="one" options="${options}"></vae-train>
      <vae-train id="two" options="${options}"></vae-train>`);
  for (const id of ["#one", "#two"]) {
    const active = await page.locator(id).evaluate(async (element: HTMLElementTagNameMap["vae-lab"]) => {
      await element.setExecutor("gpu");
      await element.step(3);
      return element.executors.active;
    });
    expect(active).toBe("gpu");
  }
  expect(await page.workers()[0]!.evaluate("self.devices")).toBe(1);
});
