/** What an element says before anything was fetched for it. */
import { type Language, pickLanguage } from "../i18n/language.ts";
import { fill } from "../i18n/fill.ts";
import en from "../i18n/embed/en.json" with { type: "json" };
import zh from "../i18n/embed/zh.json" with { type: "json" };

const SENTENCES: Record<Language, typeof en> = { en, zh };

/** The language tag of an element: its own, that of the page around it, or the browser's. */
export function tagOf(element: HTMLElement): string {
  return element.closest<HTMLElement>("[lang]:not([lang=''])")?.lang ?? navigator.language;
}

export function sentence(
  element: HTMLElement,
  key: keyof typeof en,
  params: Readonly<Record<string, string>> = {},
): string {
  return fill(SENTENCES[pickLanguage([tagOf(element)])][key], params);
}
