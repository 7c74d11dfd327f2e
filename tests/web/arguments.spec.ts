// What scripts and links hand over: what is taken, and what is refused in a sentence.
import { expect, test } from "@playwright/test";
import {
  asBytes,
  asChoice,
  asCount,
  asFiles,
  asImages,
  asLabel,
  asLink,
  asOptions,
  asPoints,
  asShape,
} from "../../www/src/page/arguments.ts";

const image = new Float32Array(4).fill(0.5);
const blob = new Blob(["abc"]);

/** Things that no call takes, by what they are called by. */
const REFUSED: Record<string, [call: () => unknown, says: string]> = {
  "no steps": [() => asCount(0), "step cannot take 0"],
  "steps below none": [() => asCount(-1), "step cannot take -1"],
  "no number of steps": [() => asCount(Number.NaN), "step cannot take NaN"],
  "half a step": [() => asCount(1.5), "1.5"],
  "steps without end": [() => asCount(Number.POSITIVE_INFINITY), "Infinity"],
  "no points": [() => asPoints(undefined, 2), "decode cannot take undefined; it accepts: Float32Array(n × 2)."],
  "null as points": [() => asPoints(null, 2), "decode cannot take null"],
  "a number as a point": [() => asPoints(1, 2), "decode cannot take 1"],
  "rows of another length": [() => asPoints([[0, 0, 0]], 2), "decode cannot take Array"],
  "rows of texts": [() => asPoints([["0", "0"]], 2), "Array"],
  "a point that is nowhere": [() => asPoints([0, Number.NaN], 2), "decode cannot take NaN"],
  "large integers": [() => asPoints(BigInt64Array.of(1n, 2n), 2), "BigInt64Array"],
  "a picture of the browser": [() => asImages({ width: 2, height: 2 }, 4), "encode cannot take Object"],
  "bytes as pixels": [() => asImages(Uint8Array.of(0, 1, 255, 0), 4), "encode cannot take 255"],
  "pixels below 0": [() => asImages([0, 0, -0.1, 0], 4), "0 … 1"],
  "a class that is none": [() => asLabel("decode", 1.5, 10), "decode cannot take 1.5; it accepts: label: 0 … 9."],
  "a class too many": [() => asLabel("encode", 10, 10), "encode cannot take 10"],
  "no weights": [() => asBytes(undefined), "loadWeights cannot take undefined"],
  "weights as a list": [() => asBytes([1, 2]), "Uint8Array, ArrayBuffer"],
  "no files": [() => asFiles("loadDataset", undefined), "loadDataset cannot take undefined"],
  "files that are none": [() => asFiles("loadFiles", [blob, 3]), "loadFiles cannot take 3"],
  "a shape that is none": [() => asShape(28), "loadDataset cannot take 28; it accepts: { side: 8 … 64, planes: 1 | 3"],
  "pictures too large": [() => asShape({ side: 65 }), '"side: 65"'],
  "pictures of two planes": [() => asShape({ side: 28, planes: 2 }), '"planes: 2"'],
  "a shape with something else": [() => asShape({ toString: 1 }), '"toString: 1"'],
  "options as a text": [() => asOptions("latent=4"), 'setOptions cannot take "latent=4"'],
  "options as a list": [() => asOptions([4]), "setOptions cannot take Array"],
  "an option without a value": [() => asOptions({ beta: undefined }), 'setOptions cannot take "beta: undefined"'],
  "an option that is a function": [() => asOptions({ beta: () => 4 }), "beta: Function"],
  "another executor": [() => asChoice("webgpu"), 'setExecutor cannot take "webgpu"; it accepts: auto, cpu, gpu.'],
  "a link that is none": [() => asLink("nonsense"), 'takeOver cannot take "nonsense"'],
  "an address without a link": [() => asLink("https://site.example/?beta=4"), "takeOver"],
};

for (const [what, [call, says]] of Object.entries(REFUSED)) {
  test(`${what} is refused in one sentence`, () => {
    const refused = (() => {
      try {
        return call();
      } catch (reason) {
        return reason;
      }
    })();
    expect(refused).toMatchObject({ code: "argument", message: expect.stringContaining(says) });
  });
}

test("what can be meant in one way is taken so", async () => {
  expect(asCount("3")).toBe(3);
  expect(asPoints([0, 1], 2)).toEqual(Float32Array.of(0, 1));
  expect(asPoints([Float64Array.of(0, 1), [2, 3]], 2)).toEqual(Float32Array.of(0, 1, 2, 3));
  expect(asPoints([], 2)).toHaveLength(0);
  expect(asImages(image, 4)).toBe(image);
  expect(asImages(Uint8Array.of(0, 1, 1, 0), 4)).toEqual(Float32Array.of(0, 1, 1, 0));
  expect(asLabel("encode", null, 10)).toBeUndefined();
  expect(asLabel("encode", 7, 10)).toBe(7);
  expect(asBytes(Uint8Array.of(1, 2, 3).buffer)).toEqual(Uint8Array.of(1, 2, 3));
  expect(asBytes(Uint8Array.of(1, 2, 3).subarray(1))).toEqual(Uint8Array.of(2, 3));
  const file = new File(["abc"], "a.idx");
  expect(asFiles("loadDataset", file)).toEqual([file]);
  expect(asFiles("loadDataset", new Set([file]))).toEqual([file]);
  const [named] = asFiles("loadDataset", [blob]);
  expect([named?.name, await named?.text()]).toEqual(["loadDataset-1", "abc"]);
  expect(asOptions({ hidden: [20], beta: 2 })).toEqual({ hidden: [20], beta: 2 });
});
