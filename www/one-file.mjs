// The lab as one HTML file, which runs from a folder, a stick or a learning platform: scripts, engine and the first
// pretrained model are in it, packed. Larger models are not.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
// Vite brings it: it is what Vite bundles with.
import { rolldown } from "rolldown";

/** What is fetched while the page runs, by the names that files begin with. */
const FETCHED = /^(vae_lab_bg-.*\.wasm|handwriting-2d-.*\.safetensors)$/;

/** The address of a file that stands beside a script. */
const ADDRESS = /new URL\(`([\w.-]+)`,import\.meta\.url\)/g;
/** Browsers let a page from a file have workers, but none that are modules. */
const MODULE_WORKER = /(?<=new Worker\(new URL\([^)]+\)),\{type:`module`\}/;

/** The page's own policy: nothing comes from elsewhere but data that the reader asks for. */
const POLICY = [
  "default-src data: blob:",
  "script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'",
  "worker-src blob:",
  "style-src 'unsafe-inline'",
  "connect-src * data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Unpacks the files of the page, gives each an address, and starts the page's script. */
const START = `
const unpacked = async (element) => {
  const packed = await fetch("data:application/gzip;base64," + element.textContent);
  return new Response(packed.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
};
const elements = [...document.querySelectorAll("script[data-file]")];
const files = await Promise.all(elements.map(async (element) => [element.dataset.file, await unpacked(element)]));
for (const element of elements) element.remove();
// A worker of a page from a file reads no address that the page has made: these hold the files themselves.
const whole = (blob) =>
  new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(blob);
  });
const typeOf = (name) => (name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream");
const text = (name) => new TextDecoder().decode(files.find((file) => file[0] === name)[1]);
const addresses = {};
for (const [name, bytes] of files)
  if (!name.endsWith(".js")) addresses[name] = await whole(new Blob([bytes], { type: typeOf(name) }));
globalThis.fileAddresses = addresses;
const known = "globalThis.fileAddresses=" + JSON.stringify(addresses) + ";";
addresses.WORKER = URL.createObjectURL(new Blob([known, text("worker.js")], { type: "text/javascript" }));
const script = document.createElement("script");
script.type = "module";
script.textContent = text("page.js");
document.body.append(script);
`;

const ENTRY = "\0entry";

/**
 * A script with all that it imports; files have the addresses that START gives them.
 * @param {string} path
 */
async function bundled(path) {
  // An entry that exports nothing can be a script of any kind.
  const entry = {
    name: "entry",
    resolveId: (/** @type {string} */ id) => (id === ENTRY ? id : null),
    load: (/** @type {string} */ id) => (id === ENTRY ? `import ${JSON.stringify(path)};` : null),
  };
  const bundle = await rolldown({ input: ENTRY, plugins: [entry], treeshake: false, logLevel: "silent" });
  const { output } = await bundle.generate({ format: "es", codeSplitting: false, minify: true });
  const [{ code }, ...others] = output;
  if (others.length > 0) throw new Error(`${path} is not in one part`);
  return code.replace(ADDRESS, (_, name) => {
    const known = name.startsWith("worker-") ? "WORKER" : name;
    return `new URL(fileAddresses[${JSON.stringify(known)}]??"file:///${name}")`;
  });
}

/** @param {string} text @param {string | RegExp} from @param {string} to */
function replaced(text, from, to) {
  const result = text.replace(from, () => to);
  if (result === text) throw new Error(`there is no ${from} in it`);
  return result;
}

/**
 * The page of a built folder, as one file.
 * @param {string} folder @returns {Promise<string>}
 */
export async function oneFile(folder) {
  const assets = resolve(folder, "assets");
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const [, page = ""] = /src="\.\/assets\/(index-[\w-]+\.js)"/.exec(html) ?? [];
  const code = await bundled(join(assets, page));
  // Of two scripts of that name one says where the other is.
  const workers = readdirSync(assets).filter((name) => /^worker-.*\.js$/.test(name));
  const [worker = ""] = workers.sort((a, b) => size(join(assets, b)) - size(join(assets, a)));
  /** @type {[string, string | Uint8Array][]} */
  const files = [
    ["page.js", replaced(code, MODULE_WORKER, "")],
    ["worker.js", await bundled(join(assets, worker))],
    ...readdirSync(assets)
      .filter((name) => FETCHED.test(name))
      .map((name) => /** @type {[string, Uint8Array]} */ ([name, readFileSync(join(assets, name))])),
  ];
  const packed = files.map(([name, bytes]) => {
    const base64 = gzipSync(bytes, { level: 9 }).toString("base64");
    return `<script type="application/gzip" data-file="${name}">${base64}</script>\n`;
  });
  const icon = `data:image/svg+xml;base64,${readFileSync(join(folder, "icon.svg")).toString("base64")}`;
  let one = replaced(html, /(?<=http-equiv="Content-Security-Policy" content=")[^"]+/, POLICY);
  // The site itself does not start from a file.
  one = replaced(one, 'location.protocol=="file:"?f("file"):', "");
  one = replaced(one, "./icon.svg", icon);
  one = replaced(one, /<link rel="(alternate|manifest)"[^>]*>\n?|<meta (property|name)="(og|twitter):[^>]*>\n?/g, "");
  one = replaced(one, /<script type="module"[^>]*><\/script>|<link rel="modulepreload"[^>]*>\n?/g, "");
  return replaced(one, "</body>", `${packed.join("")}<script type="module">${START}</script>\n</body>`);
}

/** @param {string} path */
const size = (path) => readFileSync(path).length;
