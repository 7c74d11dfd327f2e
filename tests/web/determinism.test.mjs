// The exact build in Node: a seed fixes every bit of a run.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as engine from "../../pkg/simd/vae_lab.js";
import { TRAINED_HASH, wasmPath } from "./files.mjs";
import { trainedHash } from "./training.mjs";

test("200 training steps in Node give the weights of the repository", async () => {
  engine.initSync({ module: readFileSync(wasmPath("simd")) });
  assert.equal(await trainedHash(engine), TRAINED_HASH);
});
