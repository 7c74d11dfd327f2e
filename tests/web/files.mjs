// What the build wrote, for the tests that look at its files.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The binaries that hold the engine; `gpu` only trains, in the place of one of them. */
export const BUILDS = /** @type {const} */ (["simd", "relaxed"]);

/** @param {string} build */
export const wasmPath = (build) => join(ROOT, "pkg", build, "vae_lab_bg.wasm");

/** Every file below dist/ with its bytes. */
export function siteFiles() {
  const folder = join(ROOT, "dist");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, bytes: readFileSync(path) };
    });
}

/** @param {Uint8Array} bytes */
export const gzipSize = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** What 200 training steps of the exact build give, wherever they are made; see training.mjs. */
export const TRAINED_HASH = readFileSync(join(ROOT, "tests/web/weights.sha256"), "utf8").trim();
