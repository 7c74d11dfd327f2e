// A web server at the end of a slow line, which all of its answers share, whoever asks: page or worker.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** What hosts compress. */
const PACKED = /^\.(html|js|json|svg|wasm)$/;
/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml", ".wasm": "application/wasm" };
/** Bytes that are sent at a time. */
const PART = 1500;

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Serves `folder` over a line of so many bytes a second, each answer `latency` milliseconds after it was asked for. `sent` has
 * each part by when it went out, `asked` each path; both in milliseconds since the epoch.
 * @param {string} folder @param {{ rate: number, latency: number }} line
 */
export async function serveOverLine(folder, { rate, latency }) {
  /** @type {{ at: number, bytes: number }[]} */
  const sent = [];
  /** @type {{ at: number, path: string, bytes: number, over: number }[]} */
  const asked = [];
  /** @type {{ bytes: Buffer, response: import("node:http").ServerResponse, entry: typeof asked[number] }[]} */
  const queue = [];
  let sending = false;
  let free = 0;

  /** Sends a part of each answer in turn. */
  async function send() {
    if (sending) return;
    sending = true;
    for (let job = queue.shift(); job; job = queue.shift()) {
      const { bytes, response, entry } = job;
      const part = bytes.subarray(0, PART);
      // A timer that is late is made up for.
      free = Math.max(free, Date.now() - 50) + (1000 * part.length) / rate;
      if (free > Date.now()) await pause(free - Date.now());
      response.write(part);
      sent.push({ at: Date.now(), bytes: part.length });
      job.bytes = bytes.subarray(PART);
      if (job.bytes.length > 0) queue.push(job);
      else {
        response.end();
        entry.over = Date.now();
      }
    }
    sending = false;
  }

  /** @type {Map<string, Buffer>} */
  const packed = new Map();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const path = pathname === "/" ? "/index.html" : pathname;
    const type = extname(path);
    if (!packed.has(path)) {
      const file = readFileSync(join(folder, path));
      packed.set(path, PACKED.test(type) ? gzipSync(file, { level: 9 }) : file);
    }
    const bytes = packed.get(path) ?? Buffer.alloc(0);
    const entry = { at: Date.now(), path, bytes: bytes.length, over: Number.NaN };
    asked.push(entry);
    response.setHeader("Content-Type", TYPES[type] ?? "application/octet-stream");
    if (PACKED.test(type)) response.setHeader("Content-Encoding", "gzip");
    void pause(latency).then(() => {
      queue.push({ bytes, response, entry });
      return send();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the server has no port");
  const clear = () => void (sent.length = asked.length = 0);
  return { url: `http://127.0.0.1:${address.port}/`, sent, asked, clear, close: () => server.close() };
}
