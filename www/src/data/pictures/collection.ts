/** The pictures that a reader has chosen, as far as they are read. */
import { computed, signal } from "@lit-labs/preact-signals";
import { classesOf } from "./classes.ts";
import { decode } from "./decode.ts";
import { type Gathered, inOrder } from "./gather.ts";
import type { Picture } from "./shape.ts";

/** Pictures of a dataset: each takes some 16 kB until its side is chosen. */
export const MOST_PICTURES = 5000;

/** Pictures decoded at a time: each may take hundreds of megabytes for a moment. */
const AT_ONCE = 3;

/** The folder in which the camera's pictures would lie. */
const CAMERA = "camera";

/** Why files are left out. */
export const REASONS = ["format", "broken", "large", "beyond"] as const;
export type Reason = (typeof REASONS)[number];

export interface Named extends Picture {
  path: string;
}

export interface LeftOut {
  path: string;
  reason: Reason;
}

export class Collection {
  /** In the order of their paths. */
  readonly pictures = signal<readonly Named[]>([]);
  readonly leftOut = signal<readonly LeftOut[]>([]);
  /** How many of the pictures were decoded, while some still are. */
  readonly progress = signal<{ done: number; total: number } | undefined>(undefined);
  readonly classes = computed(() => classesOf(this.pictures.value.map(({ path }) => path)));
  /** Those of the camera among them, in the order in which they were taken. */
  readonly taken = signal<readonly Named[]>([]);
  #ended = false;

  constructor(private readonly read = decode) {}

  /** Adds files to those that there are. */
  async add({ pictures, others }: Gathered): Promise<void> {
    const room = MOST_PICTURES - this.pictures.peek().length;
    const fit = pictures.slice(0, room);
    const leftOut: LeftOut[] = [
      ...others.map((path) => ({ path, reason: "format" }) as const),
      ...pictures.slice(room).map(({ path }) => ({ path, reason: "beyond" }) as const),
    ];
    const read: Named[] = [];
    let [next, done] = [0, 0];
    const work = async () => {
      for (let found = fit[next++]; found && !this.#ended; found = fit[next++]) {
        this.progress.value = { done: ++done, total: fit.length };
        const picture = await this.read(found.file);
        if (typeof picture === "string") leftOut.push({ path: found.path, reason: picture });
        else read.push({ path: found.path, ...picture });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.progress.value = undefined;
    this.pictures.value = [...this.pictures.peek(), ...read].sort(byPath);
    this.leftOut.value = [...this.leftOut.peek(), ...leftOut].sort(byPath);
  }

  /** Adds a picture of the camera, of a class or of none. */
  take(name: string, picture: Picture): void {
    const taken = this.taken.peek();
    // A name is that of one folder.
    const folders = [CAMERA, name.replaceAll("/", " ").trim()].filter(Boolean);
    const last = { path: [...folders, taken.length + 1].join("/"), ...picture };
    this.taken.value = [...taken, last];
    this.pictures.value = [...this.pictures.peek(), last].sort(byPath);
  }

  /** Takes back the last picture of the camera. */
  takeBack(): void {
    const last = this.taken.peek().at(-1);
    this.taken.value = this.taken.peek().slice(0, -1);
    this.pictures.value = this.pictures.peek().filter((picture) => picture !== last);
  }

  /** Nobody waits for the pictures any more. */
  end(): void {
    this.#ended = true;
  }
}

const byPath = (a: { path: string }, b: { path: string }) => inOrder(a.path, b.path);
