// What a teacher has for a class: links that hide and lock, and what comes with them.
import { expect, test } from "./lab.ts";

test("a link hides and locks single controls, tabs and layers, in the lab and in the opening", async ({
  lab,
  page,
}) => {
  const link = "v=1&hide=latent,step,preset,tab-live,layer-prior&lock=beta,reset,tab-share,layer-points";
  await lab.open(`?build=simd&model=#${link}`);
  await expect(page.getByRole("spinbutton", { name: "Latent dimensions" })).toHaveCount(0);
  await expect(lab.oneStep).toBeHidden();
  await expect(page.getByRole("combobox", { name: "Preset" })).toBeHidden();
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toBeDisabled();
  await expect(page.getByRole("slider", { name: "KL weight" })).toBeDisabled();
  await expect(lab.reset).toBeDisabled();
  await expect(lab.reset).toHaveAttribute("title", "Locked by this lesson or this link.");
  await expect(page.getByRole("tab", { name: "Live" })).toHaveCount(0);
  // In the place of the first tab comes the next; keys go past one that is locked.
  const flow = page.getByRole("tab", { name: "Flow" });
  await expect(flow).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("tab", { name: "Share" })).toBeDisabled();
  await flow.focus();
  await flow.press("End");
  await expect(page.getByRole("tab", { name: "Draw" })).toBeFocused();
  await page.getByRole("button", { name: "Layers" }).click();
  await expect(page.getByRole("switch", { name: "Encodings" })).toBeDisabled();
  await expect(page.getByRole("switch", { name: "Prior" })).toHaveCount(0);
  await expect(page.getByRole("switch", { name: "Holes" })).toBeEnabled();

  await page.goto(`${lab.url}?build=simd#v=1&mode=play&lock=beta&hide=train`);
  await page.reload();
  await expect(page.getByRole("slider", { name: "KL weight" })).toBeDisabled();
  await expect(lab.play).toBeHidden();
});
