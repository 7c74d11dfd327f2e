// What linters of packages say of the package, as JSON: `node linted.mjs PACKED`, of the folder and of what npm packed.
import { readFile } from "node:fs/promises";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/** A package of modules alone is none for CommonJS, nor has it entries where `exports` is not known. */
const ELSEWHERE = ["node10", "node16-cjs"];

const { messages, pkg } = await publint({ pkgDir: "node_modules/vae-lab", strict: true, pack: false });
const packed = new Uint8Array(await readFile(process.argv[2]));
const { entrypoints, problems } = await checkPackage(createPackageFromTarballData(packed));
const said = {
  messages: messages.map((message) => formatMessage(message, pkg)),
  problems: problems.filter(({ resolutionKind }) => !ELSEWHERE.includes(resolutionKind)),
  entries: Object.keys(entrypoints),
};
console.log(JSON.stringify(said));
