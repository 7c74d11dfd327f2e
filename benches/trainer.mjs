// What every contender of the bench does in its worker: train for a while and say how long each step took.

/**
 * Answers `{ batches }` with `{ ready: true }`, then `{ milliseconds }` with `{ times, loss }`: the milliseconds of
 * each step and the last loss. What fails is answered with `{ error }`.
 * @param {() => Promise<{ step: (pixels: Float32Array) => number | Promise<number> }>} create
 */
export function serveTrainer(create) {
  /** @type {Float32Array[]} */
  let batches = [];
  /** @type {Awaited<ReturnType<typeof create>>} */
  let trainer;
  let count = 0;

  /** @param {{ batches?: Float32Array[], milliseconds?: number }} request */
  async function answer(request) {
    if (request.batches) {
      batches = request.batches;
      trainer = await create();
      return { ready: true };
    }
    const times = [];
    let loss = Number.NaN;
    const start = performance.now();
    for (let now = start; now - start < (request.milliseconds ?? 0);) {
      const batch = batches[count++ % batches.length];
      if (!batch) throw new Error("there are no batches");
      loss = await trainer.step(batch);
      const end = performance.now();
      times.push(end - now);
      now = end;
    }
    return { times, loss };
  }

  self.addEventListener("message", ({ data }) => {
    void answer(data)
      .catch((error) => ({ error: String(error) }))
      .then((message) => self.postMessage(message));
  });
}
