// What an author may say of a widget: attributes that are properties, events, methods, and one sentence for what is wrong.
import { ATTRIBUTES, ELEMENTS, type Kind, attributeOf, attributesOf } from "../../www/src/figures/declaration.ts";
import { expect, type Host, test } from "./host.ts";

type Lab = HTMLElementTagNameMap["vae-lab"];
const TALL = '<div style="height: 3000px"></div>';

const set = (host: Host, name: string, value: string | undefined, selector = "vae-latent") =>
  host.page.locator(selector).evaluate(
    (element, [name, value]) => {
      if (value === undefined) element.removeAttribute(name);
      else element.setAttribute(name, value);
    },
    [name, value] as const,
  );

/** What an attribute may be, and its text. */
function sample(kind: Kind): readonly [unknown, string] {
  if (kind.type === "choice") return [kind.choices[0], kind.choices[0]!];
  if (kind.type === "flag") return [true, ""];
  if (kind.type === "pixels") return [480, "480"];
  return ["link", "link"];
}

test("every attribute of every element is a property that reflects it", async ({ host, page }) => {
  // Far from the screen nothing comes of it. Every element has a `lang` already.
  const names = Object.keys(ELEMENTS) as (keyof typeof ELEMENTS)[];
  await host.visit(TALL + names.map((name) => `<${name}></${name}>`).join(""));
  for (const name of names) {
    for (const property of attributesOf(name).filter((property) => property !== "lang")) {
      const kind: Kind = ATTRIBUTES[property];
      const [value, text] = sample(kind);
      const seen = await page.locator(name).evaluate(
        (element, { property, attribute, value, text }) => {
          const of = element as unknown as Record<string, unknown>;
          const empty = of[property];
          of[property] = value;
          const reflected = element.getAttribute(attribute);
          of[property] = typeof value === "boolean" ? false : undefined;
          const gone = element.hasAttribute(attribute);
          element.setAttribute(attribute, text);
          const read = of[property];
          element.removeAttribute(attribute);
          return { empty, reflected, gone, read };
        },
        { property, attribute: attributeOf(property), value, text },
      );
      const empty = kind.type === "flag" ? false : undefined;
      expect(seen, `${name}.${property}`).toEqual({ empty, reflected: text, gone: false, read: value });
    }
  }
});

test("images are named in the ways that frameworks and earlier pages name them", async ({ host, page }) => {
  const names = ["images", "dataset", "data"];
  await host.visit(TALL + names.map((name) => `<vae-latent ${name}="noise"></vae-latent>`).join(""));
  const read = await page.locator("vae-latent").evaluateAll((elements) =>
    (elements as HTMLElementTagNameMap["vae-lab"][]).map((element) => {
      const read = [element.images, element.data];
      // As frameworks do that find a property of the name.
      element.images = "ring";
      return [...read, element.data, element.getAttribute("images")];
    }),
  );
  expect(read).toEqual(names.map(() => ["noise", "noise", "ring", "ring"]));
});

test("properties that were set before the script came are the element's own from then on", async ({ host, page }) => {
  await page.goto(host.publish(`<!doctype html><title>A page</title>${TALL}<vae-latent theme="dark"></vae-latent>`));
  await page.evaluate(() => {
    Object.assign(document.querySelector("vae-latent")!, { theme: "light", images: "noise", autoplay: true });
  });
  await page.evaluate((src) => import(src), `${host.site}embed.js`);
  const seen = await page.locator("vae-latent").evaluate((element: HTMLElementTagNameMap["vae-lab"]) => {
    const attributes = () => ["theme", "images", "autoplay"].map((name) => element.getAttribute(name));
    const first = attributes();
    Object.assign(element, { theme: "dark", images: "ring", autoplay: false });
    return [first, attributes()];
  });
  expect(seen).toEqual([
    ["light", "noise", ""],
    ["dark", "ring", null],
  ]);
});

