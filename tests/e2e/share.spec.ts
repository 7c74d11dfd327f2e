// What a reader takes away and brings back: links, weights, figures, pictures, films, code.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { type Lab, expect, settled, test } from "./lab.ts";

/** What a click on the button gives, as a file. */
async function saved(page: Page, name: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const open = (page: Page) => page.getByRole("tab", { name: "Share" }).click();

/** The part of the address that holds the state, once it says so. */
async function expectLink(page: Page, expected: RegExp): Promise<string> {
  await expect.poll(() => new URL(page.url()).hash).toMatch(expected);
  return page.url();
}

async function setOptions(lab: Lab, options: Record<string, unknown>): Promise<void> {
  await lab.page.evaluate((options) => document.querySelector("vae-lab")?.setOptions(options as never), options);
}

test("the address follows what the reader does, and brings it all back", async ({ lab, page }) => {
  await lab.open();
  expect(new URL(page.url()).hash).toBe("");
  await setOptions(lab, { beta: 4, latent: 3, seed: 7 });
  await lab.pin.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await open(page);
  await page.getByRole("checkbox", { name: "Data" }).uncheck();
  await page.getByRole("button", { name: "Light or dark" }).click();
  const link = await expectLink(page, /^#v=1&.*theme=dark/);
  expect(link).toContain("#v=1&latent=3&beta=4&seed=7&pins=1,0.5&panel=share&hide=data&theme=dark");

  await page.goto("about:blank");
  await page.goto(link);
  await expect(lab.play).toBeEnabled();
  await expect(page.getByRole("spinbutton", { name: "Latent dimensions" })).toHaveValue("3");
  await expect(page.getByRole("spinbutton", { name: "Seed" })).toHaveValue("7");
  await expect(page.getByRole("tab", { name: "Share" })).toHaveAttribute("aria-selected", "true");
  await expect(lab.dataset).toBeHidden();
  await expect(page.locator("vae-lab")).toHaveAttribute("theme", "dark");
  expect((await lab.place()).slice(0, 2)).toEqual([1, 0.5]);
  await expect(lab.notice).toHaveCount(0);
});

test("what means nothing in a link is left out and named once; the rest holds", async ({ lab, page }) => {
  await page.goto(`${lab.url}?build=simd#v=1&beta=2&latent=999&pins=1;x&panel=nowhere&foo=1`);
  await expect(lab.play).toBeEnabled();
  await expect(lab.notice).toHaveText(/latent, pins, panel, foo/);
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toHaveValue("2");
  await expect(page.getByRole("spinbutton", { name: "Latent dimensions" })).toHaveValue("2");
});

test("names that every object has mean nothing in a link, as any others", async ({ lab, page }) => {
  const names = ["toString", "constructor", "__proto__", "hasOwnProperty"];
  const parts = [...names.map((name) => `${name}=1`), "panel=toString", "charts=constructor", "dimensions=toString"];
  await page.goto(`${lab.url}?build=simd&model=#v=1&beta=2&${parts.join("&")}`);
  await expect(lab.play).toBeEnabled();
  await expect(lab.notice).toContainText([...names, "panel", "charts", "dimensions"].join(", "));
  await expect(page.getByRole("tab", { name: "Live" })).toHaveAttribute("aria-selected", "true");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(1));
});

test("a link is read that was encoded as a whole, or names no version", async ({ lab, page }) => {
  await page.goto(`${lab.url}?build=simd&model=#v%3D1%26beta%3D4%26theme%3Ddark`);
  const beta = page.getByRole("spinbutton", { name: "KL weight" });
  await expect(beta).toHaveValue("4");
  await expect(page.locator("vae-lab")).toHaveAttribute("theme", "dark");
  await page.evaluate(() => (location.hash = "#beta=3"));
  await expect(beta).toHaveValue("3");
  await page.evaluate(() => document.querySelector("vae-lab")?.takeOver("https://site.example/#v=1&beta=5"));
  await expect(beta).toHaveValue("5");
});

test("a link of another version is told of, and stays in the address until the reader changes something", async ({
  lab,
  page,
}) => {
  await page.goto(`${lab.url}?build=simd&model=#v=2&beta=4`);
  await expect(lab.notice).toHaveText("This link has version 2, which this page cannot read.");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
  expect(new URL(page.url()).hash).toBe("#v=2&beta=4");
  await setOptions(lab, { beta: 3 });
  await expectLink(page, /^#v=1&beta=3$/);
});

test("the images of a link are those that its sender saw, whatever the address said before", async ({ lab, page }) => {
  await lab.open("?build=simd&data=noise");
  await expect(lab.dataset).toContainText("Noise");
  await page.getByRole("button", { name: "Handwriting", exact: true }).click();
  const link = await expectLink(page, /data=handwriting/);
  expect(link).toContain("?build=simd&data=noise#");
  await page.goto("about:blank");
  await page.goto(link);
  await expect(lab.play).toBeEnabled();
  await expect(lab.dataset).toContainText("Handwriting");
  await page.evaluate(() => (location.hash = "#v=1&data=ring"));
  await expect
    .poll(() => page.evaluate(() => document.querySelector("vae-lab")?.store.state.value.dataset?.name))
    .toBe("ring");
});

test("a link that is pasted into the open page is taken over", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => (location.hash = "#v=1&beta=3&pins=-1,2"));
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toHaveValue("3");
  expect(await lab.place()).toEqual([-1, 2]);
  // What it does not name is as at the start.
  await page.evaluate(() => (location.hash = "#v=1&pins=0,1"));
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toHaveValue("1");
});

