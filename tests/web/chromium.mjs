// The system's Chromium, headless: one place for how it is started.
import { chromium } from "@playwright/test";

export const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless=new", "--no-sandbox"],
};

export const launch = () => chromium.launch(LAUNCH);
