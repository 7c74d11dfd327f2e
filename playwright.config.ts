import { defineConfig } from "@playwright/test";
import { LAUNCH } from "./tests/web/chromium.mjs";

const GPU = ["e2e/*gpu*.spec.ts", "web/ops.spec.ts"];

export default defineConfig({
  testDir: "tests",
  // The same on every machine: the pictures are compared without regard to fonts.
  snapshotPathTemplate: "tests/e2e/looks/{arg}{ext}",
  testMatch: ["web/**/*.spec.ts", "e2e/**/*.spec.ts", "npm/*.spec.ts"],
  // What is built for minutes is among the slow tests.
  testIgnore: process.env.HOSTS ? [] : ["npm/hosts.spec.ts"],
  outputDir: "target/test-results",
  // Two files at a time, of which one may need a GPU: software draws on both cores of a small machine.
  workers: 2,
  projects: [
    { name: "gpu", testMatch: GPU, workers: 1 },
    { name: "page", testIgnore: GPU },
  ],
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  forbidOnly: !!process.env.CI,
  use: {
    browserName: "chromium",
    headless: true,
    // Without a process of its own for drawing, which nothing here needs, a page takes a seventh less time.
    launchOptions: { ...LAUNCH, args: [...LAUNCH.args, "--in-process-gpu"] },
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
    // A service worker's requests cannot be answered by a test; `offline.spec.ts` has one.
    serviceWorkers: "block",
  },
});
