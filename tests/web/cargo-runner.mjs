// Cargo's runner for wasm32-wasip1: `cargo test` runs each test binary in a worker of headless Chromium.
import { relative, resolve } from "node:path";
import { serve } from "../../www/serve.mjs";
import { launch } from "./chromium.mjs";
import { ROOT } from "./files.mjs";

const [binary, ...args] = process.argv.slice(2);
if (!binary) throw new Error("no test binary is given");
const server = await serve(ROOT, 0);
const browser = await launch();
const page = await browser.newPage();
await page.goto(`${server.url}tests/web/blank.html`);
await page.exposeFunction("print", (/** @type {string} */ text) => process.stdout.write(text));
const code = await page.evaluate(
  ({ url, args }) =>
    new Promise((done) => {
      const worker = new Worker("wasi.worker.mjs", { type: "module" });
      worker.onmessage = ({ data }) => ("text" in data ? window.print(data.text) : done(data.code));
      worker.onerror = (event) => window.print(`${event.message}\n`).then(() => done(101));
      worker.postMessage({ url, args });
    }),
  { url: `/${relative(ROOT, resolve(binary))}`, args: ["test", ...args] },
);
await browser.close();
server.close();
process.exit(Number(code));
