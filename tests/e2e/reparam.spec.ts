// `<vae-reparam>` on a page: μ, σ and ε by hand, the gradient that comes through or does not, and how both estimators
// spread; all of the model that is there now.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";

const graph = (page: Page) => page.getByRole("img", { name: /^Computation graph/ });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const slider = (page: Page, name: string) => page.getByRole("slider", { name });
const strip = (page: Page, name: string) => page.getByRole("img", { name: new RegExp(`^${name}: mean`) });
const TRICK = "z = μ + σε";
const SAMPLE = "sample z ~ N(μ, σ²)";

const number = (text: string | null | undefined) => Number.parseFloat((text ?? "").replace("−", "-"));

/** A number in a text, after its symbol. */
const after = (text: string | null, symbol: string) => number(text?.split(`${symbol} = `)[1]);

const valueOf = async (page: Page, name: string) => number(await slider(page, name).getAttribute("aria-valuetext"));
const gradients = async (page: Page) => {
  const name = await graph(page).getAttribute("aria-label");
  return { dz: after(name, "∂L/∂z"), mu: after(name, "∂L/∂μ"), sigma: after(name, "∂L/∂σ") };
};
const z = async (page: Page) => after(await graph(page).textContent(), "z");
const deviation = async (page: Page, name: string) =>
  number((await strip(page, name).getAttribute("aria-label"))?.split("deviation ")[1]);

