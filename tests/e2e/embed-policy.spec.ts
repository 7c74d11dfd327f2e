// Pages that forbid much, and browsers that can do little.
import { ELEMENTS } from "../../www/src/figures/declaration.ts";
import { policy } from "../../www/src/figures/snippet.ts";
import { expect, type Host, test } from "./host.ts";

/** What the page of a widget has to allow, as the gallery says it, and no more; SITE is the origin of the site. */
const LEAST = `default-src 'none'; ${policy("SITE")}`;

const NO_WORKER = LEAST.replace("worker-src blob:", "worker-src 'none'");

/** How the widget inside is laid out: place, size and colour of all that it shows. */
const look = (host: Host, name: string) =>
  host.page.locator(name).evaluate((element) => {
    const all = (root: ParentNode): Element[] =>
      [...root.querySelectorAll("*")].flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
    return all(element.shadowRoot!).map((each) => {
      const { width, height } = each.getBoundingClientRect();
      const { color, backgroundColor } = getComputedStyle(each);
      return [each.localName, each.className, Math.round(width), Math.round(height), color, backgroundColor];
    });
  });

test("under the least policy every widget comes up, and nothing of it is refused", async ({ host, page }) => {
  test.setTimeout(90_000);
  const names = Object.keys(ELEMENTS);
  await host.visit(names.map((name) => `<${name}></${name}>`).join(""), { policy: LEAST });
  for (const name of names) {
    const element = page.locator(name);
    await element.scrollIntoViewIfNeeded();
    await expect(element.locator(".frame")).toBeVisible();
    await element.evaluate((element: HTMLElementTagNameMap["vae-lab"]) => element.ready);
  }
  const widget = host.widget("vae-latent");
  await widget.drag();
  await widget.play.click();
  await widget.reach(3);
  expect(page.workers()).toHaveLength(1);
  expect(host.violations).toEqual([]);
});

test("where the policy asks for Trusted Types, its two policies are enough for a figure with its worker", async ({
  host,
  page,
}) => {
  // A worker by its address is tried first.
  host.forgive(/TrustedScriptURL/);
  const types = "require-trusted-types-for 'script'; trusted-types lit-html vae-lab";
  await host.visit("<vae-latent></vae-latent>", { policy: `${LEAST}; ${types}` });
  const widget = await host.widget("vae-latent").see();
  await widget.play.click();
  await widget.reach(3);
  expect(page.workers()).toHaveLength(1);
});

test("under the least policy a widget looks as it does without one", async ({ host, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const seen = async (policy: string) => {
    await host.visit("<vae-morph></vae-morph>", { policy });
    await expect(page.getByTestId("path")).toBeVisible();
    await page.locator("vae-morph").evaluate((element: HTMLElementTagNameMap["vae-lab"]) => element.ready);
    // Points and tiles arrive one after the other, and the view follows them.
    let last = "";
    const same = async () => last === (last = JSON.stringify(await look(host, "vae-morph")));
    await expect.poll(same, { intervals: [700] }).toBe(true);
    return JSON.parse(last) as unknown;
  };
  expect(await seen(LEAST)).toEqual(await seen(""));
});

test("where workers are refused it trains on the page, says nothing of it, and the page stays alive", async ({
  host,
  page,
}) => {
  host.forgive(/Content Security Policy|No available adapters/);
  await host.visit("<vae-latent></vae-latent>", { policy: NO_WORKER });
  const widget = host.widget("vae-latent");
  await widget.drag();
  await widget.play.click();
  await widget.reach(5);
  const frames = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let frames = 0;
        const count = () => {
          frames++;
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
        setTimeout(() => resolve(frames), 2000);
      }),
  );
  expect(frames).toBeGreaterThan(4);
  await widget.drag("ArrowUp");
  await widget.pause.click();
  await widget.rest();
  await expect(widget.notice).toHaveCount(0);
  expect(page.workers()).toHaveLength(0);
  for (const violation of host.violations) expect(violation).toMatch(/^worker-src/);
});

test("without wasm SIMD the author's content stays, with one sentence", async ({ host, page }) => {
  await page.addInitScript(() => {
    WebAssembly.validate = () => false;
  });
  await host.visit(
    `<vae-latent><p>The author's sentence.</p></vae-latent><vae-train lang="zh"><p>一句话。</p></vae-train>`,
  );
  await expect(page.getByText("The author's sentence.")).toBeVisible();
  await expect(page.locator("vae-latent").getByText(/WebAssembly SIMD: Chrome/)).toBeVisible();
  await expect(page.locator("vae-train").getByText(/需要支持 WebAssembly SIMD/)).toBeVisible();
  expect(page.workers()).toHaveLength(0);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the author's content stays", async ({ host, page }) => {
    await page.goto(host.publish(`${host.script}<vae-latent><p>A picture and a sentence.</p></vae-latent>`));
    await expect(page.getByText("A picture and a sentence.")).toBeVisible();
  });
});

test("a page that refuses storage has a widget all the same", async ({ host, page }) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException("refused", "SecurityError");
    };
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
      Object.defineProperty(window, name, { get: refuse });
  });
  await host.visit("<vae-latent></vae-latent><vae-lab controls='controls plane'></vae-lab>");
  await host.widget("vae-latent").drag();
  const lab = await host.widget("vae-lab").see();
  await lab.play.click();
  await lab.reach(3);
  await expect(page.getByTestId("notice")).toHaveCount(0);
});
