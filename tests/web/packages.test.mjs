// What the wasm packages and the site are made of: SIMD instructions, sizes, and nobody else's addresses.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BUILDS, gzipSize, ROOT, siteFiles, wasmPath } from "./files.mjs";

const WASM_LIMIT = 215_000;
const GPU_LIMIT = 230_000;

/** The instructions of a wasm file that match `pattern`, counted. @param {string} build @param {RegExp} pattern */
function instructions(build, pattern) {
  const wasmDis = join(ROOT, "node_modules", ".bin", "wasm-dis");
  const text = execFileSync(wasmDis, ["--all-features", wasmPath(build)], { encoding: "utf8", maxBuffer: 1 << 30 });
  return text.match(pattern)?.length ?? 0;
}

for (const build of BUILDS) {
  test(`the ${build} package multiplies vectors`, () => {
    assert.ok(instructions(build, /\(f32x4\.mul\b/g) > 0);
    assert.ok(instructions(build, /\(v128\.load\b/g) > 0);
  });

  test(`the ${build} package is under ${WASM_LIMIT} bytes after gzip`, () => {
    const size = gzipSize(readFileSync(wasmPath(build)));
    assert.ok(size < WASM_LIMIT, `${size} bytes`);
  });
}

test(`the gpu package is under ${GPU_LIMIT} bytes after gzip`, () => {
  const size = gzipSize(readFileSync(wasmPath("gpu")));
  assert.ok(size < GPU_LIMIT, `${size} bytes`);
});

test("the engine's packages know nothing of WebGPU, so that a browser without it loads nothing for it", () => {
  for (const build of BUILDS) {
    const glue = readFileSync(join(ROOT, "pkg", build, "vae_lab.js"), "utf8");
    assert.doesNotMatch(glue, /GPU|requestAdapter/, build);
  }
});

test("the relaxed package uses relaxed multiply-add", () => {
  assert.ok(instructions("relaxed", /\(f32x4\.relaxed_madd\b/g) > 0);
});

test("the simd package has no relaxed instruction: every browser with SIMD accepts it, and it is exact", () => {
  assert.equal(instructions("simd", /\(\w+\.relaxed_\w+/g), 0);
});

test("the site loads nothing from elsewhere", () => {
  const loads =
    /(?:(?:src|srcset)\s*=\s*["']?|<link[^>]*href\s*=\s*["']?|url\(["']?|import\(?\s*["'`]|fetch\(["'`])(?:https?:)?\/\/[^"'`)\s]+/gi;
  for (const { path, bytes } of siteFiles().filter(({ path }) => /\.(js|css|html|svg)$/.test(path))) {
    assert.deepEqual(bytes.toString("utf8").match(loads) ?? [], [], path);
  }
});
