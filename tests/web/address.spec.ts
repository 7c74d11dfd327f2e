// Links as people pass them on.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { asSource } from "../../www/src/run/source.ts";
import { linkTexts, readParts, shareText, shareTexts } from "../../www/src/share/address.ts";
import { DRIVES, HIDEABLE, layerName, tabName } from "../../www/src/store/hideable.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";
import { LAYERS } from "../../www/src/store/layers.ts";
import { PANEL_KEYS } from "../../www/src/store/panel-keys.ts";
import { wasmPath } from "./files.mjs";

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

test("a link hides and locks each thing by its own name, and says which names mean nothing", () => {
  initSync({ module: readFileSync(wasmPath("simd")) });
  const store = new LabStore();
  store.state.value = { ...store.state.value, specs: Lab.specs() };
  const { page, run } = store;
  // No two of them have one name.
  const options = Lab.specs().map(({ key }) => key);
  const tabs = PANEL_KEYS.map(tabName);
  const names = [...HIDEABLE, ...DRIVES, ...options, ...tabs, ...Object.keys(LAYERS).map(layerName)];
  expect(new Set(names).size).toBe(names.length);
  readParts(store, { hide: names.join(","), lock: "beta,data,tab-share,layer-prior,train" }, new Map());
  expect([...page.hidden.value]).toEqual(names);
  expect([...page.locked.value]).toEqual(["beta", "data", "tab-share", "layer-prior", "train"]);
  expect(run.state.notice).toBeUndefined();
  expect(shareTexts(shareText(store))).toMatchObject({
    hide: names.join(","),
    lock: "beta,data,tab-share,layer-prior,train",
  });

  // All options have one name, besides which the others stay.
  readParts(store, { lock: "options,reset", hide: "header" }, new Map());
  expect(page.locked.value).toEqual(new Set(["preset", ...options, "reset"]));
  expect(shareTexts(shareText(store))).toMatchObject({ lock: "options,reset", hide: "header" });
  // What a lesson locks is not the link's.
  page.lessonLocks.value = new Set(["step"]);
  expect(page.locked.value.has("step")).toBe(true);
  expect(shareTexts(shareText(store))).toMatchObject({ lock: "options,reset" });

  readParts(store, { hide: "moon,plane", lock: "beta,header,toString" }, new Map());
  expect([...page.hidden.value, ...page.linkLocks.value]).toEqual(["plane", "beta"]);
  expect(run.state.notice?.message.params["parts"]).toBe("hide=moon, lock=header, lock=toString");
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
