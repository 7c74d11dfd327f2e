/** Models that were trained beforehand, by `www/models/make.sh`. They come with the page, and none is fetched before it is shown. */
import { refusal } from "./refusal.ts";

const MODELS: Record<string, URL> = {
  "handwriting-2d": new URL("../models/handwriting-2d.safetensors", import.meta.url),
};

/** The file of a pretrained model. */
export async function fetchModel(name: string): Promise<Uint8Array> {
  const url = MODELS[name];
  if (!url) throw refusal("model-name", { name, names: Object.keys(MODELS).join(", ") });
  const response = await fetch(url).catch(() => {
    throw refusal("fetch-unreachable", { url: url.href });
  });
  if (!response.ok) throw refusal("fetch-status", { url: url.href, status: String(response.status) });
  return new Uint8Array(await response.arrayBuffer());
}
