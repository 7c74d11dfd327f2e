// A proxy that every request of a browser goes through, whoever makes it: page, worker, service worker, link or style.
import { createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";

/** Chromium asks there about the forms of any page; no page can keep it from that. */
const CHROMIUMS_OWN = "content-autofill.googleapis.com:443";

export interface Watch {
  /** For the browser context. */
  proxy: { server: string; bypass: string };
  /** The addresses that were asked for, hosts only where the request was encrypted. */
  asked: string[];
  close(): void;
}

export async function watch(): Promise<Watch> {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    const url = request.url ?? "";
    asked.push(url);
    const upstream = ask(url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on("error", () => response.destroy());
    request.pipe(upstream);
  });
  proxy.on("connect", (request, socket) => {
    if (request.url !== CHROMIUMS_OWN) asked.push(`https://${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const { port } = proxy.address() as AddressInfo;
  const close = () => {
    proxy.close();
    proxy.closeAllConnections();
  };
  // Chromium would not send a machine's own addresses through a proxy.
  return { proxy: { server: `http://127.0.0.1:${port}`, bypass: "<-loopback>" }, asked, close };
}
