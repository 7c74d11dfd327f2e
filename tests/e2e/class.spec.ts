// What a teacher has for a class: links that hide and lock, and what comes with them.
import { readFileSync } from "node:fs";
import { encode } from "uqr";
import { expectNoViolation } from "./axe.ts";
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

test("a teacher puts a link together under Learn, by keyboard, and pupils find what it says", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&beta=3");
  await page.getByRole("button", { name: "Learn" }).click();
  await page.getByRole("button", { name: "For a class" }).press("Enter");
  await expect(page.getByRole("heading", { name: "For a class" })).toBeFocused();
  const link = page.getByRole("textbox", { name: "Link for the class" });
  const choose = (name: string, standing: string) =>
    page.getByRole("combobox", { name, exact: true }).selectOption(standing);
  await choose("KL weight", "locked");
  await choose("Runs", "hidden");
  await choose("All of “Layers of the plane”", "locked");
  await choose("Holes", "free");
  await expect(page.getByRole("combobox", { name: "All of “Layers of the plane”" })).toHaveValue("");
  await choose("History", "hidden");
  await expect(page.getByRole("combobox", { name: "History" }).getByRole("option")).toHaveText(["free", "hidden"]);
  await expect(link).toHaveValue(/#v=1&.*beta=3.*&hide=tab-runs,history&lock=beta,layer-points/);
  await expect(page.getByText("Locked or hidden: 10")).toBeVisible();
  await expectNoViolation(page);

  // What a camera reads in the code is the link.
  const { matrix } = await page.getByRole("img", { name: "QR code of the link" }).evaluate((svg) => {
    const side = (svg as SVGSVGElement).viewBox.baseVal.width;
    const matrix = Array.from({ length: side }, () => Array.from({ length: side }, () => false));
    for (const [, x, y] of svg
      .querySelector("path")!
      .getAttribute("d")!
      .matchAll(/M(\d+) (\d+)h1v1h-1z/g))
      matrix[Number(y)]![Number(x)] = true;
    return { matrix };
  });
  expect(matrix).toEqual(encode(await link.inputValue(), { ecc: "L", border: 4 }).data);

  const pupil = await page.context().newPage();
  await pupil.goto((await link.inputValue()).replace("#", "?build=simd#"));
  await expect(pupil.getByRole("spinbutton", { name: "KL weight" })).toHaveValue("3");
  await expect(pupil.getByRole("spinbutton", { name: "KL weight" })).toBeDisabled();
  await expect(pupil.getByRole("tab", { name: "Runs" })).toHaveCount(0);
  await pupil.close();

  // With a lesson, which keeps what the link hides.
  await page
    .getByRole("combobox", { name: "The link opens" })
    .selectOption({ label: "the lesson “Distributions and σ”" });
  await page.getByRole("combobox", { name: "Language" }).last().selectOption("zh");
  await expect(link).toHaveValue(/\?lesson=distributions#v=1&hide=.*&lock=.*&lang=zh$/);
  await page.goto((await link.inputValue()).replace("#", "&build=simd#"));
  await expect(page.getByRole("region", { name: "课程", exact: true })).toBeVisible();
  await expect(page.getByRole("tab", { name: "记录" })).toHaveCount(0);
  // The names that there are not are said, and the rest holds.
  await page.goto(`${lab.url}?build=simd&model=#v=1&lock=moon,beta`);
  await page.reload();
  await expect(lab.notice).toContainText("unknown here and were ignored: lock=moon.");
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toBeDisabled();
});

test("pupils hand codes in, which a teacher has as a table and as CSV", async ({ lab, page }) => {
  const choose = [{ text: "This" }, { text: "That", right: true }];
  const mine = {
    title: "Mine",
    steps: [
      { title: "First", text: "Say it.", ask: { question: "Which?", choose, explain: "Because." } },
      { title: "Second", text: "The end." },
    ],
  };
  await page.goto(`${lab.url}?build=simd&lesson=~${Buffer.from(JSON.stringify(mine)).toString("base64url")}`);
  const lesson = page.getByRole("region", { name: "Lesson", exact: true });
  const code = lesson.getByRole("status", { name: "Code" });
  for (const name of ["This", "Continue"]) await lesson.getByRole("button", { name, exact: true }).click();
  // Whoever does not come to the end hands in what is done.
  await lesson.getByText("Hand in a code: 1 of 2 steps").click();
  await lesson.getByRole("textbox", { name: "Name, if you like" }).fill("Bo");
  const begun = await code.innerText();
  await lesson.getByRole("textbox", { name: "Name, if you like" }).fill("");
  await lesson.getByRole("button", { name: "Finish", exact: true }).click();
  await lesson.getByText("Hand in a code", { exact: true }).click();
  const nameless = await code.innerText();
  await lesson.getByRole("textbox", { name: "Name, if you like" }).fill("Ada");
  await expect(code).not.toHaveText(nameless);
  const named = await code.innerText();
  await expectNoViolation(page);

  await page.getByRole("button", { name: "Learn" }).click();
  await page.getByRole("button", { name: "For a class" }).click();
  await page.getByRole("tab", { name: "Link" }).press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Results" })).toBeFocused();
  await page
    .getByRole("textbox", { name: "Codes, one in a line" })
    .fill([named, "moon!", nameless.slice(3), nameless, begun].join("\n"));
  const rows = page.getByRole("region", { name: "Results" }).getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(3)).toContainText(/^\s*Bo\s+another lesson \([0-9a-f]+\)\s+1 of 2\s+not right\s*$/);
  const title = /another lesson \([0-9a-f]+\)/;
  await expect(rows.nth(1)).toContainText(/^\s*Ada\s+another lesson \([0-9a-f]+\)\s+2 of 2\s+not right\s*$/);
  await expect(rows.nth(2)).toContainText(title);
  await expect(rows.nth(2)).toContainText("no name");
  await expect(page.getByText("Line 2 is no code: it has letters that a code does not have.")).toBeVisible();
  await expect(page.getByText("Line 3 is not whole: a part is missing or mistyped.")).toBeVisible();
  await expectNoViolation(page);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  expect(readFileSync(await file.path(), "utf8")).toMatch(
    /^\ufeffName,.*\r\nAda,another lesson \(\w+\),2,2,1,2,not right\r\n,/,
  );
});

