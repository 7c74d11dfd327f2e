// The plain autoencoder on the page: what it does not have is not shown, and its codes are points.
import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";

/** What a VAE has besides: its words and symbols. */
const VARIATIONAL = /\bKL\b|β|σ|ε|\bprior\b|posterior q/i;

/** Everything that the page says where a person could read or hear it, line by line. */
const said = (page: Page) =>
  page.evaluate(() => {
    const lines: string[] = [];
    const visit = (node: Node): void => {
      if (node instanceof Text) lines.push(node.data.trim());
      if (node instanceof Element) {
        if (node.matches("style, script") || !node.checkVisibility()) return;
        for (const name of ["aria-label", "aria-valuetext", "title", "placeholder"]) {
          const text = node.getAttribute(name);
          if (text) lines.push(text);
        }
        if (node.shadowRoot) visit(node.shadowRoot);
      }
      for (const child of node.childNodes) visit(child);
    };
    visit(document.body);
    return lines.filter(Boolean);
  });

test("a plain autoencoder trains, and what it does not have is nowhere on the page", async ({ lab, page }) => {
  test.slow();
  await lab.open("?build=simd&model=&method=ae");
  await lab.play.click();
  await lab.reach(60);
  await lab.pause.click();
  await expect(page.getByRole("combobox", { name: "Method" })).toHaveValue("ae");
  const silent = async (shown: RegExp) => {
    let lines: string[] = [];
    await expect.poll(async () => (lines = await said(page)).some((line) => shown.test(line))).toBe(true);
    expect(lines.filter((line) => VARIATIONAL.test(line))).toEqual([]);
  };

  // The loss is the reconstruction; there is nothing else.
  const heldOut = page.getByTestId("loss-heldOut").getByRole("cell");
  await expect.poll(async () => (await heldOut.allInnerTexts()).map(Number)).toEqual([expect.any(Number)]);
  await expect(page.getByRole("columnheader", { name: "recon.", exact: true })).toBeVisible();
  await expect(page.getByTestId("samples")).toHaveCount(0);
  await silent(/Reconstructions/);
  await page.getByRole("button", { name: "Show the code of image 2" }).click();
  await silent(/Its code z/);
  await page.getByRole("button", { name: "Layers", exact: true }).click();
  await silent(/The code z of each/);
  await page.keyboard.press("Escape");
  for (const [tab, shown] of [
    ["Charts", /How is the run/],
    ["Dimensions", /those of the codes of 500/],
    ["Runs", /Side by side/],
    ["Share", /Copy as PyTorch code/],
    ["Draw", /its code z/],
    ["Flow", /A plain autoencoder/],
  ] as const) {
    await page.getByRole("tab", { name: tab, exact: true }).click();
    await silent(shown);
  }

  await page.getByRole("button", { name: "Slow motion" }).click();
  for (const shown of [/one point, its code z/, /It has not seen x/, /Nothing else counts/, /chain rule/]) {
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await silent(shown);
  }
  await page.getByRole("button", { name: "Make the step" }).click();
  await silent(/is done; its loss was \d/);
});

test("a run of a plain autoencoder is not drawn behind one of a VAE, and both are in the table", async ({
  lab,
  page,
}) => {
  await lab.open("?build=simd&model=&method=ae&hidden=16&panel=charts");
  const make = (method: string, steps: number) =>
    page.evaluate(
      async ([method, steps]) => {
        const lab = document.querySelector("vae-lab")!;
        await lab.setOptions({ method });
        await lab.step(steps);
      },
      [method, steps] as const,
    );
  const behind = () =>
    page.evaluate(() => document.querySelector("vae-lab")!.store.session.earlier.value.map(({ number }) => number));
  // A line has two evaluations at least: one where the run begins, one while it goes on.
  const evaluated = () =>
    expect
      .poll(() => page.evaluate(() => document.querySelector("vae-lab")!.store.run.curve.heldOut.length))
      .toBeGreaterThan(1);
  await make("ae", 20);
  await evaluated();
  await make("vae", 20);
  await evaluated();
  expect(await behind()).toEqual([]);
  await make("ae", 20);
  await expect.poll(behind).toEqual([1]);

  await page.getByRole("tab", { name: "Runs" }).click();
  const table = page.getByRole("table", { name: "Runs" });
  for (const name of ["recon.", "−ELBO", "KL"]) {
    await expect(table.getByRole("columnheader", { name, exact: true })).toBeVisible();
  }
});

const MODELS: [string, number, string][] = [
  ["mnist-2d", 2, "vae"],
  ["mnist-2d-ae", 2, "ae"],
  ["mnist-20d", 20, "vae"],
];

for (const [name, latent, method] of MODELS) {
  test(`${name} is shown with its own dimensions before anybody has trained`, async ({ lab, page }) => {
    await lab.open(`?build=simd&model=${name}`);
    await expect(page.getByText("You see a pretrained model")).toBeVisible();
    const codes = () =>
      page.evaluate(() => {
        const { store } = document.querySelector("vae-lab")!;
        return {
          latent: store.model.latent.value,
          pin: store.plane.pins.value[0]?.z.length,
          method: store.model.spec.value.method,
        };
      });
    await expect.poll(codes).toEqual({ latent, pin: latent, method });
    // The run to come has its own options.
    await lab.oneStep.click();
    await expect.poll(codes).toEqual({ latent: 2, pin: 2, method: "vae" });
  });
}

test("the figure of both kinds asks for training before there is anything to see", async ({ lab, page }) => {
  await page.goto(`${lab.url}embed.html?element=vae-compare&build=simd`);
  const planes = page.getByTestId("latent-plane");
  await expect(planes).toHaveCount(2);
  const invitation = page.getByText("Press Train: both learn");
  await expect(invitation).toBeVisible();
  for (const plane of await planes.all()) await expect(plane).toBeHidden();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  for (const plane of await planes.all()) await expect(plane).toBeVisible();
  await expect(invitation).toBeHidden();
});
