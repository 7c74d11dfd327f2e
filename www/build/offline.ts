import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";
import { isOfPackage } from "./npm/package.ts";
import { CARD } from "./pages.ts";

const WORKER = "sw.js";

/** Tells the service worker which files there are, and names the build after what is in them. */
export const offline: Plugin = {
  name: "offline",
  writeBundle({ dir = "" }) {
    const files = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(dir, join(parentPath, name)).replaceAll(sep, "/"))
      .filter((file) => file !== CARD && !isOfPackage(file))
      .sort();
    const hash = createHash("sha256");
    for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(dir, file)));
    const known = {
      BUILD: hash.digest("hex").slice(0, 12),
      FILES: files.filter((file) => file !== WORKER),
    };
    const said = Object.entries(known).map(([name, value]) => `const ${name}=${JSON.stringify(value)};`);
    writeFileSync(join(dir, WORKER), said.join("") + readFileSync(join(dir, WORKER), "utf8"));
  },
};
