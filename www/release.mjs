// Packs the site for those who serve it elsewhere: `node www/release.mjs FOLDER OUT` writes OUT/NAME-VERSION.zip of
// FOLDER, with a SHA256SUMS of the files in it. Beside it lie the lab as one HTML file, its course as a package of SCORM, and
// a SHA256SUMS of these three. The same files give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { zipSync } from "fflate";
import { oneFile } from "./one-file.mjs";
import { scorm } from "./scorm.mjs";

/** The earliest time that a zip can say: when files were written is not part of a release. */
const MTIME = new Date(1980, 0, 1);
const SUMS = "SHA256SUMS";

/** One line, as `sha256sum --check` reads it. @param {string} path @param {Uint8Array} bytes */
const sum = (path, bytes) => `${createHash("sha256").update(bytes).digest("hex")}  ${path}\n`;

const [folder, out] = process.argv.slice(2);
if (!folder || !out) throw new Error("usage: node www/release.mjs FOLDER OUT");
const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const release = `${name}-${version}`;

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  .sort()
  .map((path) => ({ path: path.replaceAll(sep, "/"), bytes: new Uint8Array(readFileSync(join(folder, path))) }));
const sums = files.map(({ path, bytes }) => sum(path, bytes)).join("");
files.push({ path: SUMS, bytes: new TextEncoder().encode(sums) });

/** @param {Record<string, Uint8Array>} files */
const zip = (files) => zipSync(files, { level: 9, mtime: MTIME });

const page = await oneFile(folder);
/** @type {Record<string, Uint8Array>} */
const made = {
  [`${release}.zip`]: zip(Object.fromEntries(files.map(({ path, bytes }) => [`${release}/${path}`, bytes]))),
  [`${release}.html`]: new TextEncoder().encode(page),
  [`${release}-scorm.zip`]: zip(scorm(page, { name, version })),
};
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const [path, bytes] of Object.entries(made)) {
  writeFileSync(join(out, path), bytes);
  console.log(`Packed ${join(out, path)}: ${bytes.length} bytes`);
}
writeFileSync(
  join(out, SUMS),
  Object.entries(made)
    .map(([path, bytes]) => sum(path, bytes))
    .join(""),
);
