/** The examples of the gallery: for each element its attributes, and two elements that share a lab. */
import type { GalleryTexts } from "../../texts/gallery/index.ts";
import { ELEMENTS, type ElementName } from "../declaration.ts";
import type { Attributes } from "../snippet.ts";

const ATTRIBUTES: Partial<Record<ElementName, Attributes>> = {
  "vae-train": { controls: "options lights link" },
  "vae-morph": { pins: "-1.2,0.9;1.3,-0.6" },
  "vae-lab": { controls: "controls plane panels", height: "720" },
};

export interface Example {
  element: ElementName;
  attributes: Attributes;
}

/** One for each element, in the order in which an article would need them: that of the texts. */
export const examples = (texts: GalleryTexts): Example[] =>
  (Object.keys(texts.elements) as ElementName[])
    .filter((element) => Object.hasOwn(ELEMENTS, element))
    .map((element) => ({ element, attributes: ATTRIBUTES[element] ?? {} }));

export const PAIR: readonly Example[] = [
  { element: "vae-draw", attributes: { group: "pair" } },
  { element: "vae-latent", attributes: { group: "pair", controls: "tools legend link" } },
];
