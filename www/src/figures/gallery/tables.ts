/** Reference tables of the elements, derived from the declaration and the palette. */
import { type TemplateResult, html } from "lit";
import type { LabEvents, LabScripting } from "../../api.ts";
import { PRETRAINED } from "../../data/pretrained.ts";
import { DARK, LIGHT, type Colour } from "../../draw/palette.ts";
import { fill } from "../../texts/fill.ts";
import type { GalleryTexts } from "../../texts/gallery/index.ts";
import {
  ATTRIBUTES,
  ELEMENTS,
  type ElementName,
  type Kind,
  OF_THE_LAB,
  type Property,
  attributeOf,
} from "../declaration.ts";
import { prose } from "./prose.ts";

type Cell = unknown;

function table(name: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): TemplateResult {
  return html`<div class="table" tabindex="0" role="region" aria-label=${name}>
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([first, ...rest]) =>
            html`<tr>
              <th scope="row">${first}</th>
              ${rest.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const code = (text: string) => html`<code>${text}</code>`;
const codes = (texts: readonly string[]) => texts.map((text, at) => html`${at > 0 ? " " : ""}${code(text)}`);
const elements = (names: readonly string[]) =>
  names.length > 0
    ? html`<span class="of">${names.map((name, at) => html`${at > 0 ? ", " : ""}<span>${name}</span>`)}</span>`
    : "–";
const NAMES = Object.keys(ELEMENTS) as ElementName[];

export function attributes(texts: GalleryTexts): TemplateResult {
  const accepts = (kind: Kind) => (kind.type === "choice" ? codes(kind.choices) : texts.reference.kinds[kind.type]);
  const help = (property: Property) => {
    const text = fill(texts.attributes[property], { models: PRETRAINED.map((name) => `\`${name}\``).join(", ") });
    return prose(OF_THE_LAB.includes(property) ? `${text} ${texts.reference.onlyLab}` : text);
  };
  return table(
    texts.reference.title,
    [
      texts.reference.attribute,
      texts.reference.property,
      texts.reference.accepts,
      texts.reference.default,
      texts.reference.meaning,
    ],
    (Object.keys(ATTRIBUTES) as Property[]).map((property) => [
      code(attributeOf(property)),
      texts.reference.sameProperty,
      accepts(ATTRIBUTES[property]),
      defaults(property),
      help(property),
    ]),
  );
}

/** The values of an absent attribute, with the elements that have each. */
function defaults(property: Property): Cell {
  const said = new Map<string, ElementName[]>();
  for (const name of NAMES) {
    const text = (ELEMENTS[name].defaults as Partial<Record<Property, string>>)[property];
    if (text !== undefined) said.set(text, [...(said.get(text) ?? []), name]);
  }
  if (said.size === 0) return "–";
  return [...said].map(([text, names]) => html`<p>${code(text)} ${elements(names)}</p>`);
}

export function pieces(texts: GalleryTexts): TemplateResult {
  const said: Record<string, string> = texts.pieces.names;
  const keys = [...new Set(NAMES.flatMap((name) => Object.keys(ELEMENTS[name].pieces)))];
  const having = (key: string, there: boolean) =>
    elements(NAMES.filter((name) => (ELEMENTS[name].pieces as Partial<Record<string, boolean>>)[key] === there));
  return table(
    texts.pieces.title,
    [texts.pieces.piece, texts.pieces.shown, texts.pieces.named, texts.reference.meaning],
    keys.map((key) => [code(key), having(key, true), having(key, false), prose(said[key] ?? "")]),
  );
}

export function members(texts: GalleryTexts): TemplateResult {
  const said: Record<keyof LabScripting, string> = texts.scripting.members;
  return table(
    `${texts.scripting.title}: ${texts.scripting.member}`,
    [texts.scripting.member, texts.reference.meaning],
    Object.entries(said).map(([name, text]) => [code(name), prose(text)]),
  );
}

export function events(texts: GalleryTexts): TemplateResult {
  const said: Record<keyof LabEvents, string> = texts.scripting.events;
  return table(
    `${texts.scripting.title}: ${texts.scripting.event}`,
    [texts.scripting.event, texts.scripting.detail],
    Object.entries(said).map(([name, text]) => [code(name), prose(text)]),
  );
}

export function colours(texts: GalleryTexts): TemplateResult {
  const said: Record<Colour, string> = texts.looks.colours;
  const swatch = (colour: string) =>
    html`<span class="swatch"
      ><svg viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill=${colour} /></svg>${code(colour)}</span
    >`;
  const named = (Object.keys(said) as (keyof typeof said)[]).map((name) => [
    code(`--vae-${name}`),
    prose(said[name]),
    swatch(LIGHT[name]),
    swatch(DARK[name]),
  ]);
  const others = (["font", "radius"] as const).map((name) => [code(`--vae-${name}`), texts.looks.others[name], "", ""]);
  return table(
    texts.looks.property,
    [texts.looks.property, texts.reference.meaning, texts.looks.light, texts.looks.dark],
    [...named, ...others],
  );
}

export function parts(texts: GalleryTexts): TemplateResult {
  return table(
    texts.looks.part,
    [texts.looks.part, texts.reference.meaning],
    Object.entries(texts.looks.parts).map(([name, text]) => [code(name), prose(text)]),
  );
}
