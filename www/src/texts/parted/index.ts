/** The texts of the KL in two parts, fetched with it. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type PartedTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: PartedTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function partedTexts(language: Language): Promise<PartedTexts> {
  return (await TEXTS[language]()).default;
}
