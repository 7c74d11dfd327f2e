/** The texts of the gallery and of the builder, fetched by those alone. */
import type { Language } from "../language.ts";
import type en from "./en.json";

export type GalleryTexts = typeof en;

const TEXTS: Record<Language, () => Promise<{ default: GalleryTexts }>> = {
  en: () => import("./en.json", { with: { type: "json" } }),
  zh: () => import("./zh.json", { with: { type: "json" } }),
};

export async function galleryTexts(language: Language): Promise<GalleryTexts> {
  return (await TEXTS[language]()).default;
}
