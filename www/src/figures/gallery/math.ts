/** Formulas of the articles, written nearly as in TeX, as MathML: `q(z|x)`, `\frac{a}{b}`, `z_1`, `σ^2`, `√d`, `x̂`. */
import { type TemplateResult, html, mathml } from "lit";

/** Names that stand upright. */
const WORDS = ["log", "diag", "KL", "ELBO"];
const TOKEN = new RegExp(`\\\\\\w+|${WORDS.join("|")}|\\p{L}\\u0302?|\\d+(?:\\.\\d+)?|\\S`, "gu");

export const inline = (text: string): TemplateResult => html`<math>${row(text)}</math>`;
export const display = (text: string): TemplateResult => html`<math display="block">${row(text)}</math>`;

const row = (text: string) => rest(text.match(TOKEN) ?? []);

/** Everything up to `end`, which is taken too. */
function rest(tokens: string[], end?: string): TemplateResult {
  const parts: TemplateResult[] = [];
  while (tokens.length > 0 && tokens[0] !== end) parts.push(scripted(tokens));
  tokens.shift();
  return mathml`<mrow>${parts}</mrow>`;
}

/** One thing with what stands below and above it. */
function scripted(tokens: string[]): TemplateResult {
  let base = atom(tokens);
  for (;;) {
    if (tokens[0] === "_") base = mathml`<msub>${base}${next(tokens)}</msub>`;
    else if (tokens[0] === "^") base = mathml`<msup>${base}${next(tokens)}</msup>`;
    else if (tokens[0] === "′") base = mathml`<msup>${base}${atom(tokens)}</msup>`;
    else return base;
  }
}

function next(tokens: string[]): TemplateResult {
  tokens.shift();
  return atom(tokens);
}

function atom(tokens: string[]): TemplateResult {
  const token = tokens.shift() ?? "";
  switch (token) {
    case "{":
      return rest(tokens, "}");
    case "√":
      if (tokens[0] !== "(") return mathml`<msqrt>${atom(tokens)}</msqrt>`;
      tokens.shift();
      return mathml`<msqrt>${rest(tokens, ")")}</msqrt>`;
    case "\\frac":
      return mathml`<mfrac>${atom(tokens)}${atom(tokens)}</mfrac>`;
    case "\\quad":
      return mathml`<mspace width="1em"></mspace>`;
  }
  if (token.endsWith("\u0302")) return mathml`<mover accent="true"><mi>${token[0]}</mi><mo>^</mo></mover>`;
  if (/^\p{L}/u.test(token)) return mathml`<mi>${token}</mi>`;
  if (/^[\d½]/.test(token)) return mathml`<mn>${token}</mn>`;
  return mathml`<mo stretchy="false">${token}</mo>`;
}
