// The module of anywidget, with a model as a notebook has it.
import { expect, test } from "./host.ts";

test("an element has the traits of a notebook's model as they are and as they change, and tells its numbers", async ({
  host,
  page,
}) => {
  await host.visit('<div id="output"></div>');
  await page.evaluate(async (site) => {
    const { default: widget } = await import(`${site}anywidget.js` as string);
    const traits: Record<string, unknown> = { element: "vae-latent", pins: "0,1", options: "hidden=20", theme: "" };
    const listeners = new Map<string, () => void>();
    const model = {
      get: (trait: string) => traits[trait],
      set: (trait: string, value: unknown) => (traits[trait] = value),
      save_changes: () => Object.assign(globalThis, { saved: traits["metrics"] }),
      on: (event: string, listener: () => void) => listeners.set(event, listener),
    };
    const end = widget.render({ model, el: document.getElementById("output") });
    const change = (trait: string, value: unknown) => {
      traits[trait] = value;
      listeners.get(`change:${trait}`)?.();
    };
    Object.assign(globalThis, { change, end, wrong: () => widget.render({ model, el: document.body }) });
  }, host.site);
  const figure = page.locator("#output vae-latent");
  await expect(figure).toHaveAttribute("pins", "0,1");
  await expect(figure).not.toHaveAttribute("theme");
  await page.evaluate('change("theme", "dark")');
  await expect(figure).toHaveAttribute("theme", "dark");
  await page.evaluate('change("theme", "")');
  await expect(figure).not.toHaveAttribute("theme");
  await figure.evaluate((figure: any) => figure.step(5));
  await expect.poll(() => page.evaluate("globalThis.saved?.step")).toBe(5);
  await page.evaluate("end()");
  await expect(figure).toHaveCount(0);
  const refused = page.evaluate('change("element", "vae-latnt"), wrong()').catch((error: Error) => error.message);
  expect(await refused).toContain("vae-lab, vae-latent");
});
