// A widget where a page lets in frames alone, and where other programs make the page out of Markdown.
import { ATTRIBUTES } from "../../www/src/figures/declaration.ts";
import { expect, type Host, settled, test, WidgetOnPage } from "./host.ts";

/** What a page does to have its frame as high as the widget in it. */
const FOLLOW = `<script>
  addEventListener("message", ({ source, data }) => {
    for (const frame of document.querySelectorAll("iframe"))
      if (frame.contentWindow === source && data.vaeLab) frame.style.height = data.vaeLab.height + "px";
  });
</script>`;

const frame = (host: Host, query: string) =>
  `<iframe sandbox="allow-scripts" style="width: 100%; border: 0" src="${host.site}embed.html?${query}"></iframe>`;

const heights = (host: Host) =>
  host.page.evaluate(() => document.querySelector("iframe")!.getBoundingClientRect().height);

test("a frame with no right but to run scripts has a widget, as high as it needs", async ({ host, page }) => {
  await host.visit(`${FOLLOW}${frame(host, "element=vae-latent")}<p>After.</p>`);
  const inside = page.frameLocator("iframe");
  const widget = new WidgetOnPage(inside.locator("vae-latent"));
  await widget.drag();
  expect(page.workers()).toHaveLength(1);
  const content = () => inside.locator("body").evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
  await expect.poll(async () => (await heights(host)) - (await content())).toBe(0);
  const hidden = () => inside.locator("html").evaluate((html) => html.scrollHeight - html.clientHeight);
  await expect.poll(hidden).toBe(0);
  const wide = await heights(host);
  await page.setViewportSize({ width: 400, height: 800 });
  await expect.poll(() => heights(host)).not.toBe(wide);
  await expect.poll(async () => (await heights(host)) - (await content())).toBe(0);
  await widget.play.click();
  await widget.reach(3);
});

test("all that a frame tells is its height", async ({ host, page }) => {
  const listen = `<script>
    globalThis.heard = [];
    addEventListener("message", ({ data, origin }) => heard.push({ data, origin }));
  </script>`;
  await host.visit(`${listen}${frame(host, "element=vae-draw")}`);
  await expect(page.frameLocator("iframe").locator("vae-draw").getByTestId("pad")).toBeVisible();
  const heard = await page.evaluate<{ data: unknown; origin: string }[]>("heard");
  expect(heard.length).toBeGreaterThan(0);
  for (const { data, origin } of heard) {
    expect(data).toEqual({ vaeLab: { height: expect.any(Number) } });
    expect(origin).toBe("null");
  }
});

/** A lesson whose first step asks, whose second has a goal, and whose last is read. */
const LESSON = {
  title: "Mine",
  answers: true,
  steps: [
    {
      title: "First",
      text: "Say it.",
      ask: { question: "Which?", choose: [{ text: "This" }, { text: "That", right: true }], explain: "Because." },
    },
    { title: "Second", text: "One step.", goal: { steps: { min: 1 } } },
    { title: "Third", text: "The end." },
  ],
};

for (const [where, query] of Object.entries({ "embed.html": "element=vae-lab&build=simd", "": "build=simd" }))
  test(`a lesson in a frame of ${where || "the page"} tells how far it is, and answers only with consent`, async ({
    host,
    page,
  }) => {
    const listen = `<script>
      globalThis.heard = [];
      addEventListener("message", ({ data }) => data.vaeLab?.lesson && heard.push(data.vaeLab.lesson));
    </script>`;
    const lesson = `~${Buffer.from(JSON.stringify(LESSON)).toString("base64url")}`;
    await host.visit(
      `${listen}<iframe style="width: 1200px; height: 760px" src="${host.site}${where}?${query}&lesson=${lesson}"></iframe>`,
    );
    const inside = page.frameLocator("iframe").getByRole("region", { name: "Lesson", exact: true });
    const act = (name: string) => inside.getByRole("button", { name, exact: true }).click();
    const heard = () => page.evaluate("heard");
    await act("That");
    await act("Continue");
    const [first] = (await settled(heard)) as { lesson: string }[];
    expect(first).toEqual({ lesson: expect.stringMatching(/^~[0-9a-f]{1,8}$/), step: 0, steps: 3, done: false });
    await inside.getByRole("checkbox", { name: "The page around this lesson may have my answers." }).check();
    await page.frameLocator("iframe").getByRole("button", { name: "One step", exact: true }).click();
    await act("Continue");
    await act("Finish");
    const answers = [{ step: 0, said: 1, came: 1 }];
    const agreed = { lesson: first!.lesson, steps: 3, answers };
    await expect.poll(heard).toEqual([first, { ...agreed, step: 1, done: false }, { ...agreed, step: 2, done: true }]);
  });

