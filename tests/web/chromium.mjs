// The system's Chromium, headless: one place for how it is started.
import { chromium } from "@playwright/test";

export const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless=new", "--no-sandbox"],
};

/** With WebGPU on SwiftShader, which is software: the same interface and the same shader compiler as on a real GPU. */
export const GPU_LAUNCH = {
  ...LAUNCH,
  args: [...LAUNCH.args, "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"],
};

export const launch = (options = LAUNCH) => chromium.launch(options);
