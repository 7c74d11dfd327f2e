/** Datasets: made by the engine, or read from disk or by address and unpacked where they are gzipped. */
import type { DatasetInfo, Source } from "../protocol.ts";
import { refusal } from "./refused.ts";
import type { Lab } from "./wasm.ts";

/** The seed of what the engine makes: the same for every run, so that held-out figures can be compared. */
const DATA_SEED = 0;

interface Files {
  names: string[];
  bytes: Uint8Array[];
}

/** Fetches what a dataset is made of; the answer has a Lab take it. */
export async function loader(source: Source): Promise<(lab: Lab) => DatasetInfo> {
  switch (source.kind) {
    case "generated":
      return (lab) => lab.loadGenerated(source.name, DATA_SEED);
    default: {
      const { names, bytes } = await readFiles(source);
      return (lab) => lab.loadIdx(names, bytes);
    }
  }
}

async function readFiles(source: Exclude<Source, { kind: "generated" }>): Promise<Files> {
  const files = source.kind === "files" ? source.files : await Promise.all(source.urls.map(fetchFile));
  return {
    names: files.map((file) => file.name),
    bytes: await Promise.all(files.map(({ name, blob }) => unpack(name, blob))),
  };
}

async function fetchFile(url: string): Promise<{ name: string; blob: Blob }> {
  const response = await fetch(url).catch(() => {
    throw refusal("fetch-unreachable", { url });
  });
  if (!response.ok) throw refusal("fetch-status", { url, status: String(response.status) });
  return { name: new URL(url).pathname.split("/").pop() || url, blob: await response.blob() };
}

/** The first two bytes tell gzip apart, whatever the file is called. */
async function unpack(name: string, blob: Blob): Promise<Uint8Array> {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return new Uint8Array(await blob.arrayBuffer());
  const plain = blob.stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch {
    throw refusal("gzip-broken", { name });
  }
}
