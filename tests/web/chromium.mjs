// The system's Chromium, headless: one place for how it is started.
import { chromium } from "@playwright/test";

export const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless=new", "--no-sandbox"],
};

/** With WebGPU on SwiftShader, which is software: the same interface and the same shader compiler as on a real GPU. */
export const GPU_LAUNCH = {
  ...LAUNCH,
  args: [
    ...LAUNCH.args,
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
    // A workgroup's memory is zeroed by a loop of the shader's. By Vulkan's extension SwiftShader stores each zero alone,
    // and compiles a kernel for two seconds in the place of a third of one.
    "--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension",
  ],
};

export const launch = (options = LAUNCH) => chromium.launch(options);
