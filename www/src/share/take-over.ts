/** Brings a lab that is open to what a link says; fetched when it is wanted. */
import { PRESETS, presetData } from "../run/options/presets.ts";
import { readOptions } from "../run/options/read.ts";
import { asRefusal } from "../run/refusal.ts";
import { asSource, sameSource } from "../run/source.ts";
import type { LabStore } from "../store/lab-store.ts";
import { readParts, shareTexts } from "./address.ts";

/** Brings a lab to the state that a link gives. */
export async function takeOver(store: LabStore, link: string): Promise<void> {
  const texts = shareTexts(link);
  if (texts) await takeTexts(store, texts);
}

/** The same, of the texts that such a link has. */
export async function takeTexts(store: LabStore, texts: Readonly<Record<string, string>>): Promise<void> {
  const { specs, dataset } = store.state.value;
  const preset = PRESETS.find(({ key }) => key === texts["preset"]) ?? PRESETS[0];
  const data = texts["data"] ?? (preset && presetData(preset, dataset?.name ?? ""));
  if (data !== undefined) await takeData(store, data).catch((reason: unknown) => store.run.fail(asRefusal(reason)));
  const seed = specs.filter(({ key }) => key === "seed").map((spec) => [spec.key, spec.default] as const);
  const options = readOptions(specs, { preset: preset?.key ?? "", ...texts });
  const refused = await store.run.tryOptions({ ...Object.fromEntries(seed), ...options });
  readParts(store, texts, refused);
}

async function takeData({ run }: LabStore, data: string): Promise<void> {
  const source = asSource(data);
  if (!sameSource(source, run.beginning.source)) await run.loadDataset(source);
}
