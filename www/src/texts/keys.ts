/** The names of texts as types, taken from the English files: a text that is named but not there does not compile. */
import type first from "./en.json";
import type { Language } from "./language.ts";
import type aae from "./models/aae.en.json";
import type ae from "./models/ae.en.json";
import type ali from "./models/ali.en.json";
import type eae from "./models/eae.en.json";
import type gan from "./models/gan.en.json";
import type vae from "./models/vae.en.json";
import type vqvae from "./models/vqvae.en.json";
import type vib from "./models/vib.en.json";
import type panels from "./panels/en.json";
import type play from "./play/en.json";
import type terms from "./terms/en.json";

export type Tree = { [key: string]: string | Tree };

/** The texts of a method, `models.METHOD` in a speech, from its file for each language. */
export type MethodTexts = Readonly<Record<Language, () => Promise<{ default: Tree }>>>;

/** A text in the forms that the language has for numbers, by the category that `Intl.PluralRules` gives to `{count}`. */
export type Plural = { [category in Intl.LDMLPluralRule]?: string } & { other: string };

/** Paths to the texts of a tree, `plane.layers.images`. */
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string | Plural ? K : `${K}.${Paths<T[K]>}`;
}[keyof T & string];

/** Texts of what the engine names: options with their choices, presets, factors of images; and the terms of models. */
type OfTheEngine =
  | `options.${string}.label`
  | `help.${string}`
  | `about.${string}.${"help" | "look"}`
  | `options.${string}.choices.${string}`
  | `options.${string}.marks.${number}`
  | `options.groups.${string}`
  | `presets.${string}.label`
  | `dimensions.factors.${string}`;
type OfTerms = `terms.${string}.${keyof typeof vae.terms.kl}`;

/** A text of the page. */
export type TextKey =
  Paths<typeof first> | Paths<typeof play> | Paths<typeof panels> | Paths<typeof terms> | OfTheEngine;

/** A text of a method's own, in `models/METHOD.LANGUAGE.json`. */
export type MethodTextKey =
  | Paths<typeof vae>
  | Paths<typeof ae>
  | Paths<typeof aae>
  | Paths<typeof ali>
  | Paths<typeof eae>
  | Paths<typeof gan>
  | Paths<typeof vqvae>
  | Paths<typeof vib>
  | OfTerms;

/** What follows a part of a path: the names of the texts that lie there. */
export type Under<Part extends string, Key extends string = TextKey> = Key extends `${Part}.${infer Name}`
  ? Name
  : never;

/** Values for the `{name}` places of a text. */
export type Params = Record<string, string | number>;

export type Say = (key: TextKey, params?: Params) => string;
export type SayOfMethod = (key: MethodTextKey, params?: Params) => string;
