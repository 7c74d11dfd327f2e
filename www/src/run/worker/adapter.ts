/** Whether this browser has a GPU to compute on: asked before anything is loaded for it. */

export interface Adapter {
  name: string;
  /** A processor in the guise of a GPU, such as SwiftShader. */
  software: boolean;
}

/** Some browsers never answer; then there is none. */
const PATIENCE_MS = 2000;
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

/** Nothing where there is no WebGPU, and where it refuses, fails or does not answer. */
export async function findAdapter(): Promise<Adapter | undefined> {
  try {
    const adapter = await Promise.race([navigator.gpu.requestAdapter(), silence(PATIENCE_MS)]);
    if (!adapter) return undefined;
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    const name = description || [vendor, architecture].filter(Boolean).join(" ") || "GPU";
    return { name, software: isFallbackAdapter || SOFTWARE.test(name) };
  } catch {
    return undefined;
  }
}

function silence(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
