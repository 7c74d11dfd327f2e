/** The page of all widgets, which is their documentation: each beside a passage of an article, with what makes it. */
import { html, render } from "lit";
import { Code } from "./figures/gallery/code.ts";
import { type Example, PAIR, examples } from "./figures/gallery/examples.ts";
import { paragraph, prose } from "./figures/gallery/prose.ts";
import { styles } from "./figures/gallery/styles.ts";
import { attributes, colours, events, members, parts, pieces } from "./figures/gallery/tables.ts";
import { element, policy, script, snippet } from "./figures/snippet.ts";
import { fill } from "./texts/fill.ts";
import { type GalleryTexts, galleryTexts } from "./texts/gallery/index.ts";
import { type Language, pickLanguage } from "./texts/language.ts";
import { define } from "./ui/define.ts";
import { THEME } from "./ui/icons.ts";

define({ "vae-code": Code });

const SITE = new URL(".", location.href).href;

let language: Language = pickLanguage([new URLSearchParams(location.search).get("lang") ?? "", ...navigator.languages]);

async function show(): Promise<void> {
  const texts = await galleryTexts(language);
  document.documentElement.lang = language;
  document.title = texts.title;
  document.getElementById("fault")?.remove();
  render(page(texts), document.body);
}

const page = (texts: GalleryTexts) =>
  html`<div class="page">
    <header>
      <div class="bar">
        <a href="./index.html" aria-label=${texts.toLab}>VAE Lab</a>
        <button type="button" lang=${other(language)} @click=${changeLanguage}>${texts.language}</button>
        <button type="button" aria-label=${texts.theme} title=${texts.theme} @click=${changeTheme}>${THEME}</button>
      </div>
      <h1>${texts.heading}</h1>
      <p class="lead">${texts.lead}</p>
      ${contents(texts)}
    </header>
    <main>${start(texts)} ${figures(texts)} ${groups(texts)} ${reference(texts)} ${hosts(texts)}</main>
  </div>`;

/** Each under its name in the texts and in the address. */
const SECTIONS = [
  "start",
  "figures",
  "groups",
  "reference",
  "pieces",
  "scripting",
  "looks",
  "csp",
  "frames",
  "markdown",
  "npm",
  "needs",
] as const;
type Section = (typeof SECTIONS)[number];

const contents = (texts: GalleryTexts) => {
  const link = (id: string, title: string) => html`<a href="#${id}">${title}</a>`;
  const inner = html`<ol>
    ${examples(texts).map(({ element }) => html`<li>${link(element, texts.elements[element].title)}</li>`)}
  </ol>`;
  return html`<nav class="contents" aria-labelledby="contents">
    <h2 id="contents">${texts.contents}</h2>
    <ol>
      ${SECTIONS.map((name) => html`<li>${link(name, texts[name].title)} ${name === "figures" ? inner : ""}</li>`)}
    </ol>
  </nav>`;
};

const heading = (texts: GalleryTexts, name: Section) => html`<h2 id=${name}>${texts[name].title}</h2>`;

const code = (texts: GalleryTexts, name: string, text: string) =>
  html`<vae-code .texts=${texts} .name=${fill(texts.snippet, { name })} .text=${text}></vae-code>`;

const start = (texts: GalleryTexts) =>
  html`${heading(texts, "start")}
    <p>${prose(texts.start.text)}</p>
    ${code(texts, texts.start.title, `${script(SITE)}\n<vae-latent></vae-latent>`)}
    <p>${prose(fill(texts.start.after, { lab: "./index.html#v=1&panel=share" }))}</p>`;

const figures = (texts: GalleryTexts) =>
  html`${heading(texts, "figures")}
    <p>${prose(texts.figures.text)}</p>
    ${examples(texts).map((example) => {
      const { title, text } = texts.elements[example.element];
      return html`<section aria-labelledby=${example.element}>
        <h3 id=${example.element}>${title} <code>${`<${example.element}>`}</code></h3>
        ${text.map(paragraph)}
        <div class="figure" role="figure" aria-labelledby=${example.element}>${live(texts, example)}</div>
        ${code(texts, title, snippet("script", figureOf(texts, example), SITE))}
      </section>`;
    })}`;

