// Runs a Rust test binary (wasm32-wasip1) in a browser's worker: the few system calls that libtest makes, nothing else.

const SUCCESS = 0;
const BAD_FILE = 8;
const NO_FILE = 44;
const RANDOM_CHUNK = 65536;

class Exit extends Error {
  /** @param {number} code */
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** @param {string[]} args @param {() => WebAssembly.Memory} memory @param {(text: string) => void} print */
function systemCalls(args, memory, print) {
  const view = () => new DataView(memory().buffer);
  const bytes = () => new Uint8Array(memory().buffer);
  const encoded = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  const decoder = new TextDecoder();
  return {
    args_sizes_get(/** @type {number} */ count, /** @type {number} */ size) {
      view().setUint32(count, encoded.length, true);
      view().setUint32(
        size,
        encoded.reduce((sum, arg) => sum + arg.length, 0),
        true,
      );
      return SUCCESS;
    },
    args_get(/** @type {number} */ pointers, /** @type {number} */ buffer) {
      for (const [i, arg] of encoded.entries()) {
        view().setUint32(pointers + 4 * i, buffer, true);
        bytes().set(arg, buffer);
        buffer += arg.length;
      }
      return SUCCESS;
    },
    environ_sizes_get(/** @type {number} */ count, /** @type {number} */ size) {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return SUCCESS;
    },
    environ_get: () => SUCCESS,
    clock_time_get(/** @type {number} */ _clock, /** @type {bigint} */ _precision, /** @type {number} */ out) {
      view().setBigUint64(out, BigInt(Math.round(performance.now() * 1e6)), true);
      return SUCCESS;
    },
    random_get(/** @type {number} */ pointer, /** @type {number} */ length) {
      for (let done = 0; done < length; done += RANDOM_CHUNK) {
        crypto.getRandomValues(bytes().subarray(pointer + done, pointer + Math.min(length, done + RANDOM_CHUNK)));
      }
      return SUCCESS;
    },
    fd_write(
      /** @type {number} */ _file,
      /** @type {number} */ parts,
      /** @type {number} */ count,
      /** @type {number} */ out,
    ) {
      let written = 0;
      for (let i = 0; i < count; i++) {
        const start = view().getUint32(parts + 8 * i, true);
        const length = view().getUint32(parts + 8 * i + 4, true);
        print(decoder.decode(bytes().slice(start, start + length), { stream: true }));
        written += length;
      }
      view().setUint32(out, written, true);
      return SUCCESS;
    },
    fd_prestat_get: () => BAD_FILE,
    fd_prestat_dir_name: () => BAD_FILE,
    path_open: () => NO_FILE,
    path_filestat_get: () => NO_FILE,
    sched_yield: () => SUCCESS,
    proc_exit(/** @type {number} */ code) {
      throw new Exit(code);
    },
  };
}

/** @param {string} url @param {string[]} args @returns {Promise<number>} the exit code */
async function run(url, args) {
  const module = await WebAssembly.compileStreaming(fetch(url));
  /** @type {WebAssembly.Exports} */
  let exports = {};
  const print = (/** @type {string} */ text) => self.postMessage({ text });
  const known = systemCalls(args, () => /** @type {WebAssembly.Memory} */ (exports.memory), print);
  /** @type {Record<string, Record<string, WebAssembly.ImportValue>>} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const call = () => BAD_FILE;
    imports[from] ??= {};
    imports[from][name] = from.startsWith("wasi") ? (known[/** @type {keyof typeof known} */ (name)] ?? call) : call;
  }
  exports = (await WebAssembly.instantiate(module, imports)).exports;
  try {
    /** @type {() => void} */ (exports._start)();
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    print(`${String(error)}\n`);
    return 101;
  }
}

self.addEventListener("message", ({ data: { url, args } }) => {
  void run(url, args).then((code) => self.postMessage({ code }));
});
