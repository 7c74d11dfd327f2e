// When a widget works, when it rests, and what is left of it afterwards.
import { expect, type Host, test } from "./host.ts";

const TALL = '<div style="height: 3000px"></div>';
type Lab = HTMLElementTagNameMap["vae-lab"];

const top = (host: Host) => host.page.evaluate(() => scrollTo(0, 0));

test("it trains while it is on the screen, and goes on when it is back there", async ({ host }) => {
  await host.visit(`${TALL}<vae-latent></vae-latent>`);
  const widget = await host.widget("vae-latent").see();
  await widget.play.click();
  await widget.reach(3);
  await top(host);
  const stood = await widget.rest();
  await widget.see();
  await widget.reach(stood + 3);
  // What the reader ends stays at its end.
  await widget.pause.click();
  await expect(widget.play).toBeVisible();
  const ended = await widget.rest();
  await top(host);
  await widget.see();
  expect(await widget.rest()).toBe(ended);
});

test("a script that pauses it while it rests is obeyed", async ({ host }) => {
  await host.visit(`<vae-train></vae-train>${TALL}`);
  const widget = await host.widget("vae-train").see();
  await widget.play.click();
  await widget.reach(3);
  await host.page.evaluate(() => scrollTo(0, 3000));
  const stood = await widget.rest();
  await widget.element.evaluate((element: Lab) => element.pause());
  await widget.see();
  expect(await widget.rest()).toBe(stood);
});

test("it trains off the screen where that is wished", async ({ host }) => {
  await host.visit(`<vae-train background></vae-train>${TALL}`);
  const widget = await host.widget("vae-train").see();
  await widget.play.click();
  await widget.reach(3);
  await host.page.evaluate(() => scrollTo(0, 3000));
  await widget.reach((await widget.steps()) + 5);
});

test("it rests in a hidden tab", async ({ host }) => {
  await host.visit("<vae-train></vae-train>");
  const widget = await host.widget("vae-train").see();
  await widget.play.click();
  await widget.reach(3);
  await host.hide(true);
  const stood = await widget.rest();
  await host.hide(false);
  await widget.reach(stood + 3);
});

test("autoplay begins when it is seen", async ({ host, page }) => {
  await page.setViewportSize({ width: 1000, height: 600 });
  // Near enough to be fetched, and not on the screen.
  await host.visit(`<div style="height: 700px"></div><vae-train autoplay></vae-train>${TALL}`);
  const widget = host.widget("vae-train");
  await widget.element.evaluate((element: Lab) => element.ready);
  expect(await widget.rest()).toBe(0);
  await widget.see();
  await widget.reach(3);
});

test("steps that a script counts are all made, off the screen and in a hidden tab", async ({ host, page }) => {
  await host.visit(`${TALL}<vae-train></vae-train>`);
  const widget = host.widget("vae-train");
  const made = widget.element.evaluate(async (element: Lab) => {
    await element.step(60);
    return element.metrics.step;
  });
  await widget.reach(1);
  await host.hide(true);
  await page.evaluate(() => scrollTo(0, 3000));
  await host.hide(false);
  await top(host);
  expect(await made).toBe(60);
  await widget.see();
  expect(await widget.rest()).toBe(60);
});

test("moved within the document it keeps its run; taken out, its worker ends", async ({ host, page }) => {
  await host.visit("<vae-latent></vae-latent><section></section>");
  const widget = host.widget("vae-latent");
  await widget.drag();
  await widget.oneStep.click();
  await widget.reach(1);
  const place = await widget.pin.getAttribute("aria-valuetext");
  await page.evaluate(() => document.querySelector("section")?.append(document.querySelector("vae-latent")!));
  await widget.oneStep.click();
  await widget.reach(2);
  expect(await widget.pin.getAttribute("aria-valuetext")).toBe(place);
  await widget.drag("ArrowUp");

  await page.evaluate(() => {
    Object.assign(globalThis, { kept: document.querySelector("vae-latent") });
    document.querySelector("vae-latent")?.remove();
  });
  await expect.poll(() => page.workers().length).toBe(0);
  // Put back it begins anew.
  await page.evaluate("document.body.append(kept)");
  await widget.drag();
  expect(await widget.steps()).toBe(0);
});

/** What a figure has asked for when it is taken out: nothing, a part of its code, the engine, its pretrained model. */
const ASKED = { nothing: undefined, code: /\/stage-.+\.js$/, engine: /\.wasm$/, model: /\.safetensors$/ };

for (const [what, asked] of Object.entries(ASKED))
  test(`taken out when it has asked for ${what}, it leaves nothing`, async ({ host, page }) => {
    const moment = asked && page.waitForRequest(asked);
    await host.visit("<section><vae-latent></vae-latent></section>");
    await moment;
    await page.evaluate(() => document.querySelector("section")?.replaceChildren());
    // Whatever the first would begin late has begun by the time that a second one can train.
    await page.evaluate(async () => {
      document.querySelector("section")?.append(document.createElement("vae-latent"));
      await document.querySelector<Lab>("vae-latent")?.ready;
      document.querySelector("section")?.replaceChildren();
    });
    await expect.poll(() => page.workers().length).toBe(0);
  });

test("the last one to go ends the worker, and not the others' runs before", async ({ host, page }) => {
  await host.visit(`<vae-train id="one" height="300"></vae-train><vae-train id="two" height="300"></vae-train>`);
  for (const id of ["#one", "#two"]) await (await host.widget(id).see()).oneStep.click();
  await page.evaluate(() => document.querySelector("#one")?.remove());
  const two = host.widget("#two");
  await two.oneStep.click();
  await two.reach(2);
  expect(page.workers()).toHaveLength(1);
  await page.evaluate(() => document.querySelector("#two")?.remove());
  await expect.poll(() => page.workers().length).toBe(0);
});

test("a figure taller than the screen is drawn for a reader who comes to its middle", async ({ host }) => {
  await host.visit(`${TALL}<vae-draw style="display: block; min-height: 1400px"></vae-draw>${TALL}`);
  await host.page.evaluate(() => {
    const { top } = document.querySelector("vae-draw")!.getBoundingClientRect();
    scrollBy(0, top + 400);
  });
  await expect(host.page.locator("vae-draw").locator(".body > *")).toBeVisible();
});
