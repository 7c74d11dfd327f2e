/** Projects of tests that have packages of their own. */
import { execFile } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../web/files.mjs";

const run = promisify(execFile);

/** Copies a project's files, installs its packages, again only when their lock file has changed, and the built site as one. */
export async function install(from: string, project: string): Promise<void> {
  await cp(from, project, { recursive: true });
  const [lock, installed] = ["package-lock.json", "node_modules/.installed-lock"].map((path) => join(project, path));
  const text = await readFile(lock!, "utf8");
  if (text !== (await readFile(installed!, "utf8").catch(() => ""))) {
    await run("npm", ["ci", "--include=dev", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: project });
    await writeFile(installed!, text);
  }
  await rm(join(project, "node_modules/vae-lab"), { recursive: true, force: true });
  await cp(join(ROOT, "dist"), join(project, "node_modules/vae-lab"), { recursive: true });
}