test("weights go out, and come back by the file picker, by a drop and by the clipboard", async ({ lab, page }) => {
  await lab.open();
  await setOptions(lab, { hidden: [20] });
  await page.evaluate(() => document.querySelector("vae-lab")?.step(30));
  const digit = await settled(() => lab.picture());
  await open(page);
  const weights = await saved(page, "Save the weights (safetensors)");
  expect(weights.name).toBe("vae.safetensors");

  const elsewhere = async () => {
    await lab.reset.click();
    await expect.poll(() => lab.steps()).toBe(0);
    await page.getByRole("tab", { name: "Live" }).click();
    await expect.poll(() => lab.picture()).not.toBe(digit);
  };
  await elsewhere();
  await open(page);
  const file = { name: "my weights", mimeType: "", buffer: weights.bytes };
  await page.getByLabel("Open weights (safetensors)").setInputFiles([file]);
  await page.getByRole("tab", { name: "Live" }).click();
  await expect.poll(() => lab.picture()).toBe(digit);

  for (const [type, target] of [
    ["drop", ".lab"],
    ["paste", "body"],
  ] as const) {
    await elsewhere();
    await page.locator(target).evaluate(
      (inside, { type, bytes }) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], "vae.safetensors"));
        const init = { bubbles: true, composed: true, cancelable: true };
        const event =
          type === "drop"
            ? new DragEvent(type, { ...init, dataTransfer: data })
            : new ClipboardEvent(type, { ...init, clipboardData: data });
        inside.dispatchEvent(event);
      },
      { type, bytes: [...weights.bytes] },
    );
    await expect.poll(() => lab.picture()).toBe(digit);
  }
});

test("losses, code and pictures are whole files of their kinds", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(5));
  await expect(page.getByTestId("loss-heldOut")).toContainText(/\d/);
  await open(page);

  const losses = await saved(page, "Save the losses (CSV)");
  const rows = losses.bytes.toString().trimEnd().split("\r\n");
  expect(rows[0]).toBe("step,set,-elbo,reconstruction,kl");
  const train = rows.filter((row) => row.includes(",train,")).map((row) => row.split(",").map(Number));
  expect(train.map(([step]) => step)).toEqual([1, 2, 3, 4, 5]);
  for (const [, , loss = 0, recon = 0, kl = 0] of train) expect(recon + kl).toBeCloseTo(loss, 2);
  expect(rows.some((row) => row.includes(",held out,"))).toBe(true);

  expect((await saved(page, "Save as PyTorch code")).bytes.toString()).toContain("HIDDEN, LATENT = [400], 2");
  for (const half of ["Encoder", "Decoder"]) {
    const { name, bytes } = await saved(page, `Save as ONNX: ${half}`);
    expect(name).toBe(`${half.toLowerCase()}.onnx`);
    // More than the weights of its half.
    expect(bytes.length).toBeGreaterThan(4 * 784 * 400);
  }
  for (const what of ["Plane", "Manifold"]) {
    const png = await saved(page, `Save: ${what}, PNG`);
    expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    // Not one colour all over: that would be a few kilobytes.
    expect(png.bytes.length).toBeGreaterThan(20_000);
    const svg = (await saved(page, `Save: ${what}, SVG`)).bytes.toString();
    const shapes = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      if (parsed.querySelector("parsererror")) return {};
      const paths = [...parsed.querySelectorAll("path")].map((path) => path.getAttribute("d") ?? "").join();
      return { circles: paths.split("A").length - 1, texts: parsed.querySelectorAll("text").length };
    }, svg);
    // Each held-out image is a circle.
    if (what === "Plane") expect(shapes.circles).toBeGreaterThan(500);
    expect(shapes.texts).toBeGreaterThan(1);
  }
  // An image that a burst model places nowhere is left out.
  await page.evaluate(() => {
    const { encodings } = document.querySelector("vae-lab")!.store.model;
    const { mu, ...rest } = encodings.value!;
    encodings.value = { ...rest, mu: mu.with(0, Number.NaN) };
  });
  const burst = (await saved(page, "Save: Plane, SVG")).bytes.toString();
  expect(burst.match(/ d="[^"]*NaN[^"]*"/g)).toBeNull();
});

test("the plane is filmed while it trains", async ({ lab, page }) => {
  await lab.open();
  await open(page);
  await page.getByRole("button", { name: "Film the plane" }).click();
  const began = Date.now();
  await lab.play.click();
  await expect.poll(() => Date.now() - began).toBeGreaterThan(4000);
  await lab.reach(20);
  const filmed = (Date.now() - began) / 1000;
  const film = await saved(page, "Stop and save");
  expect(film.name).toMatch(/^training\.(webm|mp4)$/);
  const { seconds, moves } = await page.evaluate(
    async (bytes) => {
      const video = document.createElement("video");
      video.src = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
      await new Promise((resolve, reject) => {
        video.onloadeddata = resolve;
        video.onerror = () => reject(new Error("it is no film"));
      });
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      const frameAt = async (time: number) => {
        video.currentTime = time;
        await new Promise((resolve) => (video.onseeked = resolve));
        canvas.getContext("2d")?.drawImage(video, 0, 0);
        return canvas.toDataURL();
      };
      const first = await frameAt(0);
      // A film that was written while it was made does not say how long it is until one goes to its end.
      const last = await frameAt(1e6);
      return { seconds: video.currentTime, moves: first !== last };
    },
    [...film.bytes],
  );
  // The recorder's first and last moments may be missing, no more.
  expect(seconds).toBeGreaterThan(filmed / 2);
  expect(moves).toBe(true);
});

test("the link is copied, or the reader is told why not", async ({ lab, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.open();
  await open(page);
  const copy = page.getByRole("button", { name: "Copy", exact: true });
  await copy.click();
  await expect(page.getByText("Copied.")).toHaveCount(1);
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
  await copy.click();
  await expect(lab.notice).toContainText("clipboard");
});
