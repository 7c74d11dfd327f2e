/** The texts of the figure of two clouds, fetched with it. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type CloudsTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: CloudsTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function cloudsTexts(language: Language): Promise<CloudsTexts> {
  return (await TEXTS[language]()).default;
}
