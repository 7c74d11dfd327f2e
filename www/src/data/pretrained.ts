/**
 * Models that were trained beforehand, by `www/models/make.sh`. They come with the page, and none is fetched before it is
 * asked for. Their cards, beside them, are for people and tests.
 */
import { refusal } from "../run/refusal.ts";

/** The address of each file, by its path. */
const FILES = import.meta.glob<string>("../../models/*.safetensors", {
  query: "?url",
  import: "default",
  eager: true,
});

/** The names of the models. */
export const PRETRAINED: readonly string[] = Object.keys(FILES).flatMap(
  (path) => /([^/]+)\.safetensors$/.exec(path)?.slice(1) ?? [],
);

/** The images that a pretrained model has learned: its name begins with theirs. */
export const trainedOn = (name: string): string => name.split("-")[0] ?? "";

/** Asks for the file of a pretrained model. */
export async function openModel(name: string): Promise<Response> {
  const url = FILES[`../../models/${name}.safetensors`];
  if (!url) throw refusal("model-name", { name, names: PRETRAINED.join(", ") });
  const response = await fetch(url).catch(() => {
    throw refusal("fetch-unreachable", { url });
  });
  if (!response.ok) throw refusal("fetch-status", { url, status: String(response.status) });
  return response;
}

/** The whole of that file. */
export async function readModel(file: Response): Promise<Uint8Array> {
  const bytes = await file.arrayBuffer().catch(() => {
    throw refusal("fetch-unreachable", { url: file.url });
  });
  return new Uint8Array(bytes);
}
