// The plain autoencoder on the page: what it does not have is not shown, and its codes are points.
import { expect, test } from "./lab.ts";

test("a plain autoencoder trains, and what it does not have is not shown", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&autoencoder=ae");
  await lab.play.click();
  await lab.reach(60);
  await lab.pause.click();
  await expect(page.getByRole("combobox", { name: "Method" })).toHaveValue("ae");
  const heldOut = page.getByTestId("loss-heldOut");
  // The loss is the reconstruction; there is nothing else.
  await expect
    .poll(async () => (await heldOut.getByRole("cell").allInnerTexts()).map(Number))
    .toEqual([expect.any(Number)]);
  await expect(page.getByRole("columnheader", { name: "recon.", exact: true })).toBeVisible();
  await expect(page.getByText("−ELBO", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /collapse/i })).toHaveCount(0);

  await page.getByRole("tab", { name: "Runs" }).click();
  await expect(page.getByRole("columnheader", { name: "recon.", exact: true })).toBeVisible();
  await expect(page.getByText("−ELBO", { exact: true })).toHaveCount(0);

  await page.getByRole("tab", { name: "Flow" }).click();
  await expect(page.getByText("there is no KL divergence and no ELBO")).toBeVisible();
  await expect(page.getByRole("group", { name: /σ, the width/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Slow motion" }).click();
  for (const said of ["one point", "z = μ"]) {
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await expect(page.getByTestId("caption")).toContainText(said);
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
    await expect(page.getByText("trained beforehand")).toBeVisible();
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
