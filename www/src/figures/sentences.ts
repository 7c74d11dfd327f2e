/** The sentences of an element before anything was fetched for it. */
import en from "../texts/embed/en.json" with { type: "json" };
import zh from "../texts/embed/zh.json" with { type: "json" };
import { fill } from "../texts/fill.ts";
import { type Language, pickLanguage } from "../texts/language.ts";

const SENTENCES: Record<Language, typeof en> = { en, zh };

/** The language tag of an element: its own, that of what is around it, out of every shadow root, or the browser's. */
export function tagOf(element: Element): string {
  const named = element.closest<HTMLElement>("[lang]:not([lang=''])");
  if (named) return named.lang;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? tagOf(root.host) : navigator.language;
}

export function sentence(
  element: HTMLElement,
  key: keyof typeof en,
  params: Readonly<Record<string, string>> = {},
): string {
  return fill(SENTENCES[pickLanguage([tagOf(element)])][key], params);
}