test("what changes after it is up takes effect", async ({ host }) => {
  await host.visit(`<vae-latent model=""></vae-latent>`);
  const { element, play, pin, notice } = await host.widget("vae-latent").see();
  const frame = element.locator(".frame");
  await set(host, "theme", "dark");
  await expect(frame).toHaveCSS("color-scheme", "dark");
  await set(host, "theme", undefined);
  await expect(frame).toHaveCSS("color-scheme", "light");
  await set(host, "lang", "zh");
  await expect(element.getByRole("button", { name: "开始训练", exact: true })).toBeVisible();
  await set(host, "lang", "en");
  await expect(play).toBeVisible();
  await set(host, "height", "433");
  await expect(frame).toHaveCSS("height", "433px");
  await set(host, "height", undefined);
  await expect(frame).not.toHaveCSS("height", "433px");
  await set(host, "controls", "digit");
  await expect(play).toHaveCount(0);
  await set(host, "controls", "train digit tools legend link");
  await expect(play).toBeVisible();
  await set(host, "pins", "1,-1;0,0.5");
  await expect(element.getByTestId("pin")).toHaveCount(2);
  await set(host, "pins", "0.5,0.25");
  await expect(pin).toHaveAttribute("aria-valuetext", "z = (0.50, 0.25)");
  await set(host, "model", "handwriting-2d");
  await expect(element.getByText("You see a pretrained model.")).toBeVisible();
  for (const [name, value, said] of [
    ["layers", "density,-images", "layers=-images,density"],
    ["options", "beta=3&hidden=32", "beta=3"],
    ["options", "latent=3", "latent=3"],
    ["dataset", "noise", "preset=noise"],
  ] as const) {
    await set(host, name, value);
    await expect.poll(() => link(host)).toContain(said);
  }
  // A model that comes after a run began takes that one's place.
  await set(host, "model", "handwriting-2d");
  await expect.poll(() => link(host)).not.toContain("latent=3");
  await expect(notice).toHaveCount(0);
});

/** What differs from the beginning, as it stands in a link. */
const link = (host: Host) =>
  host.page.locator("vae-latent").evaluate((element: Lab) => decodeURIComponent(element.link));

test("its events bubble to the page; what it cannot do is heard on the element alone", async ({ host, page }) => {
  await host.visit("<section><vae-train></vae-train></section>");
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    for (const type of ["metrics", "state", "error"])
      document.addEventListener(type, ({ target }) => heard.push(`${type} ${(target as Element).localName}`));
    addEventListener("error", () => heard.push("window"));
    document.querySelector("vae-train")?.addEventListener("error", () => heard.push("error on the element"));
  });
  const widget = await host.widget("vae-train").see();
  await widget.play.click();
  await widget.reach(3);
  const refused = await widget.element.evaluate((element: Lab) =>
    element.setOptions({ beta: -1 }).catch(({ code }: { code: string }) => code),
  );
  expect(refused).toMatch(/./);
  await set(host, "pins", "nowhere", "vae-train");
  await expect(widget.notice).toBeVisible();
  const heard = await page.evaluate<string[]>("heard");
  expect(heard).toEqual(expect.arrayContaining(["metrics vae-train", "state vae-train", "error on the element"]));
  expect(heard).not.toContain("error vae-train");
  expect(heard).not.toContain("window");
});

test("methods and properties work before it is near the screen", async ({ host, page }) => {
  await host.visit(`${TALL}<vae-latent></vae-latent>`);
  await page.waitForFunction(() => customElements.get("vae-latent"));
  const answers = await page.locator("vae-latent").evaluate(async (element: Lab) => {
    const before = [element.metrics.step, element.executors.choice, element.link];
    const pixels = await element.decode(new Float32Array([0, 0]));
    await element.setOptions({ beta: 2 });
    await element.step(2);
    return { before, pixels: pixels.length, step: element.metrics.step };
  });
  expect(answers).toEqual({ before: [0, "auto", ""], pixels: 784, step: 2 });
});

test("an element that a script makes is as one that stands in the page", async ({ host, page }) => {
  await host.visit("");
  await page.waitForFunction(() => customElements.get("vae-latent"));
  await page.evaluate(() => {
    const element = Object.assign(document.createElement("vae-latent"), { pins: "1,1", height: 444, lang: "zh" });
    document.body.append(element);
  });
  const { element } = host.widget("vae-latent");
  await expect(element.locator(".frame")).toHaveCSS("height", "444px");
  await expect(element.getByRole("button", { name: "开始训练", exact: true })).toBeVisible();
  await expect(element.getByTestId("pin")).toHaveAttribute("aria-valuetext", "z = (1.00, 1.00)");
});
