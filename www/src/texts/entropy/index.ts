/** The texts of the figure of entropy by neighbours, fetched with it. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type EntropyTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: EntropyTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function entropyTexts(language: Language): Promise<EntropyTexts> {
  return (await TEXTS[language]()).default;
}
