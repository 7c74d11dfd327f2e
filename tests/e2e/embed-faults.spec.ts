// What an author or a network gets wrong: one sentence in the widget, which keeps what it can.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Host, test } from "./host.ts";

type Lab = HTMLElementTagNameMap["vae-lab"];

/** What is wrong with an element, and what it says of that in both languages. */
const WRONG: readonly (readonly [html: string, en: RegExp, zh: RegExp])[] = [
  [`vae-latent theme="drak"`, /attribute theme cannot be 'drak'; it accepts: light, dark/, /theme.*drak/],
  [`vae-latent controls="trian"`, /attribute controls .*train, tools, legend, digit, link/, /controls.*trian/],
  [`vae-latent height="tall"`, /attribute height cannot be 'tall'/, /height.*tall/],
  [`vae-latent pins="1;two"`, /attribute pins cannot be '1;two'/, /pins.*1;two/],
  [`vae-latent layers="imges"`, /attribute layers cannot be 'imges'/, /layers.*imges/],
  [`vae-latent model="mnist"`, /no pretrained model called 'mnist': there are .*mnist-2d/, /mnist.*mnist-2d/],
  [`vae-latent dataset="https://"`, /no dataset called 'https:\/\/'/, /https:\/\//],
  [`vae-latent options="beta=-1"`, /beta cannot be "-1"/, /beta.*-1/],
  [`vae-latent options="beat=4"`, /unknown here and were ignored: beat/, /已略去：beat/],
  [`vae-latent executor="tpu"`, /attribute executor .*auto, cpu, gpu/, /executor.*tpu/],
];

for (const [html, en, zh] of WRONG) {
  test(`<${html}> says what is wrong, and works`, async ({ host, page }) => {
    await host.visit(`<p>Before.</p><${html}></vae-latent><p>After.</p>`);
    const { notice, decoded, element } = host.widget("vae-latent");
    await expect(notice).toHaveText(en);
    await expect(decoded).toBeVisible();
    await element.evaluate((element: Lab) => element.step(2));
    await element.evaluate((element: Lab) => (element.lang = "zh"));
    await expect(notice).toHaveText(zh);
    await expect(notice).toHaveText(/[一-鿿]/);
    await expect(page.locator("p:text('Before.')")).toBeVisible();
  });
}

/** Has requests for a file answered in another way. */
const answer = (host: Host, file: RegExp, how: "missing" | "cut" | "unreachable") =>
  host.page.route(file, async (route) => {
    if (how === "unreachable") return route.abort();
    if (how === "missing") return route.fulfill({ status: 404, headers: { "Access-Control-Allow-Origin": "*" } });
    const response = await route.fetch();
    return route.fulfill({ response, body: (await response.body()).subarray(0, 5000) });
  });

for (const [how, said] of [
  ["missing", /handwriting-2d.*404/],
  ["cut", /./],
  ["unreachable", /handwriting-2d.*cannot be fetched/],
] as const) {
  test(`a model file that is ${how} is told of, and an untrained model is there to train`, async ({ host }) => {
    host.forgive(/Failed to load resource/);
    await answer(host, /\.safetensors$/, how);
    await host.visit("<vae-latent></vae-latent>");
    const widget = await host.widget("vae-latent").see();
    await expect(widget.notice).toHaveText(said);
    await widget.play.click();
    await widget.reach(3);
  });
}

test("images that cannot be fetched are told of, and handwriting is there", async ({ host }) => {
  host.forgive(/Failed to load resource/);
  await host.visit(`<vae-train dataset="nowhere/images.gz"></vae-train>`);
  const widget = await host.widget("vae-train").see();
  await expect(widget.notice).toHaveText(/nowhere\/images\.gz cannot be fetched: the server says 404/);
  await widget.play.click();
  await widget.reach(3);
});

test("images that break off on their way are told of, and the figures of the page go on", async ({ host }) => {
  host.forgive(/Failed to load resource|net::ERR/);
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Length": 1000, "Access-Control-Allow-Origin": "*" });
    response.write("x".repeat(100), () => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/images.idx`;
  await host.visit(`<vae-latent></vae-latent><vae-train dataset="${address}"></vae-train>`);
  const other = host.page.locator("vae-latent");
  await other.evaluate((element: Lab) => element.step(3));
  const widget = await host.widget("vae-train").see();
  await expect(widget.notice).toContainText(`${address} cannot be fetched`);
  await widget.element.evaluate((element: Lab) => element.step(2));
  const refused = await other.evaluate(
    (element: Lab, address) => element.loadDataset(address).catch((reason) => [reason.code, reason.params]),
    address,
  );
  expect(refused).toEqual(["fetch-unreachable", { url: address }]);
  expect(await other.evaluate((element: Lab) => element.metrics.step)).toBe(3);
  expect(await widget.steps()).toBe(2);
  server.close();
});

test("what a script gets wrong is refused in one sentence, and no figure loses a step", async ({ host, page }) => {
  await host.visit("<vae-latent></vae-latent><vae-train></vae-train>");
  const other = page.locator("vae-train");
  await other.evaluate((element: Lab) => element.step(3));
  const codes = await page.locator("vae-latent").evaluate(async (element: Lab) => {
    // What no type allows, people write all the same.
    const lab = element as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const calls: [string, ...unknown[]][] = [
      ["step", 0],
      ["step", Number.NaN],
      ["decode"],
      ["decode", null],
      ["encode", new ImageData(28, 28)],
      ["encode", new Uint8Array(784).fill(255)],
      ["loadWeights", undefined],
      ["loadDataset", [3]],
      ["loadFiles"],
      ["setOptions", "latent=4"],
      ["setOptions", { beta: undefined }],
      ["setOptions", { beta: () => 4 }],
      ["setExecutor", "webgpu"],
      ["takeOver", "nonsense"],
      ["loadWeights", new ArrayBuffer(3)],
      ["loadDataset", new File(["abc"], "abc.idx")],
      ["loadDataset", [new Blob(["abc"])]],
    ];
    const said: unknown[] = [];
    for (const [name, ...args] of calls)
      said.push(
        await lab[name]?.(...args).then(
          () => `${name} is taken`,
          (reason) => reason.code,
        ),
      );
    const images = await lab["decode"]?.([
      [0, 0],
      [1, 1],
    ]);
    said.push((images as Float32Array).length);
    await element.loadWeights((await element.saveWeights()).slice().buffer);
    return said;
  });
  expect(codes.slice(0, 14)).toEqual(Array(14).fill("argument"));
  expect(codes.slice(14)).toEqual(["weights-file", "data-not-idx", "data-not-idx", 2 * 784]);
  expect(await other.evaluate((element: Lab) => element.metrics.step)).toBe(3);
  expect(page.workers()).toHaveLength(1);
});

test("a widget whose scripts cannot be fetched says so, and tries anew when a script asks", async ({ host, page }) => {
  host.forgive(/Failed to load resource|Failed to fetch dynamically imported module/);
  await answer(host, /\/assets\/stage-/, "unreachable");
  await host.visit(
    `<vae-latent><p>The author's sentence.</p></vae-latent><vae-train lang="zh"><p>一句话。</p></vae-train>`,
  );
  await expect(page.getByText("This interactive figure could not be loaded.")).toBeVisible();
  await expect(page.getByText("这张交互图未能加载。")).toBeVisible();
  await expect(page.getByText("The author's sentence.")).toBeVisible();
  const refused = await page
    .locator("vae-latent")
    .evaluate((element: Lab) => element.step().catch((reason: Error) => reason.message));
  expect(refused).toMatch(/stage/);
  await page.unroute(/\/assets\/stage-/);
  await page.locator("vae-latent").evaluate((element: Lab) => element.step());
  await host.widget("vae-latent").drag();
  expect(await host.widget("vae-latent").steps()).toBe(1);
});

test("an engine that cannot be fetched is told of, and the page around is untouched", async ({ host, page }) => {
  host.forgive(/./);
  await answer(host, /\.wasm$/, "missing");
  await host.visit("<p>Before.</p><vae-latent></vae-latent><p>After.</p>");
  await expect(host.widget("vae-latent").notice).toHaveText(/./);
  await expect(page.getByText("After.")).toBeVisible();
});
