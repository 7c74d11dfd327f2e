// What an author or a network gets wrong: one sentence in the widget, which keeps what it can.
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
  [`vae-latent options="beat=4"`, /mean nothing here and are left out: beat/, /已略去：beat/],
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

test("a widget whose scripts cannot be fetched says so, and tries anew when a script asks", async ({ host, page }) => {
  host.forgive(/Failed to load resource|Failed to fetch dynamically imported module/);
  await answer(host, /\/assets\/stage-/, "unreachable");
  await host.visit(
    `<vae-latent><p>The author's sentence.</p></vae-latent><vae-train lang="zh"><p>一句话。</p></vae-train>`,
  );
  await expect(page.getByText("This interactive figure could not be loaded.")).toBeVisible();
  await expect(page.getByText("这幅交互图未能加载。")).toBeVisible();
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
