// The page as the tests meet it: served from a sub-path, watched for errors and for requests to anyone else.
import { test as base, expect as plain, type Page } from "@playwright/test";
import { serve } from "../../www/serve.mjs";

/** Milliseconds between two looks at what is waited for; Playwright's own pauses grow to a second. */
const INTERVALS = [50, 100, 250];
const poll: typeof plain.poll = (actual, options) =>
  plain.poll(actual, { intervals: INTERVALS, ...(typeof options === "string" ? { message: options } : options) });
export const expect: typeof plain = new Proxy(plain, {
  get: (target, key) => (key === "poll" ? poll : (Reflect.get(target, key) as unknown)),
});

/** What Playwright says in the place of the service worker that it refuses. */
export const BLOCKED = "Service Worker registration blocked";
/** A screen of each layout, in CSS pixels. */
export const LAYOUTS = [
  [360, 740],
  [768, 1024],
  [1280, 800],
] as const;
/** The screens that the page is designed for: the widest has the layout of the one before. */
export const SIZES = [...LAYOUTS, [1920, 1080]] as const;

const SUB_PATH = "/some/where/";

/** Waits until what is read is what it was some milliseconds before, and gives it. */
export async function settled<T>(read: () => Promise<T>, pause = 300): Promise<T> {
  let last: T;
  const rests = async () => {
    const before = last;
    last = await read();
    return JSON.stringify(last) === JSON.stringify(before);
  };
  await expect.poll(rests, { intervals: [pause] }).toBe(true);
  return last!;
}

/** A lab in a page, with the names that a person sees. */
export class Lab {
  readonly play;
  readonly pause;
  readonly oneStep;
  readonly reset;
  readonly newSeed;
  readonly pin;
  readonly decoded;
  readonly dataset;
  readonly notice;
  readonly files;
  /** What the page should not have done. */
  readonly faults: string[] = [];

  constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    // Above it a lesson with a figure has one too.
    this.play = button("Train").last();
    this.pause = button("Pause").last();
    this.oneStep = button("One step");
    this.reset = button("Reset");
    this.newSeed = button("New seed");
    this.pin = page.getByRole("slider", { name: "Pin", exact: true });
    this.decoded = page.getByTestId("decoded");
    this.dataset = page.getByTestId("dataset");
    this.notice = page.getByTestId("notice");
    this.files = page.getByLabel("Load files of images");
  }

  /**
   * Opens the page, with the exact build so that a seed fixes the run and without the pretrained model, and waits until
   * it can train.
   */
  async open(query = "?build=simd&model="): Promise<void> {
    await this.page.goto(this.url + query);
    await expect(this.play).toBeEnabled();
  }

  /** Training steps so far, as the page shows them. */
  async steps(): Promise<number> {
    return Number((await this.page.getByTestId("steps").innerText()).replace(/\D/g, ""));
  }

  /** The loss of the last batch, as the page shows it. */
  async loss(): Promise<number> {
    return Number.parseFloat((await this.page.getByTestId("loss-train").innerText()).replace(/[^\d.]/g, ""));
  }

  /** Waits until at least `count` steps are done. */
  async reach(count: number): Promise<void> {
    await expect.poll(() => this.steps(), { timeout: 40_000 }).toBeGreaterThanOrEqual(count);
  }

  /** The decoded digit as it looks. */
  async picture(): Promise<string> {
    return (await this.decoded.screenshot()).toString("base64");
  }

  /** Where the pin is, (z1, z2), as its value text says. */
  async place(): Promise<[number, number]> {
    const text = (await this.pin.getAttribute("aria-valuetext")) ?? "";
    const numbers = [...text.replaceAll("−", "-").matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
    const [z1 = Number.NaN, z2 = Number.NaN] = numbers;
    return [z1, z2];
  }

  /** The middle of the pin on the screen. */
  async pinCentre(): Promise<{ x: number; y: number }> {
    await this.pin.scrollIntoViewIfNeeded();
    const box = await this.pin.boundingBox();
    if (!box) throw new Error("the pin is not on the screen");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
}

export const test = base.extend<{ lab: Lab }, { site: string }>({
  site: [
    async ({}, use) => {
      const server = await serve("dist", 0, SUB_PATH);
      await use(server.url);
      server.close();
    },
    { scope: "worker" },
  ],
  lab: async ({ page, site }, use) => {
    const lab = new Lab(page, site);
    const { faults } = lab;
    page.on("pageerror", (error) => faults.push(`uncaught: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      const grave = message.type() === "error" || message.type() === "warning";
      if (grave && !message.text().startsWith(BLOCKED)) faults.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (url.startsWith("http") && !url.startsWith(site)) faults.push(`request to ${url}`);
    });
    // Not a first visit: nobody is guided.
    await page.addInitScript(() => {
      try {
        localStorage.setItem("vae-lab.guided", "yes");
      } catch {
        // Where storage is refused the guide shows, and is in nobody's way.
      }
    });
    await use(lab);
    expect(faults).toEqual([]);
  },
});
