/** Films the plane while the model trains. */
import type { Paint } from "../draw/canvas.ts";

const FRAMES_A_SECOND = 12;
const BITS_A_SECOND = 6_000_000;
/** The formats that browsers can write, the best first. */
const TYPES = ["video/webm;codecs=vp9", "video/webm", "video/mp4"];

export interface Film {
  blob: Blob;
  /** The file's ending. */
  ending: string;
}

export class Recording {
  #canvas = document.createElement("canvas");
  #parts: Blob[] = [];
  #recorder: MediaRecorder;
  #timer: ReturnType<typeof setInterval>;

  /** Whether this browser can film at all. */
  static get possible(): boolean {
    return typeof MediaRecorder === "function" && TYPES.some((type) => MediaRecorder.isTypeSupported(type));
  }

  /** Begins to film what `paint` draws, in an area of that size. */
  constructor(paint: () => Paint | undefined, width: number, height: number) {
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = this.#canvas.getContext("2d") as CanvasRenderingContext2D;
    const draw = () => {
      context.clearRect(0, 0, width, height);
      paint()?.(context, width, height);
    };
    draw();
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
    this.#recorder = new MediaRecorder(this.#canvas.captureStream(FRAMES_A_SECOND), {
      mimeType,
      videoBitsPerSecond: BITS_A_SECOND,
    });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#parts.push(data));
    this.#recorder.start(1000);
    this.#timer = setInterval(draw, 1000 / FRAMES_A_SECOND);
  }

  /** Ends the film. */
  stop(): Promise<Film> {
    clearInterval(this.#timer);
    const type = this.#recorder.mimeType;
    return new Promise((resolve) => {
      this.#recorder.addEventListener("stop", () => {
        for (const track of this.#recorder.stream.getTracks()) track.stop();
        resolve({ blob: new Blob(this.#parts, { type }), ending: type.includes("mp4") ? "mp4" : "webm" });
      });
      this.#recorder.stop();
    });
  }
}
