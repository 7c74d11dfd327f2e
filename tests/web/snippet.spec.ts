// What authors paste: a parser reads out of it exactly what was put in, and it stays one block of Markdown.
import { expect, test } from "@playwright/test";
import { FORMS, type Figure, frameAddress, labAddress, snippet } from "../../www/src/figures/snippet.ts";

const SITE = "https://example.org/vae/";
const NASTY = `a "quoted" <b>&amp; 'c' {{x}}\n\n\`d\``;
const figure: Figure = {
  element: "vae-latent",
  attributes: { pins: "0,1;2,-1:a&b", autoplay: "", data: "noise", lang: "zh", controls: "none", group: NASTY },
  alt: NASTY,
  link: "v=1&beta=4",
};
const oneLine = NASTY.replace(/\s*\n\s*/g, " ");

test("a page's parser finds the element with its attributes, and a picture in a link for those without scripts", async ({
  page,
}) => {
  await page.setContent("<main></main>");
  const seen = await page.evaluate(
    (text) => {
      const [script, element, ...more] = new DOMParser()
        .parseFromString(text, "text/html")
        .querySelectorAll("body > *, head > *");
      const attributes = (of: Element | null | undefined) =>
        Object.fromEntries([...(of?.attributes ?? [])].map(({ name, value }) => [name, value]));
      return {
        more: more.length,
        script: attributes(script),
        name: element?.localName,
        element: attributes(element),
        link: attributes(element?.querySelector(":scope > a")),
        picture: attributes(element?.querySelector(":scope > a > img")),
      };
    },
    snippet("script", figure, SITE),
  );
  expect(seen.more).toBe(0);
  expect(seen.script).toEqual({ type: "module", src: `${SITE}embed.js` });
  expect(seen.name).toBe("vae-latent");
  expect(seen.element).toEqual({
    images: "noise",
    group: oneLine,
    lang: "zh",
    controls: "none",
    autoplay: "",
    pins: "0,1;2,-1:a&b",
  });
  expect(seen.link).toEqual({ href: `${SITE}index.html?data=noise&lang=zh#v=1&beta=4` });
  expect(seen.picture).toMatchObject({ src: `${SITE}pictures/vae-latent.png`, alt: oneLine, loading: "lazy" });
});

test("a frame has every attribute in its address, a title and a height", async ({ page }) => {
  const address = new URL(frameAddress(figure, SITE));
  expect(address.origin + address.pathname).toBe(`${SITE}embed.html`);
  expect(Object.fromEntries(address.searchParams)).toEqual({ element: "vae-latent", ...figure.attributes });

  const seen = await page.evaluate(
    (text) => {
      const frame = new DOMParser().parseFromString(text, "text/html").querySelector("iframe");
      return { src: frame?.getAttribute("src"), title: frame?.title, height: Number(frame?.height) };
    },
    snippet("frame", figure, SITE),
  );
  expect(seen.src).toBe(address.href);
  expect(seen.title).toBe(oneLine);
  expect(seen.height).toBeGreaterThan(100);
  expect(snippet("frame", { ...figure, attributes: { height: "321" } }, SITE)).toContain('height="321"');
});

test("Markdown keeps it as one block: no empty line, no indented one, and a `div` around it", () => {
  const text = snippet("markdown", figure, SITE);
  expect(text).toMatch(/^<div>\n[^]*\n<\/div>$/);
  for (const line of text.split("\n")) expect(line).toMatch(/^\S/);
});

test("what is as it always is, is not said", () => {
  const plain: Figure = { element: "vae-draw", attributes: {}, alt: "" };
  expect(snippet("script", plain, SITE)).toContain("<vae-draw>\n");
  expect(snippet("script", plain, SITE)).toContain('alt=""');
  expect(labAddress(plain, SITE)).toBe(`${SITE}index.html`);
  expect(frameAddress(plain, SITE)).toBe(`${SITE}embed.html?element=vae-draw`);
  for (const form of FORMS) expect(snippet(form, plain, SITE)).not.toContain("undefined");
});
