// Several widgets on a page: one worker, and labs that are shared where that is said.
import { expect, type Host, settled, test } from "./host.ts";

/** Where the pin of a widget is, as its value text says. */
const place = (host: Host, selector: string) => host.widget(selector).pin.getAttribute("aria-valuetext");

test("ten widgets come up in one worker", async ({ host, page }) => {
  test.setTimeout(90_000);
  const names = ["latent", "train", "draw", "elbo", "reparam", "morph", "latent", "train", "draw", "latent"];
  await host.visit(names.map((name, at) => `<vae-${name} id="w${at}"></vae-${name}>`).join(""));
  for (const at of names.keys()) {
    await page.locator(`#w${at}`).scrollIntoViewIfNeeded();
    await page.locator(`#w${at}`).evaluate((element: HTMLElementTagNameMap["vae-lab"]) => element.ready);
  }
  expect(page.workers()).toHaveLength(1);
  // Each has a run of its own.
  await page.locator("#w1").evaluate((element: HTMLElementTagNameMap["vae-lab"]) => element.step(4));
  expect(await host.widget("#w1").steps()).toBe(4);
  expect(await host.widget("#w7").steps()).toBe(0);
});

test("in a group a pin moves and decodes everywhere, and there is one run; other groups stay apart", async ({
  host,
  page,
}) => {
  await page.setViewportSize({ width: 1400, height: 1000 });
  await host.visit(`<div style="display: grid; grid-template-columns: 1fr 1fr">
    <vae-latent id="one" group="a"></vae-latent><vae-latent id="two" group="a"></vae-latent>
    <vae-latent id="other" group="b"></vae-latent><vae-latent id="alone"></vae-latent></div>`);
  const [one, two, other, alone] = ["#one", "#two", "#other", "#alone"].map((id) => host.widget(id));
  for (const widget of [one, two, other, alone]) await widget!.see();
  // The pretrained model comes after the lab can train.
  for (const { element } of [one!, two!, other!, alone!])
    await expect(element.getByText("You see a pretrained model.")).toBeVisible();
  const before = await settled(() => two!.picture());
  const away = await settled(() => other!.picture());
  await one!.drag();
  await expect.poll(() => two!.picture()).not.toBe(before);
  expect(await place(host, "#two")).toBe(await place(host, "#one"));
  expect(await place(host, "#other")).not.toBe(await place(host, "#one"));
  expect(await place(host, "#alone")).toBe(await place(host, "#other"));
  expect(await other!.picture()).toBe(away);

  await two!.oneStep.click();
  await one!.reach(1);
  expect(await two!.steps()).toBe(1);
  expect(await other!.steps()).toBe(0);
  expect(page.workers()).toHaveLength(1);
});

test("one that comes later joins its group, and the rest goes on when the first one leaves", async ({ host, page }) => {
  await host.visit(`<vae-latent id="first" group="a"></vae-latent>`);
  const first = host.widget("#first");
  await first.drag();
  await first.play.click();
  await first.reach(3);
  await page.evaluate(() =>
    document.body.insertAdjacentHTML("afterbegin", `<vae-latent id="later" group="a" lang="zh"></vae-latent>`),
  );
  const later = host.widget("#later");
  await expect(later.element.getByRole("slider", { name: "Pin", exact: true })).toBeAttached();
  expect(await place(host, "#later")).toBe(await place(host, "#first"));
  const steps = await later.steps();
  expect(steps).toBeGreaterThanOrEqual(3);

  await page.evaluate(() => document.querySelector("#first")?.remove());
  await later.reach(steps + 3);
  expect(page.workers()).toHaveLength(1);
  // Now it is the first one: its language counts.
  await expect(later.element.getByRole("button", { name: "暂停", exact: true })).toBeVisible();
  await page.evaluate(() => document.querySelector("#later")?.setAttribute("group", "b"));
  await expect.poll(() => later.steps()).toBe(0);
  await later.element.evaluate((element: HTMLElementTagNameMap["vae-lab"]) => element.step(2));
  expect(await later.steps()).toBe(2);
});

test("when the worker is lost, every run on it recovers", async ({ host, page }) => {
  test.setTimeout(90_000);
  await host.visit(`<vae-train id="one" height="300"></vae-train><vae-train id="two" height="300"></vae-train>
    <vae-latent id="three" height="300" background></vae-latent>`);
  const widgets = ["#one", "#two"].map((id) => host.widget(id));
  for (const widget of widgets) {
    await (await widget.see()).play.click();
    await widget.reach(3);
  }
  await host.widget("#three").see();
  const [worker] = page.workers();
  await worker!.evaluate(() => self.close()).catch(() => undefined);
  for (const id of ["#one", "#two", "#three"])
    await expect(host.widget(id).notice).toContainText("lost", { timeout: 40_000 });
  await expect.poll(() => page.workers().some((other) => other !== worker)).toBe(true);
  expect(page.workers()).toHaveLength(1);
  for (const widget of widgets) await widget.reach((await widget.steps()) + 3);
  await (await host.widget("#three").see()).oneStep.click();
  await host.widget("#three").reach(1);
});
