// The part of the bench that runs in the page: contenders in workers of their own.

const BATCH = 128;
const PIXELS = 784;
const HEADER = 16;

/** @type {Map<string, Worker>} */
const workers = new Map();

/** @param {Worker} worker @param {unknown} request @returns {Promise<any>} */
function ask(worker, request) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message || "the worker could not start"));
    worker.postMessage(request);
  });
}

/** The first batches of MNIST's training images, as pixels in [0, 1]. @param {number} count */
async function batches(count) {
  const response = await fetch("../target/mnist/train-images-idx3-ubyte");
  const bytes = new Uint8Array(await response.arrayBuffer(), HEADER);
  const size = BATCH * PIXELS;
  return Array.from({ length: count }, (_, i) =>
    Float32Array.from(bytes.subarray(i * size, (i + 1) * size), (byte) => byte / 255),
  );
}

/** Starts the worker `name` from `url` and lets it warm up. @param {string} name @param {string} url */
export async function open(name, url) {
  const worker = new Worker(new URL(url, import.meta.url), { type: "module", name });
  await ask(worker, { batches: await batches(100) });
  workers.set(name, worker);
  await train(name, 1000);
}

/** Trains `name` for a while: the milliseconds of each step and the last loss. @param {string} name
 * @param {number} milliseconds @returns {Promise<{times: number[], loss: number}>} */
export async function train(name, milliseconds) {
  const worker = workers.get(name);
  if (!worker) throw new Error(`${name} is not open`);
  return ask(worker, { milliseconds });
}

/** @param {string} name */
export function close(name) {
  workers.get(name)?.terminate();
  workers.delete(name);
}
