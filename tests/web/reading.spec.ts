// How images come to the worker: by address, from disk, packed; and how they do not.
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import type { Source } from "../../www/src/run/protocol.ts";
import { readFiles } from "../../www/src/run/worker/files.ts";
import { Reading } from "../../www/src/run/worker/reading.ts";
import { toldOf } from "../../www/src/run/worker/refused.ts";

const URL_ = "http://data.example/images.gz";
const real = {
  fetch: globalThis.fetch,
  setInterval: globalThis.setInterval,
  unzip: globalThis.DecompressionStream,
  Blob,
};

test.afterEach(() => {
  globalThis.fetch = real.fetch;
  globalThis.setInterval = real.setInterval;
  globalThis.DecompressionStream = real.unzip;
  globalThis.Blob = real.Blob;
});

/** Downloads that are silent, once all before that was taken. */
const silent = new Set<unknown>();

/** Has the network answer with these parts, and end so. */
function serve(parts: readonly Uint8Array[], end: "whole" | "broken" | "silent" = "whole"): void {
  globalThis.fetch = (async (_: unknown, { signal }: RequestInit) => {
    signal?.throwIfAborted();
    const left = [...parts];
    const body = new ReadableStream({
      start: (stream) => signal?.addEventListener("abort", () => stream.error(signal.reason)),
      pull(stream) {
        const part = left.shift();
        if (part) stream.enqueue(part);
        else if (end === "whole") stream.close();
        else if (end === "broken") stream.error(new TypeError("network error"));
        else silent.add(stream);
      },
    });
    return new Response(body);
  }) as typeof fetch;
}

const urls = (...urls: string[]) => ({ kind: "urls", urls }) satisfies Source;
const files = (blob: Blob) => ({ kind: "files", files: [{ name: "my images", blob }] }) satisfies Source;
const read = (source: Parameters<typeof readFiles>[0]) => readFiles(source, new AbortController());

/** Megabytes of zeros, which pack into next to nothing. */
const zeros = (mib: number) => new Blob([gzipSync(new Uint8Array(mib << 20))]);

test("images by address and from disk come unpacked, in parts or whole", async () => {
  const packed = gzipSync(Uint8Array.of(1, 2, 3));
  serve([packed.subarray(0, 5), packed.subarray(5)]);
  expect(await read(urls(URL_))).toEqual({ names: ["images.gz"], bytes: [Uint8Array.of(1, 2, 3)] });
  const plain = new Blob([Uint8Array.of(7, 8)]);
  expect(await read(files(plain))).toEqual({ names: ["my images"], bytes: [Uint8Array.of(7, 8)] });
});

test("what is not packed is held once when it is there: no blob is made of it", async () => {
  const images = new Blob([Uint8Array.of(7, 8)]);
  let blobs = 0;
  globalThis.Blob = class extends real.Blob {
    constructor(...parts: ConstructorParameters<typeof Blob>) {
      super(...parts);
      blobs++;
    }
  };
  serve([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  expect(await read(urls(URL_))).toEqual({ names: ["images.gz"], bytes: [Uint8Array.of(1, 2, 3)] });
  await read(files(images));
  expect(blobs).toBe(0);
});

test("a download that breaks off is refused with its address, whatever came of it", async () => {
  serve([new Uint8Array(100)], "broken");
  await expect(read(urls(URL_))).rejects.toMatchObject({ code: "fetch-unreachable", params: { url: URL_ } });
});

test("a download that stalls is given up, and the other one with it", async () => {
  const clocks: (() => void)[] = [];
  globalThis.setInterval = ((tick: () => void) => clocks.push(tick)) as unknown as typeof setInterval;
  serve([new Uint8Array(40_000)], "silent");
  const other = "http://data.example/labels.gz";
  const reading = read(urls(URL_, other));
  const refused = expect(reading).rejects.toMatchObject({
    code: "fetch-stalled",
    params: { url: URL_, seconds: "30" },
  });
  await expect.poll(() => silent.size).toBe(2);
  // Enough came in the first half minute, nothing in the next.
  for (let times = 0; times < 2; times++) for (const tick of clocks) tick();
  await refused;
});

test("no more is unpacked or fetched than a dataset may have", async () => {
  const tooLarge = { code: "data-too-large", params: { limit: "256" } };
  await expect(read(files(zeros(257)))).rejects.toMatchObject(tooLarge);
  const plain = new Blob([new Uint8Array(1)]);
  Object.defineProperty(plain, "size", { value: 3e9 });
  await expect(read(files(plain))).rejects.toMatchObject(tooLarge);
  const part = new Uint8Array(64 << 20);
  serve([part, part, part, part, Uint8Array.of(1)], "silent");
  await expect(read(urls(URL_))).rejects.toMatchObject(tooLarge);
});

test("a file that cannot be read, or not unpacked, is refused by its name", async () => {
  const gone = new Blob([Uint8Array.of(1)]);
  gone.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotFoundError"));
  await expect(read(files(gone))).rejects.toMatchObject({ code: "file-unreadable", params: { name: "my images" } });
  const cut = new Blob([gzipSync(new Uint8Array(1000)).subarray(0, 20)]);
  await expect(read(files(cut))).rejects.toMatchObject({ code: "gzip-broken", params: { name: "my images" } });
  Reflect.deleteProperty(globalThis, "DecompressionStream");
  await expect(read(files(zeros(1)))).rejects.toMatchObject({ code: "gzip-unsupported" });
});

test("what was read ahead is there when its turn comes; what is asked for later ends a reading", async () => {
  const reading = new Reading();
  let fetched = 0;
  serve([Uint8Array.of(1)]);
  const once = globalThis.fetch;
  globalThis.fetch = (...args) => (fetched++, once(...args));
  await reading.begin(urls(URL_));
  await reading.take(urls(URL_));
  expect(fetched).toBe(1);

  serve([], "silent");
  const first = expect(reading.begin(urls(URL_))).rejects.toMatchObject({ code: "data-superseded" });
  await reading.take({ kind: "generated", name: "noise" });
  await first;
});

test("only a trap of the engine is none to tell of; any other fault is told in words", () => {
  expect(toldOf(new WebAssembly.RuntimeError("unreachable"))).toBeUndefined();
  expect(toldOf({ code: "latent", params: {}, message: "the model's" })?.code).toBe("latent");
  const faults = [new DOMException("gone", "NotFoundError"), new TypeError("z is null"), "odd", undefined];
  expect(faults.map((fault) => toldOf(fault)?.code)).toEqual(["fault", "fault", "fault", "fault"]);
  expect(toldOf(faults[0])?.params).toEqual({ reason: "gone" });
});
