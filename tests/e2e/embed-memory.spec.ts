// Widgets come and go: what they held is given back.
import type { CDPSession, Page } from "@playwright/test";
import { beforeWorker } from "./gpu.ts";
import { expect, test } from "./host.ts";

/** A widget that had stayed would hold hundreds of kilobytes, nodes and listeners: 60 of them are far above this. */
const SLACK = { JSHeapUsedSize: 500_000, Nodes: 100, JSEventListeners: 20 };
type Held = Record<keyof typeof SLACK, number>;

async function held(session: CDPSession): Promise<Held> {
  for (let times = 0; times < 3; times++) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value])) as Held;
}

/** Puts some widgets at once into the page and takes them out again, a number of times. */
const comeAndGo = (page: Page, atOnce: number, times: number) =>
  page.evaluate(
    async ({ atOnce, times }) => {
      const section = document.querySelector("section")!;
      for (let at = 0; at < times; at++) {
        section.innerHTML = `<vae-latent dataset="noise" height="200"></vae-latent>`.repeat(atOnce);
        const widgets = [...section.querySelectorAll<HTMLElementTagNameMap["vae-lab"]>("vae-latent")];
        await Promise.all(widgets.map(({ ready }) => ready));
        section.replaceChildren();
      }
    },
    { atOnce, times },
  );

test("60 widgets that come and go leave the page's memory where it was", async ({ host, page }) => {
  test.setTimeout(180_000);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await host.visit("<section></section>");
  const allGone = () => expect.poll(() => page.workers().length).toBe(0);
  await comeAndGo(page, 10, 2);
  await allGone();
  const before = await held(session);
  await comeAndGo(page, 10, 6);
  await allGone();
  /** Of what too much is held; a leak would stay. */
  const over = async () => {
    const now = await held(session);
    return (Object.keys(SLACK) as (keyof Held)[]).filter((name) => now[name] - before[name] > SLACK[name]);
  };
  await expect.poll(over, { intervals: [1000] }).toEqual([]);
});

test("widgets that go give back what they had of a worker that stays", async ({ host, page }) => {
  test.setTimeout(120_000);
  await beforeWorker(page, () => {
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...args) => {
      const made = await instantiate(...args);
      Object.assign(self, { memory: made.instance.exports["memory"] });
      return made;
    };
  });
  // The one that stays has all its images from the beginning, where handwriting would grow meanwhile.
  await host.visit(`<vae-latent dataset="noise" height="200"></vae-latent><section></section>`);
  await host.widget("vae-latent").see();
  const bytes = () => page.workers()[0]!.evaluate<number>("memory.buffer.byteLength");
  // One that goes may still be at work when the next comes: there is room for some.
  await comeAndGo(page, 3, 5);
  const before = await bytes();
  await comeAndGo(page, 1, 30);
  // A lab has more than nine megabytes of images: thirty that had stayed would be far above this.
  expect((await bytes()) - before).toBeLessThan(10_000_000);
});
