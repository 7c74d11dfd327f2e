/** Attributes as properties, and what is wrong with those that mean nothing. */
import type { Refusal } from "../run/refusal.ts";
import { refusal } from "../run/refusal.ts";
import { ATTRIBUTES, ELEMENTS, type ElementName, type Kind, attributeOf, attributesOf } from "./declaration.ts";

/** Parts of an element: the names stand apart by spaces or commas, and `none` is none of them. */
export const NO_PIECES = "none";
const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

/** The parts of an element that are to be there: where no word means anything, as if there were none. */
export function piecesOf(name: ElementName, controls = ""): ReadonlySet<string> {
  const pieces = Object.entries(ELEMENTS[name].pieces);
  const wanted = words(controls).filter((word) => word === NO_PIECES || Object.hasOwn(ELEMENTS[name].pieces, word));
  const shown = ([piece, there]: [string, boolean]) => (wanted.length > 0 ? wanted.includes(piece) : there);
  return new Set(pieces.filter(shown).map(([piece]) => piece));
}

/** The other way: what `controls` has to say for those parts to be there; nothing where they are by themselves. */
export function controlsText(name: ElementName, wanted: ReadonlySet<string>): string | undefined {
  const pieces = Object.entries(ELEMENTS[name].pieces);
  if (pieces.every(([piece, there]) => wanted.has(piece) === there)) return undefined;
  const names = pieces.flatMap(([piece]) => (wanted.has(piece) ? [piece] : []));
  return names.join(" ") || NO_PIECES;
}

/** The texts that an attribute accepts; undefined where that is any text, or for its reader to say. */
function acceptedBy(kind: Kind, name: ElementName): readonly string[] | undefined {
  if (kind.type === "choice") return kind.choices;
  if (kind.type === "pieces") return [NO_PIECES, ...Object.keys(ELEMENTS[name].pieces)];
  if (kind.type === "pixels") return ["1, 2, 3 …"];
  return undefined;
}

function understands(kind: Kind, accepted: readonly string[], text: string): boolean {
  if (kind.type === "pixels") return Number(text) > 0;
  return (kind.type === "pieces" ? words(text) : [text]).every((word) => accepted.includes(word));
}

/** Why the first attribute is refused that means nothing, if there is one. */
export function refusedAttribute(element: HTMLElement, name: ElementName): Refusal | undefined {
  for (const property of attributesOf(name)) {
    const attribute = attributeOf(property);
    const value = element.getAttribute(attribute);
    const accepted = acceptedBy(ATTRIBUTES[property], name);
    if (value === null || !accepted || understands(ATTRIBUTES[property], accepted, value)) continue;
    return refusal("attribute", { attribute, value, accepted: accepted.join(", ") });
  }
  return undefined;
}
