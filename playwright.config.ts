import { defineConfig } from "@playwright/test";

// The system's Chromium: Playwright's own download is not needed.
const chromium = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless=new", "--no-sandbox"],
};

export default defineConfig({
  testDir: "tests",
  testMatch: ["web/**/*.spec.ts", "e2e/**/*.spec.ts"],
  outputDir: "target/test-results",
  // One at a time: the tests watch a page that trains, and two of them would starve each other.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  forbidOnly: !!process.env.CI,
  use: {
    browserName: "chromium",
    headless: true,
    launchOptions: chromium,
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
  },
});
