/** The texts of the panel of a GAN's players, fetched with it. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type GanTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: GanTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function ganTexts(language: Language): Promise<GanTexts> {
  return (await TEXTS[language]()).default;
}
