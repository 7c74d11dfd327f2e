// The picture in the README, from a real run: after ./build.sh, `node www/picture.mjs [SECONDS]`.
import { join } from "node:path";
import { launch } from "../tests/web/chromium.mjs";
import { ROOT } from "../tests/web/files.mjs";
import { serve } from "./serve.mjs";

const PICTURE = join(ROOT, "www", "picture.png");
const seconds = Number(process.argv[2] ?? 60);

const server = await serve(join(ROOT, "dist"), 0);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB", colorScheme: "light" });
await page.addInitScript(() => localStorage.setItem("vae-lab.guided", "yes"));
await page.goto(server.url);
await page.getByRole("button", { name: "Train", exact: true }).click();
await page.waitForTimeout(seconds * 1000);
const pin = page.getByRole("slider", { name: "Pin", exact: true });
await pin.press("Shift+ArrowLeft");
await page.waitForTimeout(500);
// It is still training: the speed in the picture is that of the run.
await page.screenshot({ path: PICTURE });
await browser.close();
server.close();
console.log(`Wrote ${PICTURE}`);
