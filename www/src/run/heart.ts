/** Whether a worker lives: it answers a beat now and then, or has said that it is at work which takes long. */

const BEAT_MS = 2000;
/** A worker that stays silent for this many beats is taken for dead. */
const PATIENCE = 4;
/** One that said that it is busy may be silent for as long as this: no part of a step takes five minutes. */
const BUSY_PATIENCE = 150;

export class Heart {
  #silent = 0;
  #patience = PATIENCE;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly beat: () => void,
    private readonly died: () => void,
  ) {}

  /** The worker said something. One that is still being fetched has no heart yet. */
  heard(busy: boolean): void {
    this.#silent = 0;
    this.#patience = busy ? BUSY_PATIENCE : PATIENCE;
    // Beats are counted, not clocked: a page may have slept.
    this.#clock ??= setInterval(() => (++this.#silent > this.#patience ? this.died() : this.beat()), BEAT_MS);
  }

  stop(): void {
    clearInterval(this.#clock);
  }
}
