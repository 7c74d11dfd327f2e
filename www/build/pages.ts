/**
 * What stands in each page itself, for where its scripts do not run: a sentence on what is the matter, in every
 * language. The page takes it away when it starts. And the page's Content Security Policy.
 */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import { TAGS } from "../src/texts/language.ts";
import en from "../src/texts/start/en.json" with { type: "json" };
import zh from "../src/texts/start/zh.json" with { type: "json" };

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

const CHARSET = '<meta charset="utf-8" />';

export const pages: Plugin = {
  name: "pages",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler(html) {
      const style = (/<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "") + STYLE;
      const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(SCRIPT, style)}" />`;
      return html
        .replace(CHARSET, `${CHARSET}\n    ${meta}`)
        .replace(/<style>.*?<\/style>/s, `<style>${style}</style>\n    <script>${SCRIPT}</script>`)
        .replace("<body>", `<body>\n    ${SENTENCES}`)
        .replace(/\s*\n\s*/g, "\n");
    },
  },
};
