import { serve } from "./serve.ts";

self.addEventListener("message", ({ data: port }: MessageEvent<MessagePort>) => serve(port, () => self.close()));
self.postMessage("ready");