test("a lesson goes onto paper as a worksheet and as an answer sheet, and the lab stays off it", async ({
  lab,
  page,
}) => {
  await page.goto(`${lab.url}?build=simd&model=&mode=class`);
  await page.getByRole("tab", { name: "Worksheet" }).click();
  await page.getByRole("combobox", { name: "Lesson" }).selectOption({ label: "The ELBO's two terms and β" });
  const preview = page.getByTestId("sheet");
  await expect(preview.getByRole("heading", { name: "The ELBO's two terms and β" })).toBeVisible();
  await expect(preview.locator("ol > li")).toHaveCount(4);
  await expect(preview).toContainText("Goal: reconstruction error ≤ 180");
  // Marks of controls are words on paper, and a choice does not say which answer is right.
  await expect(preview).not.toContainText("[[");
  await expect(preview).toContainText("Press Train and watch both under Charts.");
  await expect(preview).not.toContainText("right if");
  await expectNoViolation(page);

  // What prints the lab is there by now, and gives way.
  await expect(page.getByTestId("paper")).toBeAttached();
  await page.emulateMedia({ media: "print" });
  const paper = page.locator("vae-lab > .sheet");
  await expect(paper.getByRole("heading", { name: "The ELBO's two terms and β" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Worksheet" })).toBeHidden();
  await expect(page.getByTestId("paper")).toBeHidden();
  await page.emulateMedia({ media: null });
  await expect(paper).toBeHidden();

  await page.getByRole("button", { name: "Answer sheet" }).click();
  await expect(preview).toContainText("right if inactive dimensions ≥ 2");
  await expect(preview).toContainText(
    "the KL that the page shows when the goal is reached (reconstruction error ≤ 180)",
  );
  await expect(preview).toContainText("Because: Each nat of KL is one that z says about its image.");
  await page.getByRole("tab", { name: "Teacher's notes" }).click();
  const plan = page.getByRole("row", { name: /^15–35 From autoencoder to VAE/ });
  await expect(plan).toContainText("who has found a hole");
  await expectNoViolation(page);
  // Away from there the lab is printed again.
  await page.getByRole("tab", { name: "Link" }).click();
  await expect(paper).toHaveCount(0);
});
