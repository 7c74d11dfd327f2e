// What a Python script says of a folder of cases: an object a line.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { ROOT } from "./files.mjs";

export function byPython(script: string, folder: string) {
  const { stdout, stderr } = spawnSync("python3", ["-B", join(ROOT, script), folder], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
