/** The map of methods: what is on it, from `map.json` and `articles.json`, and what of it the lab is set up for. */
import { GENERATED } from "../run/generated.ts";
import { PRESETS } from "../run/options/presets.ts";
import { readOptions } from "../run/options/read.ts";
import type { Options, OptionSpec } from "../run/protocol.ts";
import type { Language } from "../texts/index.ts";
import found from "./articles.json" with { type: "json" };
import drawn from "./map.json" with { type: "json" };

type Texts = Record<Language, string>;

/** One method. */
export interface MapNode {
  key: string;
  /** The neighbour that `change` speaks of, by its key; without one, a way begins here. */
  from?: string;
  name: Texts;
  /** What it changes in its neighbour, in one line. */
  change: Texts;
  /** The options that differ from the defaults, by the keys of a link; and `data`. */
  set: Readonly<Record<string, string>>;
  /** The lesson about it, by the name of its file. */
  lesson?: string;
}

/** Methods that answer one question. */
export interface Island {
  key: string;
  name: Texts;
  question: Texts;
  nodes: readonly MapNode[];
}

/** An article that readers come from. */
export interface Article {
  /** Its address, without scheme and `www.`. */
  address: string;
  title: Texts;
  /** The method that it is about, by the key of its node. */
  node: string;
  lesson?: string;
}

export const WORDS: Readonly<Record<keyof typeof drawn.words, Texts>> = drawn.words;
export const ISLANDS = drawn.islands as unknown as readonly Island[];
export const NODES: readonly MapNode[] = ISLANDS.flatMap(({ nodes }) => nodes);
export const ARTICLES: readonly Article[] = found;

/** The images of nodes that name none, where the lab has points of a few values. */
const IMAGES = "handwriting";

/** The article of an address, also where it is written with a scheme, `www.`, a query or a slash at its end. */
export function articleOf(address: string): Article | undefined {
  const plain = address
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/^www\./i, "")
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "");
  return ARTICLES.find((article) => article.address === plain.toLowerCase());
}

/** What sets the lab up for a node, as a step of a lesson does; the reader's own images stay. */
export function settingOf({ set }: MapNode, dataset: string | undefined): Readonly<Record<string, string>> {
  const made = dataset === undefined || GENERATED.some((name) => name === dataset);
  return { ...(made && { data: IMAGES }), ...set };
}

/** The node that options are those of, whatever their seed; undefined where they are the reader's own. */
export function nodeOf(specs: readonly OptionSpec[], options: Options): MapNode | undefined {
  const preset = PRESETS[0]?.key ?? "";
  const same = ([key, value]: readonly [string, unknown]) => JSON.stringify(value) === JSON.stringify(options[key]);
  return NODES.find(({ set }) => Object.entries(readOptions(specs, { preset, ...set })).every(same));
}
