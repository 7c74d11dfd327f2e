// TensorFlow.js on its WebGPU back-end.
import "@tensorflow/tfjs-backend-webgpu";
import type { Trainer } from "./model.ts";
import { plain } from "./tfjs.ts";

export const tfjsWebGpu = (): Promise<Trainer> => plain("webgpu");
