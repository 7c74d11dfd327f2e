/** The far end of a wire: a run that does what is asked for there, until it is told that nobody asks any more. */
import type { Request } from "../protocol.ts";
import { Loop } from "./loop.ts";

/** `panicked` is called where the engine cannot be trusted any more. */
export function serve(port: MessagePort, panicked: () => void = () => undefined): void {
  const loop = new Loop((message, transfer = []) => port.postMessage(message, transfer), panicked);
  port.onmessage = ({ data: request }: MessageEvent<Request | null>) => {
    if (request) return loop.receive(request);
    port.close();
    void loop.close();
  };
}