const figureOf = (texts: GalleryTexts, { element, attributes }: Example) => ({
  element,
  attributes,
  alt: texts.elements[element].alt,
});

/** The widgets of this page. They stay where they are when the language changes. */
const widgets = new Map<Example["attributes"], Element>();

/** The widget that the snippet makes. */
function live(texts: GalleryTexts, example: Example): Element {
  const figure = figureOf(texts, example);
  let widget = widgets.get(example.attributes);
  if (!widget) {
    const template = document.createElement("template");
    template.innerHTML = element(figure, SITE);
    widget = document.importNode(template.content, true).firstElementChild as Element;
    widgets.set(example.attributes, widget);
  }
  widget.querySelector("img")?.setAttribute("alt", figure.alt);
  return widget;
}

function groups(texts: GalleryTexts) {
  const both = PAIR.map((example) => element(figureOf(texts, example), SITE));
  return html`${heading(texts, "groups")} ${texts.groups.text.map(paragraph)}
    <div class="figure" role="figure" aria-labelledby="groups">${PAIR.map((example) => live(texts, example))}</div>
    ${code(texts, texts.groups.title, [script(SITE), ...both].join("\n"))}`;
}

const reference = (texts: GalleryTexts) =>
  html`${heading(texts, "reference")}
    <p>${prose(texts.reference.text)}</p>
    ${attributes(texts)} ${heading(texts, "pieces")}
    <p>${prose(texts.pieces.text)}</p>
    ${pieces(texts)} ${heading(texts, "scripting")}
    <p>${prose(texts.scripting.text)}</p>
    ${code(texts, texts.scripting.title, SCRIPT)} ${members(texts)} ${events(texts)} ${heading(texts, "looks")}
    <p>${prose(texts.looks.text)}</p>
    ${code(texts, texts.looks.title, STYLE)} ${colours(texts)} ${parts(texts)}`;

const SCRIPT = `const figure = document.querySelector("vae-latent");
figure.addEventListener("metrics", ({ detail }) => console.log(detail.step, detail.testLoss));
await figure.setOptions({ beta: 4 });
await figure.step(100);`;

const STYLE = `vae-latent {
  --vae-page: #fdf6e3;
  --vae-radius: 0;
}
vae-latent::part(link) {
  display: none;
}`;

function hosts(texts: GalleryTexts) {
  const [first] = examples(texts);
  const shown = (form: "frame" | "markdown") => (first ? snippet(form, figureOf(texts, first), SITE) : "");
  return html`${heading(texts, "csp")}
    <p>${prose(texts.csp.text)}</p>
    ${code(texts, texts.csp.title, policy(SITE))}
    <ul>
      ${texts.csp.reasons.map((reason) => html`<li>${prose(reason)}</li>`)}
    </ul>
    ${heading(texts, "frames")}
    <p>${prose(texts.frames.text)}</p>
    ${code(texts, texts.frames.title, shown("frame"))} ${heading(texts, "markdown")}
    <p>${prose(texts.markdown.text)}</p>
    ${code(texts, texts.markdown.title, shown("markdown"))}
    <ul>
      ${texts.markdown.notes.map((note) => html`<li>${prose(note)}</li>`)}
    </ul>
    ${heading(texts, "npm")}
    <p>${prose(texts.npm.text)}</p>
    ${code(texts, texts.npm.title, PACKAGE)} ${heading(texts, "needs")}
    <p>${prose(texts.needs.text)}</p>`;
}

const PACKAGE = `import "vae-lab";

const figure = document.createElement("vae-latent");
figure.pins = "0.5,0.5;-1,2";
document.body.append(figure);`;

const other = (language: Language): Language => (language === "en" ? "zh" : "en");

function changeLanguage(): void {
  language = other(language);
  const url = new URL(location.href);
  url.searchParams.set("lang", language);
  history.replaceState(history.state, "", url);
  void show();
}

function changeTheme(): void {
  const root = document.documentElement;
  root.dataset["theme"] = isDark() ? "light" : "dark";
}

/** By what was chosen, and else by the system. */
function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

if (styles.styleSheet) document.adoptedStyleSheets = [styles.styleSheet];
// The target of the address was not there when the browser scrolled to it.
void show().then(() => document.getElementById(location.hash.slice(1))?.scrollIntoView());
