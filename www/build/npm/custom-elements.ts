/** The Custom Elements Manifest, which editors and documentation tools read, from the declaration of the elements. */
import type { LabEvents, LabScripting } from "../../src/api.ts";
import {
  ATTRIBUTES,
  ELEMENTS,
  type ElementName,
  type Property,
  attributeOf,
  attributesOf,
} from "../../src/figures/declaration.ts";
import texts from "../../src/texts/gallery/en.json" with { type: "json" };
import { NAMES, helpOf, interfaceOf, valuesOf } from "./types.ts";

/** The version of the manifest's schema. */
const SCHEMA = "2.1.0";

type Field = { [K in keyof LabScripting]: LabScripting[K] extends Function ? never : K }[keyof LabScripting];

/** The types of members that are no methods. */
const FIELDS: Readonly<Record<Field, string>> = {
  ready: "Promise<void>",
  metrics: "Metrics",
  executors: "Executors",
  link: "string",
};

const entries = <K extends string>(said: Readonly<Record<K, string>>) => Object.entries(said) as [K, string][];

function attribute(name: ElementName, property: Property) {
  const usual = (ELEMENTS[name].defaults as Partial<Record<Property, string>>)[property];
  return {
    name: attributeOf(property),
    fieldName: attributeOf(property),
    description: helpOf(property),
    type: { text: valuesOf(ATTRIBUTES[property]) },
    ...(usual === undefined ? {} : { default: usual }),
  };
}

const field = (property: Property) => ({
  kind: "field",
  name: attributeOf(property),
  attribute: attributeOf(property),
  reflects: true,
  description: helpOf(property),
  type: { text: valuesOf(ATTRIBUTES[property]) },
});

const members = entries<keyof LabScripting>(texts.scripting.members).map(([name, description]) =>
  Object.hasOwn(FIELDS, name)
    ? { kind: "field", name, description, readonly: true, type: { text: FIELDS[name as Field] } }
    : { kind: "method", name, description },
);

const events = entries<keyof LabEvents>(texts.scripting.events).map(([name, description]) => ({
  name,
  description,
  type: { text: `CustomEvent<LabEvents["${name}"]>` },
}));

const cssProperties = entries({ ...texts.looks.colours, ...texts.looks.others }).map(([name, description]) => ({
  name: `--vae-${name}`,
  description,
}));

const SLOT = "What is shown until the figure is there, and where scripts do not run: a picture with a link.";

const cssParts = entries(texts.looks.parts).map(([name, description]) => ({ name, description }));

function moduleOf(name: ElementName) {
  const path = `elements/${name}.js`;
  const own = attributesOf(name);
  return {
    kind: "javascript-module",
    path,
    declarations: [
      {
        kind: "class",
        customElement: true,
        tagName: name,
        name: interfaceOf(name),
        description: `${texts.elements[name].alt}.`,
        superclass: { name: "HTMLElement" },
        attributes: own.map((property) => attribute(name, property)),
        members: [...own.map(field), ...members],
        events,
        cssProperties,
        cssParts,
        slots: [{ name: "", description: SLOT }],
      },
    ],
    exports: [{ kind: "custom-element-definition", name, declaration: { name: interfaceOf(name), module: path } }],
  };
}

export const MANIFEST_OF_ELEMENTS = {
  schemaVersion: SCHEMA,
  readme: "README.md",
  modules: NAMES.map(moduleOf),
};
