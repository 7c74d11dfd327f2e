/** The texts for teachers, fetched by what they open under “Class” alone. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type ClassTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: ClassTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function classTexts(language: Language): Promise<ClassTexts> {
  return (await TEXTS[language]()).default;
}
