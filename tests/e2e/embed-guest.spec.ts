// A figure as a guest: its keys are its own, it finds the language and the colours around it, and says what stops it.
import { expect, test } from "./host.ts";

test("keys that a figure uses do not reach the page, and all others do", async ({ host, page }) => {
  await host.visit(`<vae-latent></vae-latent><vae-train controls="options"></vae-train>`);
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    for (const type of ["keydown", "keypress", "keyup"])
      document.addEventListener(type, (event) => heard.push(`${type} ${(event as KeyboardEvent).key}`));
  });
  const heard = () =>
    page.evaluate(() => {
      const { heard } = window as unknown as { heard: string[] };
      return heard.splice(0);
    });
  const figure = await host.widget("vae-latent").see();
  await figure.pin.focus();
  await figure.pin.press("ArrowLeft");
  await figure.oneStep.focus();
  await figure.oneStep.press("Space");
  expect(await heard()).toEqual([]);
  await host.widget("vae-train").see();
  const field = page.locator("vae-train").locator("input[type=number], input:not([type])").first();
  await field.focus();
  for (const key of ["5", "Backspace", "ArrowLeft"]) await field.press(key);
  expect(await heard()).toEqual([]);
  await figure.pin.press("s");
  await field.press("Control+k");
  expect((await heard()).filter((what) => what.startsWith("keydown"))).toEqual([
    "keydown s",
    "keydown Control",
    "keydown k",
  ]);
});

test("inside other components it has the language and the colours around them", async ({ host, page }) => {
  await page.goto(
    host.publish(`<!doctype html><html lang="zh-CN"><title>A page</title><my-post></my-post><my-slot><vae-train></vae-train></my-slot>
      <script>
        const dark = "background: oklch(0.2 0.02 250); color: #eee";
        document.querySelector("my-post").attachShadow({ mode: "open" }).innerHTML =
          '<div><vae-latent></vae-latent></div>';
        document.querySelector("my-post").style.cssText = dark + "; display: block";
        document.querySelector("my-slot").attachShadow({ mode: "open" }).innerHTML =
          '<div style="' + dark + '"><slot></slot></div>';
      </script>${host.script}</html>`),
  );
  for (const name of ["vae-latent", "vae-train"]) {
    await page.locator(name).scrollIntoViewIfNeeded();
    await expect(page.locator(name).getByRole("button", { name: "训练" }).first()).toBeVisible();
    await expect(page.locator(name).locator(".frame")).toHaveCSS("color-scheme", "dark");
  }
});

test("the colours around it are found where the browser falsifies what is read from a canvas", async ({
  host,
  page,
}) => {
  await page.addInitScript(() => {
    for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D])
      prototype.getImageData = () => new ImageData(new Uint8ClampedArray([199, 112, 153, 255]), 1);
  });
  for (const [background, scheme] of [
    ["#111", "dark"],
    ["rgb(250 250 250 / 90%)", "light"],
    ["oklch(0.3 0.1 250)", "dark"],
    ["rgb(0 0 0 / 10%)", "light"],
  ] as const) {
    await host.visit(`<div style="background: ${background}"><vae-train></vae-train></div>`);
    await expect(page.locator("vae-train .frame"), background).toHaveCSS("color-scheme", scheme);
  }
});

test("where a library has replaced Array.from, the figure says so", async ({ host, page }) => {
  await page.addInitScript(() => {
    // As Prototype does it.
    Array.from = ((list: ArrayLike<unknown>) => {
      const copy = [];
      for (let at = 0; at < (list.length || 0); at++) copy.push(list[at]);
      return copy;
    }) as typeof Array.from;
  });
  await host.visit("<vae-latent></vae-latent>");
  await expect(page.getByText(/replaced “Array\.from”/)).toBeVisible();
});
