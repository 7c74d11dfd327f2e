/** The texts of the panel of codes, fetched with it. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type CodesTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: CodesTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function codesTexts(language: Language): Promise<CodesTexts> {
  return (await TEXTS[language]()).default;
}
