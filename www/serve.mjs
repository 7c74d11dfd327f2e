// A static web server: `node www/serve.mjs FOLDER PORT [--host]`, and `serve` for tests and benches.
import { createReadStream, realpathSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { extname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream";
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
  ".webmanifest": "application/manifest+json",
};

const LOCAL = "127.0.0.1";
/** Every address of this machine. */
const ANY = "0.0.0.0";

/** The path that a request names, decoded; undefined where it is malformed.
 * @param {string} target */
function pathOf(target) {
  try {
    return decodeURIComponent(new URL(target, "http://localhost").pathname);
  } catch {
    return undefined;
  }
}

/** The file that a path names below `folder`, where links do not lead out of it; undefined where there is none.
 * @param {string} folder @param {string} path */
function find(folder, path) {
  try {
    const root = realpathSync(folder);
    let file = realpathSync(join(root, path));
    if (statSync(file).isDirectory()) file = realpathSync(join(file, "index.html"));
    return file.startsWith(root + sep) && statSync(file).isFile() ? file : undefined;
  } catch {
    // No such file, one that may not be read, or a name that no file can have.
    return undefined;
  }
}

/**
 * Serves `folder` below the path `prefix`; port 0 takes any free one.
 * @param {string} folder @param {number} port @param {string} prefix @param {string} host the address to listen on
 * @returns {Promise<{url: string, close: () => void}>} rejects when the port is taken
 */
export function serve(folder, port, prefix = "/", host = LOCAL) {
  const root = resolve(folder);
  const server = createServer(({ method = "", url = "" }, response) => {
    if (method !== "GET" && method !== "HEAD") {
      response.writeHead(405, { Allow: "GET, HEAD" }).end("Method not allowed");
      return;
    }
    const path = pathOf(url);
    if (path === undefined) {
      response.writeHead(400).end("Bad request");
      return;
    }
    const file = path.startsWith(prefix) ? find(root, path.slice(prefix.length)) : undefined;
    if (!file) {
      response.writeHead(404).end("Not found");
      return;
    }
    const type = TYPES[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*" });
    // A reader that goes, or a file that cannot be read, ends this answer alone.
    pipeline(createReadStream(file), response, () => undefined);
  });
  return new Promise((done, refuse) => {
    server.once("error", refuse);
    server.listen(port, host, () => {
      const address = /** @type {import("node:net").AddressInfo} */ (server.address());
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      done({ url: `http://${LOCAL}:${address.port}${prefix}`, close });
    });
  });
}

/** Of addresses in a network, those that homes and schools have come first: others are often of virtual machines. */
const LIKELY = [/^192\.168\./, /^10\./];

/**
 * The addresses of this machine in its networks, the likeliest first.
 * @param {ReturnType<typeof networkInterfaces>} interfaces
 */
export function addressesOf(interfaces) {
  const rank = (/** @type {string} */ address) => {
    const found = LIKELY.findIndex((pattern) => pattern.test(address));
    return found < 0 ? LIKELY.length : found;
  };
  return Object.values(interfaces)
    .flatMap((cards) => cards ?? [])
    .filter(({ family, internal, address }) => family === "IPv4" && !internal && !address.startsWith("169.254."))
    .map(({ address }) => address)
    .sort((a, b) => rank(a) - rank(b));
}

const [, script = "", folder = "dist", port, ...flags] = process.argv;
if (import.meta.url === pathToFileURL(script).href) {
  const shared = flags.includes("--host");
  try {
    const { url } = await serve(folder, Number(port), "/", shared ? ANY : LOCAL);
    console.log(`Serving ${folder} at ${url} (Ctrl+C stops it)`);
    const [first, ...others] = shared ? addressesOf(networkInterfaces()) : [];
    if (first) console.log(`In your network: ${url.replace(LOCAL, first)}`);
    if (others.length > 0)
      console.log(`If that does not answer: ${others.map((at) => url.replace(LOCAL, at)).join(" ")}`);
    if (shared && !first) console.log("This machine is in no network.");
  } catch (error) {
    const taken = /** @type {NodeJS.ErrnoException} */ (error).code === "EADDRINUSE";
    console.error(taken ? `Port ${port} is in use.` : `Cannot serve on port ${port}: ${String(error)}`);
    process.exit(1);
  }
}
