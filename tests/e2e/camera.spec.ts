// Pictures from the camera, which the browser makes up here.
import { LAUNCH } from "../web/chromium.mjs";
import { expectNoViolation } from "./axe.ts";
import { expect, test } from "./lab.ts";

const MADE_UP = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
test.use({ launchOptions: { ...LAUNCH, args: [...LAUNCH.args, ...MADE_UP] } });

test("pictures are taken by classes, one by one or on and on, and become data", async ({ lab, page }) => {
  await lab.open();
  await page.getByRole("button", { name: "Pictures…" }).click();
  const sheet = page.getByRole("dialog", { name: "Your own pictures" });
  const camera = sheet.getByRole("button", { name: "Camera…" });
  await camera.click();
  const take = sheet.getByRole("button", { name: "Take a picture" });
  await expect(take).toBeEnabled();
  await expectNoViolation(page);
  const status = sheet.getByRole("status");
  await sheet.getByRole("textbox", { name: "Class" }).fill("cup");
  await take.click();
  await take.click();
  await expect(status).toHaveText("Pictures: 2");
  await sheet.getByRole("button", { name: "Take the last one back" }).click();
  await expect(status).toHaveText("Pictures: 1");
  await sheet.getByRole("textbox", { name: "Class" }).fill("pen");
  const keep = sheet.getByRole("button", { name: "Keep taking" });
  await keep.click();
  await expect.poll(async () => Number((await status.innerText()).replace(/\D/g, ""))).toBeGreaterThan(4);
  await keep.click();
  await expect(keep).toHaveAttribute("aria-pressed", "false");
  await expect(sheet.getByRole("listitem").filter({ hasText: "cup 1" })).toBeVisible();
  // The camera is let go with the sheet.
  const track = await page.evaluateHandle(() => {
    const find = (root: Document | ShadowRoot): MediaStreamTrack | undefined => {
      for (const element of root.querySelectorAll("*")) {
        if (element instanceof HTMLVideoElement) return (element.srcObject as MediaStream).getTracks()[0];
        const found = element.shadowRoot && find(element.shadowRoot);
        if (found) return found;
      }
      return undefined;
    };
    return find(document);
  });
  expect(await track.evaluate((track) => track?.readyState)).toBe("live");
  await sheet.getByRole("button", { name: "Train on these" }).click();
  await expect.poll(() => track.evaluate((track) => track?.readyState)).toBe("ended");
  await expect(lab.dataset).toContainText("camera");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("a camera that is not allowed, or not there, is said in one sentence", async ({ lab, page }) => {
  await lab.open();
  await page.getByRole("button", { name: "Pictures…" }).click();
  const sheet = page.getByRole("dialog", { name: "Your own pictures" });
  const camera = sheet.getByRole("button", { name: "Camera…" });
  for (const [name, said] of [
    ["NotAllowedError", "The camera was not allowed"],
    ["NotFoundError", "No camera can be used here"],
  ] as const) {
    await page.evaluate((name) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
    }, name);
    await camera.click();
    await expect(sheet.getByRole("alert")).toContainText(said);
    await camera.click();
  }
});
