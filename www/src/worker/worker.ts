import type { FromWorker, Request } from "../protocol.ts";
import { Loop } from "./loop.ts";

const post = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer });
const loop = new Loop(post);

self.addEventListener("message", (event: MessageEvent<Request>) => loop.receive(event.data));
