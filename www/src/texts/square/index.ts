/** The texts of the square of two joint distributions, fetched with it. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type SquareTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: SquareTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function squareTexts(language: Language): Promise<SquareTexts> {
  return (await TEXTS[language]()).default;
}
