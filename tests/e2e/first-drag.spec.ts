// The first drag: what a pretrained model decodes is there before the engine, and the engine takes over unseen.
import { type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page, Route } from "@playwright/test";
import { gzipSize } from "../web/files.mjs";
import { expect, Lab, settled, test } from "./lab.ts";

/** Bytes after gzip of all that is fetched for a drag. */
const LIMIT = 300_000;
/** Half a tone of a screen: what nobody sees. */
const UNSEEN = 0.5 / 255;
const STARTING = /Starting|正在启动/;
const ENGINE = /\.wasm$/;

/** Holds back what the pattern names; the answer lets it go on. */
async function hold(page: Page, pattern: RegExp): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let open = false;
  await page.route(pattern, (route) => (open ? route.continue() : void held.push(route)));
  return async () => {
    open = true;
    await Promise.all(held.map((route) => route.continue()));
  };
}

/** The tones of the digit at the pin, as they are painted. */
const digit = (page: Page): Promise<number[]> =>
  page
    .locator("vae-pins vae-sheet canvas")
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true })!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      return [...data].filter((_, at) => at % 4 === 3);
    });
const inked = (tones: number[]) => Math.max(...tones) - Math.min(...tones) > 128;

// Nobody leads the pin around meanwhile.
test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: "reduce" }));

/** Drags the pin to another place, and gives the digits before and after. */
async function drag(lab: Lab): Promise<{ before: number[]; after: number[] }> {
  const { page } = lab;
  await expect.poll(async () => inked(await digit(page))).toBe(true);
  const { x, y } = await lab.pinCentre();
  await page.mouse.move(x, y);
  await page.mouse.down();
  const [place, before] = [await lab.place(), await digit(page)];
  await page.mouse.move(x + 70, y + 50, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => lab.place()).not.toEqual(place);
  await expect.poll(() => digit(page)).not.toEqual(before);
  return { before, after: await digit(page) };
}

/** What is known of the model by now: places decoded, and codes of held-out images. */
const answers = (page: Page) =>
  page.evaluate(async () => {
    const { store } = document.querySelector("vae-lab")!;
    const z = Float32Array.from({ length: 200 }, (_, at) => 3 * Math.sin(at * at));
    return {
      pixels: [...(await store.run.ask("decode", { z }))],
      codes: [...(await store.run.ask("encodeHeldOut", { count: 500 })).mu],
      labels: [...store.model.labels.value!],
      model: store.model.spec.value,
    };
  });
/** Whether something stands in for the engine. */
const stands = (page: Page) =>
  page.evaluate(() => document.querySelector("vae-lab")!.store.state.value.standIn !== undefined);
const apart = (a: number[], b: number[]) => Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? Infinity))));

for (const query of ["", "?mode=lab", "?lang=zh"]) {
  test(`'${query}' shows the digit of a drag without the engine, which then says the same`, async ({ lab, page }) => {
    const sizes: Promise<number>[] = [];
    page.on("response", (response) => sizes.push(response.body().then(gzipSize)));
    const letGo = await hold(page, ENGINE);
    await page.goto(lab.url + query);
    // Whatever it is called in the language.
    const pin = page.getByTestId("pin");
    Object.assign(lab, { pin });
    const main = page.getByRole("button", { name: /^(Train|开始训练)$/ });
    await expect(pin).toBeAttached();
    await expect(page.getByText(STARTING)).toHaveCount(0);
    const { after } = await drag(lab);
    expect(inked(after)).toBe(true);
    const early = await answers(page);
    expect(await stands(page), "the engine is not there yet").toBe(true);
    await expect(page.getByText(STARTING)).toHaveCount(0);
    const fetched = await Promise.all(sizes);
    expect(fetched.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT);

    const places = () => Promise.all([pin.boundingBox(), main.boundingBox()]);
    const [place, spots] = [await lab.place(), await places()];
    await letGo();
    await expect.poll(() => stands(page)).toBe(false);
    const late = await answers(page);
    expect(late.model).toEqual(early.model);
    expect(late.labels).toEqual(early.labels);
    expect(apart(late.pixels, early.pixels)).toBeLessThan(UNSEEN);
    expect(apart(late.codes, early.codes)).toBeLessThan(0.001);
    expect(apart(await digit(page), after)).toBeLessThanOrEqual(1);
    expect(await lab.place()).toEqual(place);
    await expect(main).toBeEnabled();
    expect(await places()).toEqual(spots);
  });
}

test("the plane is decoded without the engine", async ({ lab, page }) => {
  await hold(page, ENGINE);
  await page.goto(lab.url);
  await drag(lab);
  const look = async () => (await page.locator("vae-plane canvas.backdrop").screenshot()).toString("base64");
  const decoded = await settled(look);
  await page.evaluate(() => {
    const { layers } = document.querySelector("vae-lab")!.store.plane;
    layers.value = { ...layers.value, manifold: false };
  });
  await expect.poll(look).not.toBe(decoded);
  expect(await stands(page)).toBe(true);
});

for (const [what, answer] of [
  ["cannot be fetched", (route: Route) => route.abort()],
  ["does not come", () => undefined],
] as const)
  test(`the engine comes also where the model ${what}`, async ({ lab, page }) => {
    await page.route(/\.safetensors$/, answer);
    await page.goto(lab.url);
    await expect(lab.play).toBeEnabled();
    lab.faults.splice(0);
  });

test("the reader's own model is shown once it trains, though the pretrained one never comes whole", async ({
  page,
  site,
}) => {
  const host = createServer((request, response) => void answerHalf(request.url ?? "", response));
  async function answerHalf(url: string, response: ServerResponse): Promise<void> {
    const answer = await fetch(new URL(url, site));
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { "Content-Type": answer.headers.get("Content-Type") ?? "" });
    if (url.endsWith(".safetensors")) response.write(bytes.subarray(0, 0.6 * bytes.length));
    else response.end(bytes);
  }
  await new Promise<void>((done) => host.listen(0, "127.0.0.1", done));
  try {
    const lab = new Lab(page, `http://127.0.0.1:${(host.address() as AddressInfo).port}${new URL(site).pathname}`);
    await page.goto(`${lab.url}?build=simd&mode=lab`);
    await drag(lab);
    await expect(lab.play).toBeEnabled();
    expect(await stands(page)).toBe(true);
    await lab.oneStep.click();
    await lab.reach(1);
    expect(await stands(page)).toBe(false);
  } finally {
    host.close();
    host.closeAllConnections();
  }
});
