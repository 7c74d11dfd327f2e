/**
 * The service worker: keeps the site's files, so that the page opens without a network. It knows one build, whose name
 * and files the site's build writes before this code. A newer build's worker waits until no page of the old one is
 * open: until then an old page finds its files here, even if the server has them no more.
 */

/** Which build this is. */
declare const BUILD: string;
/** Every file of the site by its path, such as `assets/index-1a2b3c4d.js`. */
declare const FILES: readonly string[];

// The part of the worker's global scope that is used here; the types of pages lack it.
interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface MessageEvent extends LastingEvent {
  data: readonly string[];
}
interface FetchEvent extends LastingEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listener: (event: LastingEvent) => void): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
}
const worker = self as unknown as Scope;

const { scope } = worker.registration;
// Caches belong to the whole origin, where other folders may hold other builds.
const OURS = `vae-lab ${scope} `;
const CACHE = OURS + BUILD;
/** The page under its folder's address: some hosts redirect a request for its name. */
const PAGE = "index.html";
const addressOf = (file: string) => (file === PAGE ? scope : scope + file);
/** Their names have a hash of what is in them: they never change. */
const unchanging = (file: string) => file.startsWith("assets/");
/** All that the page is made of; a pretrained model is kept when it is used. */
const needed = FILES.filter((file) => !file.endsWith(".safetensors"));

/** The file of the site that an address names, if it is one. */
function fileAt(url: string): string | undefined {
  const [address = ""] = url.split(/[?#]/);
  const file = address.startsWith(scope) ? address.slice(scope.length) || PAGE : "";
  return FILES.includes(file) ? file : undefined;
}

/** The `Content-Type` of each kind of file; hosts that know no type for one say none, or that it is bytes. */
const TYPES: Readonly<Record<string, RegExp>> = {
  html: /html/,
  js: /(java|ecma)script/,
  svg: /svg/,
  png: /png/,
  webmanifest: /^$|json|manifest|octet-stream|text/,
  wasm: /^$|wasm|octet-stream/,
  safetensors: /^$|safetensors|octet-stream/,
};

/** Whether a response is the file: many hosts answer with a page, and no error, for what they do not have. */
function fits(file: string, { ok, headers }: Response): boolean {
  const type = TYPES[file.slice(file.lastIndexOf(".") + 1)];
  return ok && (!type || type.test(headers.get("Content-Type") ?? ""));
}

const cache = () => caches.open(CACHE);

/** The copy; one that is not the file is dropped. */
async function kept(file: string): Promise<Response | undefined> {
  const copy = await (await cache()).match(addressOf(file), { ignoreVary: true });
  if (!copy || fits(file, copy)) return copy;
  await drop(file);
  return undefined;
}

const drop = async (file: string) => (await cache()).delete(addressOf(file), { ignoreVary: true });

async function keep(file: string, response: Response): Promise<void> {
  if (!fits(file, response)) throw new Error(`${file}: ${response.status} ${response.headers.get("Content-Type")}`);
  // Browsers refuse to open a page with a response that says that it was redirected.
  const copy = response.redirected ? new Response(response.body, { headers: response.headers }) : response;
  await (await cache()).put(addressOf(file), copy);
}

/** Caches the files that are not cached yet, one after the other, in the background. */
async function keepAll(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (await kept(file)) continue;
    const response = await fetch(addressOf(file), { cache: unchanging(file) ? "default" : "no-cache" });
    // The browser's own cache may have what is not the file.
    await keep(file, fits(file, response) ? response : await fetch(addressOf(file), { cache: "reload" }));
  }
}

/** A file that never changes: the copy, or what is copied now. Who asks past all caches has found the copy bad. */
async function copyOf(file: string, event: FetchEvent): Promise<Response> {
  if (event.request.cache === "reload") await drop(file).catch(() => undefined);
  // Where the browser has lost or refuses its storage, the network has the file still.
  const copy = await kept(file).catch(() => undefined);
  if (copy) return copy;
  const response = await fetch(event.request);
  event.waitUntil(keep(file, response.clone()).catch(() => undefined));
  return response;
}

/** Any other file: the newest where there is a network, since a page names the files of its own build. */
function newest(file: string, event: FetchEvent): Promise<Response> {
  return fetch(event.request).catch(async (unreachable) => {
    const copy = await kept(file);
    if (!copy) throw unreachable;
    return copy;
  });
}

worker.addEventListener("install", (event) => event.waitUntil(keepAll(needed)));

worker.addEventListener("activate", (event) => {
  const forget = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(forget());
});

// A page says what it has loaded before it had a worker.
worker.addEventListener("message", (event) => {
  const files = event.data.map(fileAt).filter((file) => file !== undefined);
  event.waitUntil(keepAll(files));
});

worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const file = method === "GET" ? fileAt(url) : undefined;
  if (file !== undefined) event.respondWith(unchanging(file) ? copyOf(file, event) : newest(file, event));
});

export {};
