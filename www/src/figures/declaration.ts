/**
 * The elements of VAE Lab that a page may have, and their attributes. Each is declared here once: properties, the keys in
 * the address of `embed.html`, the types of the package, the builder and the tables of the documentation derive from it.
 */
import { HIDEABLE } from "../store/hideable.ts";

/** The type of an attribute: a `flag` is on when present, `pieces` are names of parts of the element. */
export type Kind =
  | { type: "text" }
  | { type: "flag" }
  | { type: "pixels" }
  | { type: "pieces" }
  | { type: "choice"; choices: readonly string[] };

const TEXT: Kind = { type: "text" };
const FLAG: Kind = { type: "flag" };

/** By the name of the property, which is that of the key in an address too. */
export const ATTRIBUTES = {
  model: TEXT,
  data: TEXT,
  options: TEXT,
  group: TEXT,
  lang: TEXT,
  theme: { type: "choice", choices: ["light", "dark"] },
  height: { type: "pixels" },
  controls: { type: "pieces" },
  autoplay: FLAG,
  background: FLAG,
  layers: TEXT,
  pins: TEXT,
  executor: { type: "choice", choices: ["auto", "cpu", "gpu"] },
  build: { type: "choice", choices: ["simd", "relaxed"] },
  share: TEXT,
  lesson: TEXT,
  guide: FLAG,
} as const satisfies Record<string, Kind>;

export type Property = keyof typeof ATTRIBUTES;

/** `dataset` was the first name of that one; every element has a property of that name that refuses to be set. */
const NAMES: Partial<Record<Property, readonly string[]>> = { data: ["images", "dataset", "data"] };

/** The names of the attribute that a property reflects: the first is the one to use, and a property too. */
export const namesOf = (property: Property): readonly string[] => NAMES[property] ?? [property];
export const attributeOf = (property: Property): string => namesOf(property)[0] ?? property;

/** Attributes of the whole lab alone. */
export const OF_THE_LAB: readonly Property[] = ["share", "lesson", "guide"];

interface Element {
  /** Parts that `controls` names, and whether each is there where it names none. */
  pieces: Readonly<Record<string, boolean>>;
  /** About how high it is at 640 pixels of width: the room that it keeps until it is there. */
  height: number;
  /** The values of absent attributes. */
  defaults: Partial<Record<Property, string>>;
}

const shown = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]));
const TRAINED = { model: "handwriting-2d" };

export const ELEMENTS = {
  "vae-lab": { pieces: shown(HIDEABLE), height: 900, defaults: TRAINED },
  "vae-latent": {
    pieces: { train: true, tools: true, legend: true, digit: true, link: true },
    height: 655,
    defaults: TRAINED,
  },
  "vae-train": { pieces: { options: false, lights: true, link: true }, height: 405, defaults: {} },
  "vae-draw": { pieces: { train: false, own: false, link: true }, height: 715, defaults: TRAINED },
  "vae-elbo": { pieces: { train: true, diagram: false, link: true }, height: 540, defaults: TRAINED },
  "vae-reparam": { pieces: { train: false, link: true }, height: 440, defaults: TRAINED },
  "vae-morph": {
    pieces: { train: false, plane: true, tools: true, legend: false, link: true },
    height: 625,
    defaults: { ...TRAINED, pins: "-1.2,0.9;1.3,-0.6" },
  },
  "vae-compare": {
    pieces: { tools: false, legend: false, link: true },
    height: 700,
    defaults: { layers: "-images" },
  },
  "vae-evidence": {
    pieces: { train: false, tools: false, legend: false, link: true },
    height: 830,
    defaults: { ...TRAINED, layers: "-manifold" },
  },
  "vae-anomaly": {
    pieces: { buttons: true, link: true },
    height: 945,
    defaults: {},
  },
  "vae-clouds": { pieces: { link: true }, height: 765, defaults: {} },
  "vae-entropy": { pieces: { link: true }, height: 750, defaults: {} },
  "vae-gan": { pieces: { buttons: true, choices: true, link: true }, height: 700, defaults: {} },
  "vae-square": { pieces: { buttons: true, choices: true, link: true }, height: 975, defaults: {} },
  "vae-vq": { pieces: { buttons: true, link: true }, height: 1115, defaults: { options: "method=vqvae" } },
  "vae-bottleneck": {
    pieces: { train: false, tools: false, legend: false, link: true },
    height: 1390,
    defaults: { options: "method=vib&hidden=128&beta=0.001", layers: "-manifold,ellipses" },
  },
  "vae-svd": { pieces: { buttons: true, table: true, link: true }, height: 795, defaults: {} },
  "vae-conditional": {
    pieces: { buttons: true, tools: true, legend: false, link: true },
    height: 940,
    defaults: { options: "condition=concat" },
  },
  "vae-distribution": { pieces: { buttons: true, choices: true, link: true }, height: 690, defaults: {} },
} as const satisfies Record<string, Element>;

export type ElementName = keyof typeof ELEMENTS;

/** The attributes that an element has. */
export function attributesOf(name: ElementName): Property[] {
  return (Object.keys(ATTRIBUTES) as Property[]).filter((key) => name === "vae-lab" || !OF_THE_LAB.includes(key));
}
