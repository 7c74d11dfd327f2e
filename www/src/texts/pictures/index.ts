/** The texts of taking in pictures, fetched by those alone who do. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type PicturesTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: PicturesTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function picturesTexts(language: Language): Promise<PicturesTexts> {
  return (await TEXTS[language]()).default;
}
