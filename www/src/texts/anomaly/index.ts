/** The texts of the panel of anomalies, fetched with it. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type AnomalyTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: AnomalyTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function anomalyTexts(language: Language): Promise<AnomalyTexts> {
  return (await TEXTS[language]()).default;
}
