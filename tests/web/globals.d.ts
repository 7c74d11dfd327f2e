// What the test and bench pages hang on `window` for the scripts that drive them.
interface Window {
  print(text: string): Promise<void>;
  bench: typeof import("../../benches/browser.mjs");
}

// WebGPU's flags, which TypeScript's own library leaves out.
declare const GPUBufferUsage: Record<"MAP_READ" | "COPY_SRC" | "COPY_DST" | "STORAGE", number>;
declare const GPUMapMode: Record<"READ", number>;
declare const GPUShaderStage: Record<"COMPUTE", number>;
