import type { ToHost } from "../protocol.ts";
import { Server } from "./server.ts";

const server = new Server({ postMessage: (message, transfer) => self.postMessage(message, { transfer }) }, () =>
  self.close(),
);

self.addEventListener("message", ({ data }: MessageEvent<ToHost>) => server.receive(data));
self.postMessage("ready");
