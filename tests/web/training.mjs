// A short run of the exact build, for every place that must agree about it: Node, Chromium, and the hash in the repository.

const STEPS = 200;

/**
 * The SHA-256 of the weights after 200 training steps on handwriting.
 * @param {typeof import("../../pkg/simd/vae_lab.js")} engine pkg/simd, initialised
 */
export async function trainedHash(engine) {
  const lab = new engine.Lab(7);
  lab.loadGenerated("handwriting", 0);
  for (let step = 0; step < STEPS; step++) lab.step();
  const file = lab.saveWeights();
  // A safetensors file is the length of its header, the header, and the numbers: only these are hashed.
  const header = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const digest = await crypto.subtle.digest("SHA-256", file.slice(8 + header));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
