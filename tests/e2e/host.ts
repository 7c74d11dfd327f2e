// Somebody else's page, on another origin than the site, and the widgets that a reader finds in it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locator, Page } from "@playwright/test";
import { expect, settled, test as base } from "./lab.ts";

export { expect, settled };

interface Options {
  head?: string;
  /** Its `Content-Security-Policy`, in which SITE is the site's origin. */
  policy?: string;
  lang?: string;
}

/** A widget with the names that a person sees. */
export class WidgetOnPage {
  readonly play;
  readonly pause;
  readonly oneStep;
  readonly pin;
  readonly decoded;
  readonly notice;

  constructor(readonly element: Locator) {
    const button = (name: string) => element.getByRole("button", { name, exact: true });
    this.play = button("Train");
    this.pause = button("Pause");
    this.oneStep = button("One step");
    this.pin = element.getByRole("slider", { name: "Pin", exact: true });
    this.decoded = element.getByTestId("decoded");
    this.notice = element.getByTestId("notice");
  }

  /** Scrolls to it, and waits until it can train: what is off the screen is not drawn anew. */
  async see(): Promise<this> {
    await this.element.evaluate((element) => element.scrollIntoView({ block: "center" }));
    await expect(this.play.or(this.pause).first()).toBeEnabled();
    return this;
  }

  /** Training steps so far, as scripts hear of them. */
  steps(): Promise<number> {
    return this.element.evaluate((element: HTMLElementTagNameMap["vae-lab"]) => element.metrics.step);
  }

  async reach(count: number): Promise<void> {
    await expect.poll(() => this.steps(), { timeout: 40_000 }).toBeGreaterThanOrEqual(count);
  }

  /** Waits until it has made no step for half a second. */
  rest(): Promise<number> {
    return settled(() => this.steps(), 500);
  }

  /** The decoded digit as it looks. */
  async picture(): Promise<string> {
    return (await this.decoded.screenshot()).toString("base64");
  }

  /** Moves the pin by keys, and waits until what it decodes to looks different. */
  async drag(key = "ArrowRight"): Promise<void> {
    const before = await this.picture();
    await this.pin.focus();
    for (let times = 0; times < 4; times++) await this.pin.press(`Shift+${key}`);
    await expect.poll(() => this.picture()).not.toBe(before);
  }
}

export class Host {
  /** What the console said that no reader sees. */
  readonly faults: string[] = [];
  readonly #forgiven: RegExp[] = [];
  /** Directives of the page's policy that stopped something. */
  readonly violations: string[] = [];
  /** Addresses that the page and its workers asked for. */
  readonly requests: string[] = [];

  constructor(
    readonly page: Page,
    /** The site's folder, and an address of another origin where `visit` shows pages. */
    readonly site: string,
    private readonly origin: string,
    private readonly pages: Map<string, { html: string; policy: string }>,
  ) {
    page.on("pageerror", (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.faults.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => this.requests.push(request.url()));
  }

  /** A fault of this kind is what the test is about. */
  forgive(expected: RegExp): void {
    this.#forgiven.push(expected);
  }

  get unforgiven(): string[] {
    return this.faults.filter((fault) => !this.#forgiven.some((expected) => expected.test(fault)));
  }

  /** Has the page tell what its policy stops. */
  async watch(): Promise<void> {
    await this.page.exposeFunction("stopped", (what: string) => this.violations.push(what));
    await this.page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
        const { stopped } = window as unknown as { stopped(what: string): void };
        stopped(`${effectiveDirective} ${blockedURI} ${sample}`);
      });
    });
  }

  get origins(): { site: string; host: string } {
    return { site: new URL(this.site).origin, host: new URL(this.origin).origin };
  }

  /** The line that makes the elements known. */
  get script(): string {
    return `<script type="module" src="${this.site}embed.js"></script>`;
  }

  /** Puts a page onto the host, whose text says SITE for the site's folder, and gives its address. */
  publish(html: string, policy = ""): string {
    const path = `/${this.pages.size}.html`;
    this.pages.set(path, {
      html: html.replaceAll("SITE/", this.site),
      policy: policy.replaceAll("SITE", this.origins.site),
    });
    return new URL(path, this.origin).href;
  }

  /** Opens a page with this body, and the script before it. */
  async visit(body: string, { head = "", policy = "", lang = "en" }: Options = {}): Promise<void> {
    const html = `<!doctype html>
<html lang="${lang}">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>
    ${this.script}${head}</head>
  <body>${body}</body>
</html>`;
    await this.page.goto(this.publish(html, policy));
  }

  /** The element of that selector as a widget. */
  widget(selector: string): WidgetOnPage {
    return new WidgetOnPage(this.page.locator(selector));
  }

  /** Pretends that the reader looks at another tab, or comes back. */
  async hide(hidden: boolean): Promise<void> {
    await this.page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  }
}

export const test = base.extend<{ host: Host }>({
  host: async ({ page, site }, use) => {
    const pages = new Map<string, { html: string; policy: string }>();
    const server = createServer((request, response) => {
      if (request.url === "/favicon.ico") {
        response.writeHead(204).end();
        return;
      }
      const found = pages.get(request.url ?? "");
      const policy = found?.policy ? { "Content-Security-Policy": found.policy } : {};
      response.writeHead(found ? 200 : 404, { "Content-Type": "text/html; charset=utf-8", ...policy });
      response.end(found?.html);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const host = new Host(page, site, `http://localhost:${port}/`, pages);
    await host.watch();
    await use(host);
    server.close();
    server.closeAllConnections();
    expect(host.unforgiven).toEqual([]);
  },
});
