// The generative adversarial network on the page: it has no encoder, so what needs one is not there, and the page says why.
import { expect, test } from "./lab.ts";

test("a GAN trains, and draws its manifold and samples without an encoder", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&method=gan&hidden=64&critic=32");
  await lab.play.click();
  await lab.reach(60);
  await lab.pause.click();
  await expect(page.getByRole("combobox", { name: "Method" })).toHaveValue("gan");
  for (const name of ["discriminator", "generator"]) {
    await expect(page.getByRole("columnheader", { name, exact: true })).toBeVisible();
  }
  const heldOut = page.getByTestId("loss-heldOut").getByRole("cell");
  await expect.poll(async () => (await heldOut.allInnerTexts()).every((text) => Number(text) > 0)).toBe(true);
  await expect(page.getByTestId("samples")).toBeVisible();
  await expect(page.getByTestId("reconstructions")).toHaveCount(0);
  await expect(page.getByText("A GAN has no encoder")).toBeVisible();
  // The plane shows what the generator makes of its places, and no points.
  const plane = page.getByTestId("latent-plane");
  await expect(page.getByRole("button", { name: "Encodings" })).toHaveCount(0);
  const look = async () => (await plane.screenshot()).toString("base64");
  const drawn = await look();
  await page.getByRole("button", { name: "Decoded", exact: true }).click();
  expect(await look()).not.toBe(drawn);
  for (const name of ["Flow", "Draw"]) await expect(page.getByRole("tab", { name, exact: true })).toHaveCount(0);
  for (const [name, heading] of [
    ["Charts", "Losses"],
    ["Dimensions", "Latent dimensions"],
    ["Runs", "Side by side"],
    ["Share", "A link to this"],
  ] as const) {
    await page.getByRole("tab", { name }).click();
    await expect(page.getByRole("heading", { name: heading })).toBeVisible();
  }
});
