// Links, changed at random: what is read of one is written again, and options come to the engine whole or not at all.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab, type LabError } from "../../../pkg/simd/vae_lab.js";
import { PRESETS } from "../../../www/src/run/options/presets.ts";
import { readOptions } from "../../../www/src/run/options/read.ts";
import { namesOf } from "../../../www/src/run/options/specs.ts";
import { GENERATED } from "../../../www/src/run/generated.ts";
import type { Options } from "../../../www/src/run/protocol.ts";
import { asSource } from "../../../www/src/run/source.ts";
import { STOP_RULES } from "../../../www/src/run/stop.ts";
import { readParts, shareText, shareTexts } from "../../../www/src/share/address.ts";
import { DRIVES, HIDEABLE, layerName, tabName } from "../../../www/src/store/hideable.ts";
import { LabStore } from "../../../www/src/store/lab-store.ts";
import { LAYERS } from "../../../www/src/store/layers.ts";
import { PANEL_KEYS } from "../../../www/src/store/panel-keys.ts";
import { wasmPath } from "../files.mjs";
import { TIMEOUT, changed, fuzz, Random } from "./harness.ts";

test.setTimeout(TIMEOUT);

const LINKS: readonly string[] = [
  "v=1",
  "v=1&preset=collapse&seed=9&panel=charts&charts=logValues,logSteps",
  "v=1&autoencoder=ae&hidden=32,16&latent=3&seed=7&pins=1,-2,0.5;-0.25,0.125:near%2520zero&path=spherical",
  "v=1&data=https://data.example/a.gz,b%252C.idx&beta=2",
  "v=1&data=noise&hidden=&activation=gelu&panel=dimensions&dimensions=ranks,all",
  "v=1&latent=5&beta=4&warmup=2.5&samples=3&estimator=a&cut=components:2,0:0,0,0,1.5&image=42",
  "v=1&likelihood=gaussian&sigma=0.25&optimizer=sgd&lr=0.02&stop=steps:1000,epochs:2.5,seconds:60,target:-12.5",
  "v=1&schedule=one-cycle&epochs=3&batch=64&layers=ellipses,-images,density,-prior,quantiles-30&lock=options,tab-runs",
  "v=1&binarize=true&view=1.5,-0.75,0.125&hide=header,data&pins=0,0:a%2520long%2520name%2520%25F0%259F%2598%2580",
  "https://site.example/lab/?data=noise#v=1&method=gan&critic=64&gsteps=2",
];

initSync({ module: readFileSync(wasmPath("simd")) });
const specs = Lab.specs();
const model = new Lab(0).model();
const options = new Lab(0).options();

/** What means something in a link. */
const KEYS = "v preset data pins path image panel charts dimensions stop layers view cut hide lock".split(" ");
const CHOICES = "spherical components logValues ranks quantiles-15 grid __proto__ toString 2 true".split(" ");
const WORDS = [
  KEYS,
  CHOICES,
  specs.flatMap((spec) => [...namesOf(spec), ...(spec.kind.type === "choice" ? spec.kind.choices : [])]),
  PRESETS.map(({ key }) => key),
  [GENERATED, HIDEABLE, DRIVES, PANEL_KEYS, PANEL_KEYS.map(tabName), Object.keys(LAYERS).map(layerName)].flat(),
  [STOP_RULES, LAYERS].flatMap(Object.keys),
].flat();

const labs = [new LabStore(), new LabStore()] as const;
const STATE = { ...labs[0].state.value, specs, options, model };

/** Everything that a link sets besides options, as it is at the start. */
const parts = ({ plane, page, session }: LabStore) => [
  plane.pins,
  plane.path,
  plane.selected,
  plane.layers,
  plane.view,
  plane.cut,
  page.panel,
  page.charts,
  page.dimensions,
  page.leftOut,
  page.linkLocks,
  session.stopRules,
];
const START = parts(labs[0]).map(({ value }) => value);

/** Has a lab begin anew, and read a link. */
function read(lab: LabStore, link: Readonly<Record<string, string>>): string | undefined {
  parts(lab).forEach((part, at) => (part.value = START[at] as never));
  lab.state.value = STATE;
  readParts(lab, link, new Map());
  const unread = lab.run.state.notice?.message.message;
  if (unread !== undefined) lab.run.dismiss();
  lab.state.value = STATE;
  return unread;
}

/** A link of what means something, or one that there was, with some changes. */
function link(random: Random): string {
  const some = random.oneOf(LINKS);
  if (random.below(3) > 0) return changed(some, WORDS, random);
  const other = random.oneOf(LINKS);
  return [...some.split("&"), ...other.split("&")].filter(() => random.below(2) > 0).join("&");
}

/** Writes what was read of a link; a link that was written says the same. */
function writeAgain(text: string): void {
  const written = shareText(labs[0]);
  if (written.length > 4 * text.length + 400) throw new Error(`it is written at length: ${written}`);
  const unread = read(labs[1], shareTexts(written) ?? {});
  if (unread !== undefined) throw new Error(`${written}: ${unread}`);
  if (shareText(labs[1]) !== written) throw new Error(`${written} is read as ${shareText(labs[1])}`);
}

/** Has the engine take options; gives the code of its refusal, which tells all that it is about. */
function configure(options: Options): string {
  using engine = new Lab(0);
  try {
    engine.configure(options);
  } catch (cause) {
    const { code, params, message } = cause as LabError;
    const known = /^option-(unknown|range|foreign|conflict)$/.test(code);
    if (!known || Object.values(params).some((value) => !message.includes(value))) throw cause;
    return code;
  }
  const now = engine.options();
  const differs = Object.keys(options).find((key) => String(now[key]) !== String(options[key]));
  if (differs !== undefined) throw new Error(`${differs} is ${now[differs]}, not ${options[differs]}`);
  return "taken";
}

test("what is read of a link is written and read again, and its options are taken or refused by name", () => {
  Object.assign(globalThis, { document: { baseURI: "https://site.example/lab/" } });
  // What takes far longer than reading is done of some.
  let turn = 0;
  const counts = fuzz("links", link, (text) => {
    const texts = shareTexts(text);
    if (!texts) return "none";
    const unread = read(labs[0], texts);
    turn++;
    if (turn % 64 === 0) writeAgain(text);
    if (turn % 16 === 8) {
      const options = readOptions(specs, texts);
      if (turn % 256 === 8) return configure(options);
      if (texts["data"] !== undefined) return asSource(texts["data"]).kind;
    }
    return unread === undefined ? "read" : "part";
  });
  for (const word of ["none", "read", "part", "link-version", "taken", "urls", "generated"])
    expect(counts[word], word).toBeGreaterThan(500);
});
