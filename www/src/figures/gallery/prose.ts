/** Texts with a little markup: `code`, *stressed*, **strong**, $formula$, [link](address). */
import { type TemplateResult, html } from "lit";
import { display, inline } from "./math.ts";

const MARK = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\$([^$]+)\$|\[([^\]]+)\]\(([^)]+)\)/g;

/** The inside of a paragraph. */
export function prose(text: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const [whole, code, strong, stressed, formula, label = "", address] = match;
    parts.push(text.slice(from, match.index));
    from = match.index + whole.length;
    if (code) parts.push(html`<code>${code}</code>`);
    else if (strong) parts.push(html`<strong>${strong}</strong>`);
    else if (stressed) parts.push(html`<em>${stressed}</em>`);
    else if (formula) parts.push(inline(formula));
    else parts.push(html`<a href=${address}>${prose(label)}</a>`);
  }
  return [...parts, text.slice(from)];
}

/** A paragraph, or where it is between double dollars a formula of its own. */
export function paragraph(text: string): TemplateResult {
  const formula = /^\$\$(.+)\$\$$/.exec(text)?.[1];
  return formula ? html`<p class="formula">${display(formula)}</p>` : html`<p>${prose(text)}</p>`;
}
