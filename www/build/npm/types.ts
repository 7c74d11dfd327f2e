/** The types of the package, and of its elements in the templates of frameworks, from the declaration of the elements. */
import { readFileSync, readdirSync } from "node:fs";
import {
  ATTRIBUTES,
  ELEMENTS,
  type ElementName,
  type Kind,
  type Property,
  attributeOf,
  attributesOf,
} from "../../src/figures/declaration.ts";
import { fill } from "../../src/texts/fill.ts";
import texts from "../../src/texts/gallery/en.json" with { type: "json" };

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

export const NAMES = Object.keys(ELEMENTS) as ElementName[];

/** `vae-latent` → `VaeLatentElement`. */
export const interfaceOf = (name: ElementName) =>
  `${name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}Element`;

/** The values of an attribute. */
export function valuesOf(kind: Kind): string {
  switch (kind.type) {
    case "flag":
      return "boolean";
    case "pixels":
      return "number";
    case "choice":
      return kind.choices.map((choice) => `"${choice}"`).join(" | ");
    default:
      return "string";
  }
}

const models = readdirSync(new URL("../../models", import.meta.url)).flatMap(
  (file) => /(.+)\.safetensors$/.exec(file)?.slice(1) ?? [],
);

/** What an attribute is for. */
export const helpOf = (property: Property) => fill(texts.attributes[property], { models: models.join(", ") });

/** Every element has `lang` already. */
const properties = (name: ElementName) => attributesOf(name).filter((property) => property !== "lang");
const member = (property: Property) => {
  const kind = ATTRIBUTES[property];
  const type = `${valuesOf(kind)}${kind.type === "flag" ? "" : " | undefined"}`;
  return [...new Set([attributeOf(property), property])]
    .map((name) => `  /** ${helpOf(property)} */\n  ${name}: ${type};`)
    .join("\n");
};

const elementType = (name: ElementName) => `/** \`<${name}>\`: ${texts.elements[name].alt}. */
export interface ${interfaceOf(name)} extends VaeElement {
${properties(name).map(member).join("\n")}
}`;

/** The types of what scripts may use: of each element those that its declaration says. */
const ENTRY = `${read("www/src/api.ts").replace('"../../src/web/types.d.ts"', '"./engine.js"')}
${NAMES.map(elementType).join("\n\n")}

/** The elements by their names. */
export interface VaeElements {
${NAMES.map((name) => `  "${name}": ${interfaceOf(name)};`).join("\n")}
}

/** What a template may set on an element: its own attributes, and listeners such as \`onmetrics\`. */
export type VaeProps<T extends VaeElement> = Partial<Omit<T, keyof VaeElement>> & {
  [K in keyof LabEvents as \`on\${K}\`]?: (event: CustomEvent<LabEvents[K]>) => void;
};

/**
 * Says in which folder the built site lies: figures fetch what they need from there. It is for bundlers that do not copy
 * the files which a module names by \`new URL(…, import.meta.url)\`, and is to be called before a figure is on show.
 */
export declare function setSite(url: string | URL): void;

declare global {
  interface HTMLElementTagNameMap extends VaeElements {}
}
`;

/** Adds the elements to those that a framework's templates know: `of` is the type of element `T` there. */
const framework = (imports: string, of: string, place: string) => `${imports}
import type { LabEvents, VaeElement, VaeElements, VaeProps } from "./embed.js";

export * from "./embed.js";

type Known<T extends VaeElement> = ${of};
type All = { [K in keyof VaeElements]: Known<VaeElements[K]> };

${place}
`;

const FRAMEWORKS = {
  react: framework(
    'import type { DetailedHTMLProps, HTMLAttributes } from "react";',
    "DetailedHTMLProps<HTMLAttributes<T>, T> & VaeProps<T>",
    'declare module "react" {\n  namespace JSX {\n    interface IntrinsicElements extends All {}\n  }\n}',
  ),
  vue: framework(
    'import type { EmitFn, HTMLAttributes, PublicProps } from "vue";',
    `new () => T & {
  $props: HTMLAttributes & VaeProps<T> & PublicProps;
  $emit: EmitFn<{ [K in keyof LabEvents]: (event: CustomEvent<LabEvents[K]>) => void }>;
}`,
    'declare module "vue" {\n  interface GlobalComponents extends All {}\n}',
  ),
  svelte: framework(
    'import type { HTMLAttributes } from "svelte/elements";',
    "Omit<HTMLAttributes<T>, keyof VaeProps<T>> & VaeProps<T>",
    'declare module "svelte/elements" {\n  interface SvelteHTMLElements extends All {}\n}',
  ),
};

/** Frameworks whose templates have types for the elements; each is an entry of the package. */
export const TYPED = Object.keys(FRAMEWORKS) as (keyof typeof FRAMEWORKS)[];

const byElement = NAMES.map((name) => [
  `elements/${name}.d.ts`,
  `export type { ${interfaceOf(name)} } from "../embed.js";\nexport { setSite } from "../embed.js";\n`,
]);

/** Files of types by their names. */
export const TYPES: Readonly<Record<string, string>> = {
  "embed.d.ts": ENTRY,
  "engine.d.ts": read("src/web/types.d.ts"),
  ...Object.fromEntries(byElement),
  ...Object.fromEntries(TYPED.map((name) => [`${name}.d.ts`, FRAMEWORKS[name]])),
};
