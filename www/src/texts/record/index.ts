/** The texts of recording a lesson, fetched by those alone who do. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type RecordTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: RecordTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function recordTexts(language: Language): Promise<RecordTexts> {
  return (await TEXTS[language]()).default;
}