test("a frame of an element that there is not says which there are, in its language", async ({ host, page }) => {
  const names = ["vae-latnt", "%3Cimg%3E&lang=zh", "toString"];
  await host.visit(names.map((name) => frame(host, `element=${name}`)).join(""));
  const said = (at: number) => page.locator("iframe").nth(at).contentFrame().getByRole("alert");
  await expect(said(0)).toHaveText(/no element called “vae-latnt”.*vae-lab, vae-latent, vae-train/);
  await expect(said(1)).toHaveText(/没有名为“<img>”的元素.*vae-lab/);
  await expect(said(2)).toHaveText(/no element called “toString”/);
  await expect(page.locator("iframe").first().contentFrame().locator("vae-latent")).toHaveCount(0);
});

test("every attribute has its key in a frame's address", async ({ host, page }) => {
  const wanted: Record<keyof typeof ATTRIBUTES, string> = {
    model: "handwriting-2d",
    data: "noise",
    options: "latent=3&beta=2",
    group: "a",
    lang: "zh",
    theme: "dark",
    height: "555",
    controls: "digit link",
    autoplay: "",
    background: "",
    layers: "-images",
    pins: "1,1",
    executor: "cpu",
    build: "simd",
    share: "v=1",
    lesson: "elbo",
    guide: "",
  };
  await host.visit(frame(host, `${new URLSearchParams({ element: "vae-latent", ...wanted })}`));
  const element = page.frameLocator("iframe").locator("vae-latent");
  const { data, ...others } = wanted;
  for (const [name, value] of Object.entries({ ...others, images: data }))
    await expect(element).toHaveAttribute(name, value);
  await expect(element.locator(".frame")).toHaveCSS("height", "555px");
  await expect(element.getByRole("button", { name: "开始训练" })).toHaveCount(0);
  await expect(page.frameLocator("iframe").locator("html")).toHaveAttribute("lang", "zh");
});

/** What the programs make of two lines in Markdown, with the attributes as they write them. */
const MADE: Record<string, (host: Host) => string> = {
  // markdown-it and marked leave a block of HTML alone, but wrap an unknown element in a paragraph.
  Hexo: ({ site }) => `<p><script type="module" src="${site}embed.js"></script></p>
    <p><vae-latent options="latent=2&amp;beta=2" pins="1,1;0,0.5" height="500"></vae-latent></p>`,
  // kramdown writes attributes anew, and gives a flag its own name.
  Jekyll: ({ site }) => `<script type="module" src="${site}embed.js"></script>
    <p><vae-latent options="latent=2&amp;beta=2" pins="1,1;0,0.5" height="500" background="background"></vae-latent></p>`,
  // goldmark with \`unsafe\` leaves all as it is; minified pages lose their quotes.
  Hugo: ({ site }) => `<script type=module src=${site}embed.js></script>
    <vae-latent options="latent=2&beta=2" pins=1,1;0,0.5 height=500 background></vae-latent><p>After.`,
};

for (const [program, made] of Object.entries(MADE)) {
  test(`in a page that ${program} made it comes up as its author meant`, async ({ host, page }) => {
    await page.goto(
      host.publish(`<!doctype html><html lang="en"><title>A post</title><article>${made(host)}</article>`),
    );
    const widget = host.widget("vae-latent");
    await expect(widget.element.locator(".frame")).toHaveCSS("height", "500px");
    await expect(widget.element.getByRole("slider", { name: "Pin 2" })).toHaveAttribute("aria-valuetext", /0\.50/);
    await widget.oneStep.click();
    await widget.reach(1);
    const file = await widget.element.evaluate(async (element: HTMLElementTagNameMap["vae-lab"]) =>
      new TextDecoder().decode((await element.saveWeights()).subarray(0, 4096)),
    );
    expect(file).toMatch(/\\"beta\\":\s*2[^.]/);
    await expect(widget.notice).toHaveCount(0);
  });
}
