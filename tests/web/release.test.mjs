// What `./build.sh release` hands out: the whole site, with checksums that hold, and the same bytes for the same files.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { unzipSync } from "fflate";
import { ROOT, siteFiles } from "./files.mjs";
import { COURSE } from "./own-lessons.mjs";

/** @param {string} path */
const read = (path) => readFileSync(join(ROOT, path), "utf8");

const VERSION = /^version = "(.+)"$/m.exec(read("Cargo.toml"))?.[1];
const RELEASE = `vae-lab-${VERSION}`;

/** @type {string} */
let folder;
/** @type {Map<string, Uint8Array>} */
let packed;

/** Packs the built site into a folder of this test. @param {string} name @param {string} zone where the machine thinks it is */
function pack(name, zone) {
  const out = join(folder, name);
  const env = { ...process.env, TZ: zone };
  execFileSync(process.execPath, [join(ROOT, "www/release.mjs"), join(ROOT, "dist"), out], { env });
  return out;
}

/** The lines of a SHA256SUMS, each a name with its sum. @param {string | Uint8Array} text */
function sums(text) {
  const lines = Buffer.from(text).toString("utf8").trimEnd().split("\n");
  return new Map(
    lines.map((line) => {
      const [sum, name] = line.split("  ");
      return [name, sum];
    }),
  );
}

/** @param {Uint8Array} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

before(() => {
  folder = mkdtempSync(join(tmpdir(), "vae-lab-"));
  packed = new Map(Object.entries(unzipSync(readFileSync(join(pack("one", "UTC"), `${RELEASE}.zip`)))));
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("every file that names the version names the crate's", () => {
  const lock = JSON.parse(read("package-lock.json"));
  const named = {
    "package.json": JSON.parse(read("package.json")).version,
    "package-lock.json": lock.version,
    "package-lock.json, packages": lock.packages[""].version,
    "CITATION.cff": /^version: (.+)$/m.exec(read("CITATION.cff"))?.[1],
    "CHANGELOG.md": /^## \[(.+?)\]/m.exec(read("CHANGELOG.md"))?.[1],
  };
  for (const [file, version] of Object.entries(named)) assert.equal(version, VERSION, file);
});

test("the release is the whole site in a folder that says the version, with a README and the licence", () => {
  const site = siteFiles().map(({ path, bytes }) => ({ name: relative(join(ROOT, "dist"), path), bytes }));
  assert.deepEqual(
    [...packed.keys()].sort(),
    [...site.map(({ name }) => name), "SHA256SUMS"].map((name) => `${RELEASE}/${name}`).sort(),
  );
  for (const { name, bytes } of site) assert.ok(bytes.equals(packed.get(`${RELEASE}/${name}`) ?? Buffer.of()), name);
  for (const name of ["index.html", "README.md", "LICENSE"]) assert.ok(packed.has(`${RELEASE}/${name}`), name);
});

test("every file in it has its sum, and so has what is handed out", () => {
  const inside = sums(packed.get(`${RELEASE}/SHA256SUMS`) ?? "");
  assert.equal(inside.size, packed.size - 1);
  for (const [name, sum] of inside) assert.equal(sha256(packed.get(`${RELEASE}/${name}`) ?? Buffer.of()), sum, name);
  const beside = sums(readFileSync(join(folder, "one", "SHA256SUMS")));
  const handed = [".zip", ".html", "-scorm.zip"].map((ending) => RELEASE + ending);
  const sumOf = (/** @type {string} */ name) => sha256(readFileSync(join(folder, "one", name)));
  assert.deepEqual(beside, new Map(handed.map((name) => [name, sumOf(name)])));
});

test("one HTML file is under 2 MB", () => {
  const { length } = readFileSync(join(folder, "one", `${RELEASE}.html`));
  assert.ok(length < 2_000_000, `${length} bytes`);
});

test("the package of SCORM has a manifest of every lesson of the course, in the course's order, and the page", () => {
  const scorm = unzipSync(readFileSync(join(folder, "one", `${RELEASE}-scorm.zip`)));
  assert.deepEqual(Object.keys(scorm).sort(), ["imsmanifest.xml", "index.html"]);
  const manifest = Buffer.from(scorm["imsmanifest.xml"] ?? "").toString();
  const items = [...manifest.matchAll(/parameters="\?lesson=([\w-]+)"/g)].map(([, name]) => name);
  assert.deepEqual(new Set(items), new Set(COURSE.map(({ name }) => name)));
  assert.equal(items[0], "codes");
  assert.match(manifest, /<schemaversion>1\.2</);
});

test("the same files give the same bytes, wherever they are packed", () => {
  const again = pack("two", "Asia/Shanghai");
  for (const name of readdirSync(again)) {
    assert.ok(readFileSync(join(again, name)).equals(readFileSync(join(folder, "one", name))), name);
  }
});

for (const [args, sentence] of /** @type {const} */ ([
  [["release", "now"], "'release' takes no argument.\n"],
  [["publish"], "Unknown command 'publish': './build.sh --help' lists the commands.\n"],
])) {
  test(`./build.sh ${args.join(" ")} is refused with one sentence`, () => {
    const { status, stdout, stderr } = spawnSync(join(ROOT, "build.sh"), args, { encoding: "utf8" });
    assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: "", stderr: sentence });
  });
}
