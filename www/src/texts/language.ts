/** Which languages there are; what each says is in files of its own. */
export const TAGS = ["en", "zh"] as const;
export type Language = (typeof TAGS)[number];

/** The first of our languages that `tags` (as in `navigator.languages`) asks for. */
export function pickLanguage(tags: readonly string[]): Language {
  const wanted = tags.map((tag) => tag.toLowerCase().split("-")[0]);
  const found = wanted.map((tag) => TAGS.find((own) => own === tag));
  return found.find((tag) => tag !== undefined) ?? "en";
}
