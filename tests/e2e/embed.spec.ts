// Two lines in somebody else's page: an element comes up, light until it is near, and nothing else changes there.
import { gzipSize } from "../web/files.mjs";
import { expect, test } from "./host.ts";
import { settled } from "./lab.ts";

/** Bytes after gzip that a page waits for before a widget comes near the screen. */
const LIGHT_LIMIT = 60_000;
/** Higher than the screen and what lies near it. */
const TALL = '<div style="height: 3000px"></div>';

test("two lines are enough: it comes up, a pin decodes, in one worker", async ({ host, page }) => {
  await host.visit("<p>Before.</p><vae-latent></vae-latent><p>After.</p>");
  const widget = host.widget("vae-latent");
  await widget.drag();
  expect(page.workers()).toHaveLength(1);
  for (const url of host.requests.filter((url) => url.startsWith("http")))
    expect(url.startsWith(host.site) || url.startsWith(host.origins.host), url).toBe(true);
});

test(`far from the screen it is under ${LIGHT_LIMIT} bytes and has no worker`, async ({ host, page }) => {
  const sizes: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.url().startsWith(host.site)) sizes.push(response.body().then(gzipSize));
  });
  await host.visit(`${TALL}<vae-lab></vae-lab><vae-latent></vae-latent><vae-train autoplay></vae-train>`);
  await page.waitForFunction(() => customElements.get("vae-latent"));
  await page.waitForLoadState("networkidle");
  const size = (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThan(LIGHT_LIMIT);
  for (const url of host.requests.filter((url) => url.startsWith(host.site)))
    expect(url).toMatch(/\/(embed|assets\/(light|widgets)-[^/]+)\.js$/);
  expect(page.workers()).toHaveLength(0);

  await page.locator("vae-latent").scrollIntoViewIfNeeded();
  await host.widget("vae-latent").drag();
});

test("the page around stays as it was: globals, styles, texts", async ({ host, page }) => {
  const look = () =>
    page.evaluate(() => {
      const { color, font, letterSpacing, margin } = getComputedStyle(document.querySelector("p")!);
      return {
        globals: Object.getOwnPropertyNames(window).sort(),
        sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
        head: document.head.innerHTML,
        body: [...document.body.children].map(({ localName }) => localName),
        attributes: [document.documentElement, document.body].flatMap((e) => e.getAttributeNames()),
        text: { color, font, letterSpacing, margin },
        scroll: scrollY,
      };
    });
  await host.visit(`<p>Before.</p>`);
  const before = await look();
  await page.evaluate(() => document.body.insertAdjacentHTML("beforeend", "<vae-latent></vae-latent>"));
  await host.widget("vae-latent").drag();
  await host.widget("vae-latent").play.click();
  await host.widget("vae-latent").reach(3);
  expect(await look()).toEqual({ ...before, body: [...before.body, "vae-latent"] });
});

test("the host's styles do not reach inside", async ({ host, page }) => {
  const look = () =>
    host.widget("vae-latent").element.evaluate((element) => {
      const all = (root: ParentNode): Element[] =>
        [...root.querySelectorAll("*")].flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
      // The outermost is empty but for the frame, which takes over nothing from it.
      const [, ...inside] = all(element.shadowRoot!);
      return inside.map((each) => {
        const { color, letterSpacing, fontFamily, fontSize, textTransform, display, direction } =
          getComputedStyle(each);
        return [each.localName, color, letterSpacing, fontFamily, fontSize, textTransform, display, direction];
      });
    });
  const come = async () => {
    await expect(host.widget("vae-latent").decoded).toBeVisible();
    await expect(host.widget("vae-latent").play).toBeEnabled();
    await expect(page.getByText("You see a pretrained model.")).toBeVisible();
    await expect.poll(async () => (await look()).length).toBeGreaterThan(60);
  };
  await host.visit("<vae-latent></vae-latent>");
  await come();
  const alone = await look();
  const styles = `<style>* { color: red; letter-spacing: 5px; text-transform: uppercase; font: 30px serif }
    html { font-size: 31px; direction: rtl } body { line-height: 3 } button, svg, canvas, p, i { display: none }
    p { margin: 9em !important }</style>`;
  await page.goto(
    host.publish(`<!doctype html><html lang="en"><head>${host.script}${styles}</head>
      <body><vae-latent></vae-latent></body></html>`),
  );
  await come();
  expect(await look()).toEqual(alone);
});

test("loaded twice, and again from another folder, it comes up once", async ({ host, page, site }) => {
  const other = site.replace("/some/", "/other/");
  await page.route(`${other}**`, async (route) => {
    await route.fulfill({ response: await route.fetch({ url: route.request().url().replace("/other/", "/some/") }) });
  });
  const twice = `${host.script}<script type="module" src="${site}embed.js?again"></script>
    <script type="module" src="${other}embed.js"></script>`;
  await host.visit("<vae-latent></vae-latent>", { head: twice });
  await host.widget("vae-latent").drag();
  expect(page.workers()).toHaveLength(1);
});

test("a name that somebody took is theirs, the others work", async ({ host, page }) => {
  await page.addInitScript(() => {
    customElements.define("vae-draw", class extends HTMLElement {});
  });
  await host.visit("<vae-draw>Theirs.</vae-draw><vae-latent></vae-latent>");
  await host.widget("vae-latent").drag();
  await expect(page.locator("vae-draw")).toHaveText("Theirs.");
  expect(await page.locator("vae-draw").evaluate(({ shadowRoot }) => shadowRoot)).toBeNull();
});

test("a page that is made by a Lit of its own keeps it, and renders around a widget", async ({ host, page }) => {
  await page.route("**/lit-html.js", (route) =>
    route.fulfill({ path: "node_modules/lit-html/lit-html.js", contentType: "text/javascript" }),
  );
  const render = `<script type="module">
    import { html, render } from "${host.origins.host}/lit-html.js";
    globalThis.show = (text) => render(html\`<p>\${text}</p><vae-latent controls=\${"digit"}></vae-latent>\`, document.body);
    show("first");
  </script>`;
  await host.visit("", { head: render });
  await host.widget("vae-latent").drag();
  await page.evaluate("show('second')");
  await expect(page.locator("p").first()).toHaveText("second");
  await host.widget("vae-latent").drag("ArrowUp");
  expect(await page.evaluate("litHtmlVersions")).toHaveLength(1);
});

for (const style of [
  "transform: scale(0.6); transform-origin: 0 0",
  "transform: scale(1.3); transform-origin: 0 0",
  "zoom: 0.6",
]) {
  test(`the pin comes to the mouse on a plane with ${style}`, async ({ host, page }) => {
    await host.visit(`<div style="${style}"><vae-latent></vae-latent></div>`);
    const widget = await host.widget("vae-latent").see();
    // The view comes to rest on the model first.
    await settled(() => widget.pin.boundingBox(), 700);
    const box = await widget.element.getByTestId("latent-plane").boundingBox();
    if (!box) throw new Error("the plane is not on the screen");
    const spot = { x: box.x + 0.7 * box.width, y: box.y + 0.3 * box.height };
    await page.mouse.click(spot.x, spot.y);
    const centre = await settled(() => widget.pin.boundingBox(), 700);
    if (!centre) throw new Error("the pin is not on the screen");
    expect(Math.hypot(centre.x + centre.width / 2 - spot.x, centre.y + centre.height / 2 - spot.y)).toBeLessThan(3);
  });
}
