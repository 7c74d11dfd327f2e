/** The texts of the sweep of dimensions, fetched with it. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type SweepTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: SweepTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function sweepTexts(language: Language): Promise<SweepTexts> {
  return (await TEXTS[language]()).default;
}
