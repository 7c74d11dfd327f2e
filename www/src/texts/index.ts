/**
 * Languages, English first; another one is fetched when it is chosen. Each has a file of texts for the first screen, one
 * for each of `PARTS`, and one for each method, which its view names. A new language is its files, its tag in
 * `language.ts` and its place in `LANGUAGES`.
 */
import { METHOD } from "../run/options/specs.ts";
import type { OptionSpec, OptionValue, Message } from "../run/protocol.ts";
import en from "./en.json" with { type: "json" };
import { fill } from "./fill.ts";
import type { MethodTextKey, MethodTexts, Params, TextKey, Tree } from "./keys.ts";
import type { Language } from "./language.ts";

export { type Language, pickLanguage } from "./language.ts";

/**
 * Texts that are fetched later: of the opening, of the panels beside the first one, definitions of terms with the help of
 * options, and what presets show.
 */
export type Part = "play" | "panels" | "terms" | "presets";

interface Texts extends Record<Part, () => Promise<Tree>> {
  name: string;
  texts(): Promise<Tree>;
}

export const LANGUAGES = {
  en: {
    name: "English",
    texts: () => Promise.resolve(en),
    play: async () => (await import("./play/en.json", { with: { type: "json" } })).default,
    panels: async () => (await import("./panels/en.json", { with: { type: "json" } })).default,
    terms: async () => (await import("./terms/en.json", { with: { type: "json" } })).default,
    presets: async () => (await import("./presets/en.json", { with: { type: "json" } })).default,
  },
  zh: {
    name: "中文",
    texts: async () => (await import("./zh.json", { with: { type: "json" } })).default,
    play: async () => (await import("./play/zh.json", { with: { type: "json" } })).default,
    panels: async () => (await import("./panels/zh.json", { with: { type: "json" } })).default,
    terms: async () => (await import("./terms/zh.json", { with: { type: "json" } })).default,
    presets: async () => (await import("./presets/zh.json", { with: { type: "json" } })).default,
  },
} satisfies Record<Language, Texts>;

function find(texts: Tree, path: string): string | Tree | undefined {
  let at: string | Tree | undefined = texts;
  for (const key of path.split(".")) at = typeof at === "object" ? at[key] : undefined;
  return at;
}

/** The text at a path, in the form that fits a number of things. */
function textAt(texts: Tree, path: string, language: Language, count = Number.NaN): string | undefined {
  const found = find(texts, path);
  const form =
    typeof found === "object" ? (found[new Intl.PluralRules(language).select(count)] ?? found["other"]) : found;
  return typeof form === "string" ? form : undefined;
}

/** Says things in one language; what it lacks, it says in English. */
export class Speech {
  constructor(
    readonly language: Language,
    private readonly texts: Tree,
    /** The parts that it has beside the texts of the first screen. */
    readonly parts: readonly Part[] = [],
    /** Where the texts are of the methods whose texts it has, under `models`. */
    readonly methods: Readonly<Record<string, MethodTexts>> = {},
  ) {}

  /** Speaks a language, once its texts are there; English where they cannot be fetched. */
  static async of(language: Language): Promise<Speech> {
    const texts = await LANGUAGES[language].texts().catch(() => undefined);
    return texts ? new Speech(language, texts) : ENGLISH;
  }

  /** Whether it can say what the panels do. */
  get whole(): boolean {
    return this.parts.includes("panels");
  }

  /** The same, with the texts of a part. */
  async withPart(part: Part): Promise<Speech> {
    if (this.parts.includes(part)) return this;
    const texts = { ...this.texts, ...(await LANGUAGES[this.language][part]()) };
    return new Speech(this.language, texts, [...this.parts, part], this.methods);
  }

  /** The same, with the texts of a method. */
  async withMethod(method: string, texts: MethodTexts): Promise<Speech> {
    if (method in this.methods) return this;
    const models = { ...(this.texts["models"] as Tree), [method]: (await texts[this.language]()).default };
    return new Speech(this.language, { ...this.texts, models }, this.parts, { ...this.methods, [method]: texts });
  }

  /** The same, with all that another one can say. */
  async like(other: Speech): Promise<Speech> {
    let speech = new Speech(this.language, this.texts, this.parts, this.methods);
    for (const part of other.parts) speech = await speech.withPart(part);
    for (const [method, texts] of Object.entries(other.methods)) speech = await speech.withMethod(method, texts);
    return speech;
  }

  has(path: TextKey): boolean {
    return this.#find(path) !== undefined;
  }

  say(path: TextKey, params: Params = {}): string {
    return this.#say(path, params);
  }

  /** A text of a method. */
  sayOf(method: string, path: MethodTextKey, params: Params = {}): string {
    return this.#say(`models.${method}.${path}`, params);
  }

  /** Names in a row. */
  list(names: readonly string[]): string {
    return new Intl.ListFormat(this.language).format(names);
  }

  /** A message: its English sentence, or this language's with its own words in it. */
  message({ code, params, message }: Message, specs: readonly OptionSpec[] = []): string {
    const sentence = this.#find(`errors.${code}`) ?? this.#find(`notices.${code}`);
    if (!sentence) return message;
    const optionNamed = (key: string | undefined) => specs.find((spec) => spec.key === key);
    const said = Object.entries(params).map(([name, value]) => {
      const named = name === "option" || name === "other" ? optionNamed(value) : undefined;
      const choice = name === METHOD ? this.#find(`options.${METHOD}.choices.${value}`) : undefined;
      return [name, named ? this.option(named) : (choice ?? this.#find(`words.${value}`) ?? value)] as const;
    });
    const spec = optionNamed(params["option"]);
    const range = spec && this.#range(spec);
    return fill(sentence, { ...Object.fromEntries(said), ...(range && { range }) });
  }

  #range({ kind }: OptionSpec): string | undefined {
    const range = this.#find(`ranges.${kind.type}`);
    const numbers = Object.entries(kind).map(
      ([name, value]) => [name, Array.isArray(value) ? value.join("、") : String(value)] as const,
    );
    return range && fill(range, Object.fromEntries(numbers));
  }

  /** The name of an option. */
  option(spec: OptionSpec): string {
    return this.say(`options.${spec.key}.label`);
  }

  /** The value of an option in words. */
  value({ key, kind }: OptionSpec, value: OptionValue): string {
    switch (kind.type) {
      case "choice":
        // A class is called by its number.
        return this.#find(`options.${key}.choices.${value}`) ?? String(value);
      case "flag":
        return this.say(value ? "options.on" : "options.off");
      case "ints":
        return (value as number[]).join(", ") || this.say("options.none");
      default:
        return String(value);
    }
  }

  dataset(name: string): string {
    return this.#find(`dataset.names.${name}`) ?? name;
  }

  #say(path: string, params: Params): string {
    const count = Number(params["count"]);
    return fill(this.#find(path, count) ?? textAt(en, path, "en", count) ?? path, params);
  }

  #find(path: string, count?: number): string | undefined {
    return textAt(this.texts, path, this.language, count);
  }
}

export const ENGLISH = new Speech("en", en);
