/**
 * What stands in each page itself, for where its scripts do not run: a sentence on what is the matter, in every
 * language. The page takes it away when it starts. And the page's Content Security Policy.
 */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import about from "../../package.json" with { type: "json" };
import { TAGS } from "../src/texts/language.ts";
import en from "../src/texts/start/en.json" with { type: "json" };
import zh from "../src/texts/start/zh.json" with { type: "json" };

/** The page that has a figure alone, which nobody looks for. */
const FRAME = "embed.html";
/** The picture of links to a page, which no page itself shows. */
export const CARD = "card.png";

const TEXTS = { en, zh };
type Fault = keyof typeof en;
const FAULTS = Object.keys(en) as Fault[];

/** A page that has not started after this time is said to lack a part; it may come yet. */
const LATE_MS = 12_000;

const sentence = (fault: Fault) => TAGS.map((tag) => `<p lang="${tag}" class="${fault}">${TEXTS[tag][fault]}</p>`);
const SENTENCES = `<div id="fault" role="alert">${FAULTS.flatMap(sentence).join("")}</div>`;

const shown = FAULTS.map((fault) => `[data-fault=${fault}] #fault .${fault}`).join();
const STYLE = `#fault{max-width:40em;margin:auto;font:16px/1.5 sans-serif}#fault p{display:none;margin:1em}${shown}{display:block}`;

/** For any browser: those that are too old for the page have to understand it. */
const SCRIPT =
  `(function(d){function f(n){d.getAttribute("data-fault")||d.setAttribute("data-fault",n)}` +
  `function g(e){e=e.target;e.tagName&&e.tagName!="SCRIPT"||f("part")}` +
  `location.protocol=="file:"?f("file"):[].toReversed&&document.adoptedStyleSheets||f("old");` +
  `addEventListener("error",g,true);addEventListener("unhandledrejection",g);setTimeout(f,${LATE_MS},"part")})(document.documentElement)`;

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Data and weights may be anywhere; all else is the site's own. */
const policy = (script: string, style: string) =>
  [
    "default-src 'self' data: blob:",
    `script-src 'self' 'wasm-unsafe-eval' ${hashOf(script)}`,
    "worker-src 'self' blob:",
    `style-src 'self' ${hashOf(style)}`,
    // Pictures are drawn as shapes by a library that writes attributes.
    "style-src-attr 'unsafe-inline'",
    "connect-src * data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

/** Where the site will be, as the machine says that publishes it: what others read needs whole addresses. */
const SITE = process.env.SITE_URL?.replace(/\/?$/, "/") ?? "";

/** What a page of readers says to others: its languages, a picture for links to it, and how to install it. */
function head(page: string): string {
  const address = page === "index.html" ? SITE || "./" : SITE + page;
  const alternate = (lang: string, query: string) =>
    `<link rel="alternate" hreflang="${lang}" href="${address}${query}" />`;
  return [
    ...TAGS.map((tag) => alternate(tag, `?lang=${tag}`)),
    alternate("x-default", ""),
    `<meta property="og:image" content="${SITE}${CARD}" />`,
    '<meta name="twitter:card" content="summary_large_image" />',
    `<link rel="manifest" href="${MANIFEST}" />`,
  ].join("\n");
}

const MANIFEST = "manifest.webmanifest";
const icon = (side: number) => `icons/${side}.png`;

/** What a browser needs to install the page; the service worker keeps it for use without a network. */
const manifest = {
  id: "./",
  start_url: "./",
  scope: "./",
  name: "VAE Lab",
  short_name: "VAE Lab",
  description: about.description,
  display: "standalone",
  background_color: "#f5f6f8",
  theme_color: "#15181e",
  categories: ["education"],
  icons: [
    { src: "icon.svg", sizes: "any", type: "image/svg+xml" },
    ...[192, 512].map((side) => ({ src: icon(side), sizes: `${side}x${side}`, type: "image/png" })),
  ],
};

const CHARSET = '<meta charset="utf-8" />';

export const pages: Plugin = {
  name: "pages",
  apply: "build",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: MANIFEST, source: JSON.stringify(manifest) });
  },
  transformIndexHtml: {
    order: "post",
    handler(html, { path }) {
      const page = path.slice(1);
      const style = (/<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "") + STYLE;
      const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(SCRIPT, style)}" />`;
      return html
        .replace(CHARSET, `${CHARSET}\n    ${meta}`)
        .replace(/<style>.*?<\/style>/s, `<style>${style}</style>\n    <script>${SCRIPT}</script>`)
        .replace("</head>", page === FRAME ? "</head>" : `${head(page)}</head>`)
        .replace("<body>", `<body>\n    ${SENTENCES}`)
        .replaceAll(" />", ">")
        .replace(/\s*\n\s*/g, "\n");
    },
  },
};
