// A static web server for this machine: `node www/serve.mjs FOLDER PORT`, and `serve` for tests and benches.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
};

/** The file that a request path names below `root`, or undefined.
 * @param {string} root @param {string} path */
function find(root, path) {
  let file = resolve(join(root, normalize(decodeURIComponent(path))));
  if (file !== root && !file.startsWith(root + sep)) return undefined;
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) file = join(file, "index.html");
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/**
 * Serves `folder` below the path `prefix` on 127.0.0.1; port 0 takes any free one.
 * @param {string} folder @param {number} port @param {string} prefix
 * @returns {Promise<{url: string, close: () => void}>} rejects when the port is taken
 */
export function serve(folder, port, prefix = "/") {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = path.startsWith(prefix) ? find(root, path.slice(prefix.length)) : undefined;
    if (!file) {
      response.writeHead(404).end("Not found");
      return;
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*" });
    createReadStream(file).pipe(response);
  });
  return new Promise((done, refuse) => {
    server.once("error", refuse);
    server.listen(port, "127.0.0.1", () => {
      const address = /** @type {import("node:net").AddressInfo} */ (server.address());
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      done({ url: `http://127.0.0.1:${address.port}${prefix}`, close });
    });
  });
}

const [, script = "", folder = "dist", port] = process.argv;
if (import.meta.url === pathToFileURL(script).href) {
  try {
    const { url } = await serve(folder, Number(port));
    console.log(`Serving ${folder} at ${url} (Ctrl+C stops it)`);
  } catch (error) {
    const taken = /** @type {NodeJS.ErrnoException} */ (error).code === "EADDRINUSE";
    console.error(taken ? `Port ${port} is in use.` : `Cannot serve on port ${port}: ${String(error)}`);
    process.exit(1);
  }
}
