// Links as people pass them on.
import { expect, test } from "@playwright/test";
import { linkTexts, shareTexts } from "../../www/src/share/address.ts";

test("a link is found in what people pass on, and only in that", () => {
  const texts = { v: "1", beta: "4", pins: "1,0:a b" };
  const link = "v=1&beta=4&pins=1,0:a%20b";
  const encoded = encodeURIComponent(link);
  for (const text of [
    link,
    `#${link}`,
    `https://site.example/lab/?data=noise#${link}`,
    `./#${link}`,
    encoded,
    `#${encoded}`,
    `https://site.example/lab/#${encoded}`,
    encodeURIComponent(encoded),
    encodeURIComponent(`https://site.example/lab/#${link}`),
  ])
    expect(shareTexts(text), text).toEqual(texts);
  expect(shareTexts("#beta=4")).toEqual({ beta: "4" });
  expect(shareTexts("v=1&pins=0,0:a#b")).toEqual({ v: "1", pins: "0,0:a#b" });
  for (const text of ["", "#", "#top", "#%", "%E0%A4%A", "https://site.example/?beta=4"])
    expect(shareTexts(text), text).toBeUndefined();
  expect(linkTexts("#v=2&beta=4")).toEqual({ v: "2", beta: "4" });
  expect(() => shareTexts("#v=2&beta=4")).toThrow("This link has version 2, which this page cannot read.");
});