/** A page that is not ours, with the element in a column of some width. */
async function open(page: Page, site: string, attributes = "", width = 640): Promise<void> {
  const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Article</title><link rel="icon" href="data:,"><script type="module" src="embed.js"></script>
    <body style="margin: 0"><main style="width: ${width}px">
    <vae-reparam lang="en" build="simd" ${attributes}></vae-reparam></main>`;
  await page.route(`${site}article.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${site}article.html`);
}

/** Opens it and waits for the numbers of the model. */
async function read(page: Page, site: string, attributes = "", width = 640): Promise<void> {
  await open(page, site, attributes, width);
  await expect.poll(async () => (await gradients(page)).dz).not.toBeNaN();
}

/** Drags what stands for a quantity on the number line by some pixels. */
async function drag(page: Page, quantity: string, by: number): Promise<void> {
  const box = await page.locator(`vae-reparam-panel .grip[data-quantity="${quantity}"]`).boundingBox();
  if (!box) throw new Error(`${quantity} is not on the screen`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by, y, { steps: 4 });
  await page.mouse.up();
}

test("ε stays while μ and σ move, z follows, and the gradient that comes through is that of the chain rule", async ({
  lab,
  page,
}) => {
  await read(page, lab.url);
  const [mu, sigma, epsilon] = ["Mean μ", "Standard deviation σ", "Noise ε"] as const;
  const before = { mu: await valueOf(page, mu), sigma: await valueOf(page, sigma), z: await z(page) };
  await drag(page, "mu", 40);
  await drag(page, "sigma", 12);
  await expect.poll(() => z(page)).toBeGreaterThan(before.z);
  expect(await valueOf(page, mu)).toBeGreaterThan(before.mu);
  expect(await valueOf(page, sigma)).toBeGreaterThan(before.sigma);
  expect(await valueOf(page, epsilon)).toBe(0.8);
  // z = μ + σ ε, each written to two decimals.
  const now = (await valueOf(page, mu)) + 0.8 * (await valueOf(page, sigma));
  await expect.poll(async () => Math.abs((await z(page)) - now)).toBeLessThan(0.02);

  // ∂L/∂μ = ∂L/∂z and ∂L/∂σ = ε ∂L/∂z; with −ε it pulls σ the other way.
  await slider(page, epsilon).focus();
  await page.keyboard.press("Home");
  await expect(page.getByText("∂z/∂σ = ε = −3.00")).toBeVisible();
  const { dz, ...through } = await gradients(page);
  expect(through.mu).toBe(dz);
  expect(through.sigma / dz).toBeCloseTo(-3, 1);

  // From the prior comes a stranger, which explains the image far worse.
  await button(page, "z ~ N(0, I)").click();
  const loss = async (source: string) => number(await page.getByTestId(`loss-${source}`).textContent());
  await expect.poll(() => loss("q")).toBeGreaterThan(0);
  expect(await loss("prior")).toBeGreaterThan(1.2 * (await loss("q")));
  await button(page, TRICK).click();
  await expect(graph(page)).toBeVisible();
});

test("where z is drawn it jumps, and no gradient reaches μ and σ", async ({ lab, page }) => {
  await read(page, lab.url);
  await button(page, SAMPLE).click();
  await expect(graph(page)).toHaveAccessibleName(/no gradient reaches μ and σ/);
  await expect(page.getByText("the gradient ends at z")).toBeVisible();
  await expect(slider(page, "Noise ε")).toBeDisabled();
  expect(await deviation(page, "pathwise")).toBeNaN();
  expect(await deviation(page, "score function")).toBeGreaterThan(0);
  const through = await gradients(page);
  expect(through.dz).not.toBeNaN();
  expect(through.mu).toBeNaN();
  // Small and even moves of μ, and each time a z of its own: it goes up and down.
  const mark = page.locator('vae-reparam-panel .line [data-quantity="z"]:has(> .mark)').first();
  const place = async () => Number.parseFloat((await mark.getAttribute("transform"))?.slice("translate(".length) ?? "");
  const places: number[] = [];
  await slider(page, "Mean μ").focus();
  for (let move = 0; move < 12; move++) {
    const last = await place();
    await page.keyboard.press("ArrowRight");
    await expect.poll(place).not.toBe(last);
    places.push(await place());
  }
  const turns = places.slice(2).filter((place, at) => {
    const [first, second] = places.slice(at, at + 2) as [number, number];
    return (second - first) * (place - second) < 0;
  });
  expect(turns.length).toBeGreaterThan(0);
  await button(page, TRICK).click();
  await expect.poll(async () => (await gradients(page)).mu).not.toBeNaN();
});

test("the estimators spread as the model has it, by μ and by σ, and anew with other draws", async ({ lab, page }) => {
  await read(page, lab.url);
  for (const by of ["With respect to μ", "With respect to σ"]) {
    await button(page, by).click();
    await expect(button(page, by)).toHaveAttribute("aria-pressed", "true");
    // The raw score function weighs each draw by a loss of hundreds of nats.
    expect(await deviation(page, "score function")).toBeGreaterThan(5 * (await deviation(page, "pathwise")));
  }
  const before = await strip(page, "score function").getAttribute("aria-label");
  await button(page, "Draw new ε for the estimates").click();
  await expect(strip(page, "score function")).not.toHaveAttribute("aria-label", before ?? "");
});

test("it follows the model while that trains, with the image and the dimension that are chosen", async ({
  lab,
  page,
}) => {
  await read(page, lab.url, `model="" options="hidden=60&latent=3" controls="train"`);
  const loss = async () => after(await graph(page).textContent(), "L");
  const before = await loss();
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect.poll(loss).toBeLessThan(0.7 * before);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dimension = page.getByRole("combobox", { name: "Latent dimension" });
  await expect(dimension.getByRole("option")).toHaveCount(3);
  for (const [value, name] of [
    ["0", "z₁"],
    ["2", "z₃"],
  ] as const) {
    // prettier-ignore
    const mu = await valueOf(page, "Mean μ");
    if ((await dimension.inputValue()) === value) continue;
    await dimension.selectOption(name);
    await expect.poll(() => valueOf(page, "Mean μ")).not.toBe(mu);
  }
  const at = await loss();
  await button(page, "x, held-out image 1: show the next one").click();
  await expect(button(page, "x, held-out image 2: show the next one")).toBeVisible();
  await expect.poll(loss).not.toBe(at);
});

test("of a plain autoencoder it says that there is nothing to sample", async ({ lab, page }) => {
  await open(page, lab.url, `model="mnist-2d-ae"`);
  await expect(page.getByText("There is no σ, and nothing is sampled.")).toBeVisible();
  await expect(graph(page)).toHaveCount(0);
});

for (const width of [300, 640, 1200]) {
  test(`it fits a column of ${width} px, and axe finds no violation`, async ({ lab, page }) => {
    await page.setViewportSize({ width: Math.max(width, 320), height: 900 });
    await read(page, lab.url, "", width);
    const box = await page.locator("vae-reparam-panel").boundingBox();
    expect(box?.width).toBeLessThanOrEqual(width);
    const scroll = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(scroll).toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).include("vae-reparam").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  });
}
