// Links as people pass them on.
import { expect, test } from "@playwright/test";
import { asSource } from "../../www/src/run/source.ts";
import { linkTexts, readParts, shareText, shareTexts } from "../../www/src/share/address.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";

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

test("what a link says is brought to what there can be, and can be shared again", () => {
  const store = new LabStore();
  readParts(store, { view: "1000,0,1e-300", pins: `0,0:${"long".repeat(3)} an😀` }, new Map());
  expect(store.plane.view.value).toEqual({ x: 1000, y: 0, radius: 0.05 });
  readParts(store, { view: "0,0,9000" }, new Map());
  expect(store.plane.view.value?.radius).toBe(2000);
  // There is room for half of the last character.
  expect(store.plane.pins.value[0]?.name).toBe("longlonglong an");
  const { pins } = shareTexts(shareText(store)) ?? {};
  readParts(store, { pins: pins ?? "" }, new Map());
  expect(store.plane.pins.value[0]?.name).toBe("longlonglong an");
});

test("addresses of images are separated by commas, and have their own encoded", () => {
  Object.assign(globalThis, { document: { baseURI: "https://site.example/lab/" } });
  try {
    const query = new URLSearchParams("data=a%252Cb.gz,https://data.example/c.gz").get("data") ?? "";
    const urls = ["https://site.example/lab/a%2Cb.gz", "https://data.example/c.gz"];
    expect(asSource(query)).toEqual({ kind: "urls", urls });
    expect(asSource(urls.join(","))).toEqual({ kind: "urls", urls });
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});
