// Packs the site for those who serve it elsewhere: `node www/release.mjs FOLDER OUT` writes OUT/NAME-VERSION.zip of
// FOLDER, with a SHA256SUMS of the files in it, and another beside it for the archive. The same files give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { zipSync } from "fflate";

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

const archive = zipSync(Object.fromEntries(files.map(({ path, bytes }) => [`${release}/${path}`, bytes])), {
  level: 9,
  mtime: MTIME,
});
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
writeFileSync(join(out, `${release}.zip`), archive);
writeFileSync(join(out, SUMS), sum(`${release}.zip`, archive));
console.log(`Packed ${join(out, `${release}.zip`)}: ${files.length} files, ${archive.length} bytes`);
