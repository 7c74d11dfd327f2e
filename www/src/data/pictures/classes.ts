/** Classes by the names of folders, and what a dataset of pictures is called. */
import { inOrder } from "./gather.ts";

/** Folders that name a part of a dataset, or what lies in them, but no class. */
const PARTS = /^(train(ing)?|test(ing)?|val(id(ation)?)?|images?|imgs?|pictures?|photos?)$/i;

/** Classes that labels can tell apart: of the 256 bytes one stands for an image without. */
export const MOST_CLASSES = 255;

/** The classes of pictures. */
export interface Classes {
  /** Their names, in their order. */
  names: readonly string[];
  /** Of each picture: the place of its class among the names. */
  of: readonly number[];
}

/** The names of the folders that a file lies in, the nearest last. */
const folders = (path: string) => path.split("/").slice(0, -1);

/** What a picture is, by the nearest folder that says so. */
const folderOf = (path: string) => folders(path).findLast((name) => !PARTS.test(name)) ?? "";

/** Each folder is a class; undefined where there is one folder alone. */
export function classesOf(paths: readonly string[]): Classes | undefined {
  const own = paths.map(folderOf);
  const names = [...new Set(own)].sort(inOrder);
  if (names.length < 2) return undefined;
  const places = new Map(names.map((name, place) => [name, place]));
  return { names, of: own.map((name) => places.get(name) ?? 0) };
}

/** The labels of the classes, and their names where these are others; undefined where labels are too few for them. */
export function labelsOf({ names, of }: Classes): { labels: Uint8Array<ArrayBuffer>; names?: string[] } | undefined {
  // Digits keep their numbers.
  const numbers = names.map((name) => (/^(0|[1-9]\d{0,2})$/.test(name) ? Number(name) : Number.NaN));
  if (numbers.every((number) => number < MOST_CLASSES))
    return { labels: Uint8Array.from(of, (at) => numbers[at] ?? 0) };
  return names.length <= MOST_CLASSES ? { labels: Uint8Array.from(of), names: [...names] } : undefined;
}

/** The folder that all pictures lie in, if there is one. */
export function nameOf(paths: readonly string[]): string | undefined {
  const [first = "", ...others] = paths.map((path) => path.split("/"));
  const [top] = first;
  const same = first.length > 1 && others.every((path) => path.length > 1 && path[0] === top);
  return same ? top : undefined;
}
