/**
 * Models that were trained beforehand, by `www/models/make.sh`, each with a card. They come with the page, and none is
 * fetched before it is asked for.
 */
import type { Options } from "../run/protocol.ts";
import { refusal } from "../run/refusal.ts";

/** The description of a pretrained model. */
export interface Card {
  /** The images that it was trained on. */
  data: "handwriting" | "mnist";
  /** Its name in files of weights: `vae` or `ae`. */
  model: string;
  /** With its seed. */
  options: Options;
  /** Means over all held-out images, in nats: the loss is −ELBO, and of a plain autoencoder the reconstruction alone. */
  heldOut: { loss: number; recon: number; kl: number };
  /** The command that trained it. */
  command: string;
}

/** The address of each file, by its path: a model is there when its two files are. */
const FILES = import.meta.glob<string>("../../models/*.{safetensors,json}", {
  query: "?url",
  import: "default",
  eager: true,
});

/** The names of the models. */
export const PRETRAINED: readonly string[] = Object.keys(FILES).flatMap(
  (path) => /([^/]+)\.safetensors$/.exec(path)?.slice(1) ?? [],
);

/** The file of a pretrained model. */
export async function fetchModel(name: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetchFile(name, "safetensors")).arrayBuffer());
}

/** The card of a pretrained model. */
export async function fetchCard(name: string): Promise<Card> {
  return (await fetchFile(name, "json")).json() as Promise<Card>;
}

async function fetchFile(name: string, extension: "safetensors" | "json"): Promise<Response> {
  const file = FILES[`../../models/${name}.${extension}`];
  if (!PRETRAINED.includes(name) || !file) throw refusal("model-name", { name, names: PRETRAINED.join(", ") });
  const url = new URL(file, import.meta.url).href;
  const response = await fetch(url).catch(() => {
    throw refusal("fetch-unreachable", { url });
  });
  if (!response.ok) throw refusal("fetch-status", { url, status: String(response.status) });
  return response;
}
