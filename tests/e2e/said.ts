// What the page says in a language, from the files of its texts.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { isCurve, isKnown, isPlace, type Said as Answer } from "../../www/src/lessons/ask.ts";
import { textIn } from "../../www/src/lessons/prose.ts";
import type { Ask, Texts } from "../../www/src/lessons/shape.ts";
import type { Language } from "../../www/src/texts/language.ts";

type Tree = { readonly [key: string]: Tree | string };
const read = (file: string) => JSON.parse(readFileSync(`www/src/texts/${file}.json`, "utf8")) as Tree;

const ANY = /\\\{\w+\\\}/g;
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

export class Said {
  readonly #tree: Tree;

  constructor(readonly language: Language) {
    this.#tree = { ...read(language), ...read(`panels/${language}`) };
  }

  of(path: string): string {
    return path.split(".").reduce<Tree | string>((tree, key) => (tree as Tree)[key] ?? "", this.#tree) as string;
  }

  /** A text with some of its places filled, and anything in the others. */
  like(path: string, values: Readonly<Record<string, string>> = {}): RegExp {
    const filled = this.of(path).replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
    return new RegExp(escaped(filled).replace(ANY, ".+"));
  }

  in(texts: Texts): string {
    return textIn(texts, this.language);
  }

  /** The beginning of a text, before the first mark: behind it stands the name of what that leads to. */
  start(texts: Texts): string {
    return this.in(texts).split("[[")[0] ?? "";
  }

  /** What stands below a question, whatever came of a number, a place or a curve. */
  outcome({ choose }: Ask, said: Answer, came: number | undefined): RegExp {
    const [right, wrong] = isKnown({ choose }) ? ["knew", "erred"] : ["right", "wrong"];
    if (isCurve(said)) return this.like("lesson.ask.sketched");
    if (isPlace(said)) return this.like("lesson.ask.placed");
    if (!choose) return this.like("lesson.ask.numbers");
    const text = (at: number | undefined) => this.in(choose[at ?? -1]?.text ?? "");
    return this.like(`lesson.ask.${said === came ? right : wrong}`, { said: text(said), came: text(came) });
  }
}

export const SPOKEN = { en: new Said("en"), zh: new Said("zh") } as const;

/** Goes on in another language, as a reader does. */
export const speak = (page: Page, from: Said, to: Said): Promise<unknown> =>
  page.getByRole("combobox", { name: from.of("language"), exact: true }).selectOption(to.language);
