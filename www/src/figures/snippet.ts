/** Snippets for authors: one figure as HTML for a page, as a frame, or for Markdown. */
import { ATTRIBUTES, type ElementName, type Property, attributeOf } from "./declaration.ts";
import sizes from "./pictures.json" with { type: "json" };

/** Attributes by the names of their properties; a flag that is on has an empty text. */
export type Attributes = Partial<Record<Property, string>>;

export interface Figure {
  element: ElementName;
  attributes: Attributes;
  /** Its alternative text. */
  alt: string;
  /** The state of the lab behind it, as what follows the `#` of a link. */
  link?: string | undefined;
}

export const FORMS = ["script", "frame", "markdown"] as const;
export type Form = (typeof FORMS)[number];

/** The text to paste; `site` is the address of the folder that the widgets come from, with a slash at its end. */
export function snippet(form: Form, figure: Figure, site: string): string {
  switch (form) {
    case "script":
      return `${script(site)}\n${element(figure, site)}`;
    case "frame":
      return `${frame(figure, site)}\n${LISTENER}`;
    case "markdown":
      // A block that every dialect of Markdown leaves as it is: it begins with `div`, and has no empty line.
      return `<div>\n${script(site)}\n${element(figure, site)}\n</div>`;
  }
}

/** The script that defines the elements. */
export const script = (site: string) => tag("script", { type: "module", src: `${site}embed.js` });

/** The address of the page that has the figure and nothing else. */
export const frameAddress = ({ element, attributes }: Figure, site: string): string =>
  `${site}embed.html?${new URLSearchParams([["element", element], ...said(attributes)])}`;

/** The address of the whole lab in the state of the figure, as far as a link can say it. */
export function labAddress({ attributes: { lang, model, data }, link }: Figure, site: string): string {
  const query = new URLSearchParams(said({ lang, model, data }));
  return `${site}index.html${query.size ? `?${query}` : ""}${link ? `#${link}` : ""}`;
}

/** The attributes that stand there, in the order of their declaration. */
const said = (attributes: Attributes) =>
  (Object.keys(ATTRIBUTES) as Property[]).flatMap((property): [Property, string][] => {
    const text = attributes[property];
    return text === undefined ? [] : [[property, text]];
  });

/** Gives a frame the height that the figure in it says it has. */
const LISTENER = `<script>addEventListener("message", ({ source, data }) => { for (const frame of document.querySelectorAll("iframe"))
if (frame.contentWindow === source && data?.vaeLab) frame.height = data.vaeLab.height; });</script>`;

/** Pictures of the figures, as wide and as high as they are. */
const SIZES: Partial<Record<string, { width: number; height: number }>> = sizes;

function frame(figure: Figure, site: string): string {
  const height = figure.attributes.height ?? SIZES[figure.element]?.height ?? 600;
  return tag("iframe", {
    src: frameAddress(figure, site),
    title: figure.alt,
    width: "100%",
    height: String(height),
    loading: "lazy",
    style: "border: 0",
  });
}

/** The least that a Content Security Policy has to allow for scripts of the folder, as its header says it. */
export const policy = (site: string) =>
  `script-src ${site} 'wasm-unsafe-eval'; worker-src blob:; connect-src ${site}; img-src ${site}`;

/** The element around its fallback without scripts: a picture that links to the lab. */
export function element(figure: Figure, site: string): string {
  const size = SIZES[figure.element];
  const picture = tag("img", {
    src: `${site}pictures/${figure.element}.png`,
    alt: figure.alt,
    ...(size && { width: String(size.width), height: String(size.height) }),
    loading: "lazy",
  });
  const fallback = tag("a", { href: labAddress(figure, site) }, picture);
  const named = said(figure.attributes).map(([property, text]) => [attributeOf(property), text] as const);
  return tag(figure.element, Object.fromEntries(named), `\n${fallback}\n`);
}

const VOID = ["img"];

function tag(name: string, attributes: Readonly<Record<string, string>>, content = ""): string {
  const parts = Object.entries(attributes).map(([key, text]) =>
    text === "" && key !== "alt" ? ` ${key}` : ` ${key}="${escaped(text)}"`,
  );
  return `<${name}${parts.join("")}>${VOID.includes(name) ? "" : `${content}</${name}>`}`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text as it stands in an attribute between double quotes. An empty line would end a block of Markdown. */
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign).replace(/\s*\n\s*/g, " ");
