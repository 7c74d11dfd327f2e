// Puts first in a model's file what the page decodes with before the engine has come: the decoder; and in the header what the
// page then shows of the model: its spec, and the codes and classes of the first held-out images.
//   node www/models/front.mjs NAME
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import * as engine from "../../pkg/simd/vae_lab.js";

/** Images whose codes the plane shows: as many as the page asks the engine for. */
const IMAGES = 500;
const DATA_SEED = 0;
/** What the page's own arithmetic decodes. */
const DECODED = { method: "vae", activation: "relu", likelihood: "bernoulli", latent: 2 };

const base64 = (/** @type {ArrayBufferView} */ { buffer, byteOffset, byteLength }) =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/** What the page shows of a model without the engine, by the engine. @param {Uint8Array} file */
function frontOf(file) {
  engine.initSync({ module: readFileSync("pkg/simd/vae_lab_bg.wasm") });
  const lab = new engine.Lab(0);
  lab.loadGenerated("handwriting", DATA_SEED);
  lab.loadWeights(file);
  const options = lab.options();
  for (const [option, value] of Object.entries(DECODED))
    if (options[option] !== value) throw new Error(`the page cannot decode where ${option} is ${options[option]}`);
  const { labels } = lab.heldOut(IMAGES);
  if (!labels) throw new Error("the images have no classes");
  // Thousandths are less than a pixel of the plane.
  const codes = Int16Array.from(lab.encodeHeldOut(0, IMAGES).mu, (value) => Math.round(1000 * value));
  return { options, model: lab.model(), codes: base64(codes), labels: base64(labels) };
}

/** The same weights, with what the page shows first in front. @param {Buffer} file */
export function withFront(file) {
  const start = 8 + Number(file.readBigUInt64LE());
  const { __metadata__, ...tensors } = JSON.parse(file.toString("utf8", 8, start));
  const isFirst = (/** @type {string} */ name) => /^(decoder|output)\b/.test(name);
  const names = Object.keys(tensors).sort((a, b) => Number(isFirst(b)) - Number(isFirst(a)) || (a < b ? -1 : 1));
  /** @type {Record<string, unknown>} */
  const header = { __metadata__: { ...__metadata__, "vae-lab-front": JSON.stringify(frontOf(file)) } };
  let end = 0;
  const parts = names.map((name) => {
    const { data_offsets, ...entry } = tensors[name];
    const [from, to] = data_offsets;
    header[name] = { ...entry, data_offsets: [end, (end += to - from)] };
    return file.subarray(start + from, start + to);
  });
  const text = JSON.stringify(header);
  // Numbers begin at a multiple of their size.
  const head = Buffer.from(text + " ".repeat(-Buffer.byteLength(text) & 7));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  return Buffer.concat([length, head, ...parts]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [name] = process.argv.slice(2);
  if (!name) throw new Error("usage: node www/models/front.mjs NAME");
  const path = `www/models/${name}.safetensors`;
  writeFileSync(path, withFront(readFileSync(path)));
}
