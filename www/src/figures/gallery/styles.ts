/** The look of the gallery: an article of one column. Its colours are the Lab's. */
import { css, unsafeCSS } from "lit";
import { DARK, LIGHT, customProperties } from "../../draw/palette.ts";
import { sizes } from "../../ui/sizes.ts";
import { fonts, spoken } from "../../ui/styles.ts";

export const styles = css`
  :root {
    color-scheme: light dark;
    ${unsafeCSS(customProperties(LIGHT))}
  }
  @media (prefers-color-scheme: dark) {
    :root {
      ${unsafeCSS(customProperties(DARK))}
    }
  }
  :root[data-theme="light"] {
    color-scheme: light;
    ${unsafeCSS(customProperties(LIGHT))}
  }
  :root[data-theme="dark"] {
    color-scheme: dark;
    ${unsafeCSS(customProperties(DARK))}
  }
  :root {
    ${sizes}
    --sans: ${fonts};
    --serif: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Georgia, serif;
    --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    scroll-padding-top: 24px;
  }
  html,
  body {
    background: var(--panel);
  }
  body {
    color: var(--ink);
    font: 18px/1.62 var(--serif);
    text-size-adjust: 100%;
  }
  :lang(zh) body {
    font: 17px/1.85 var(--sans);
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .page {
    max-width: 728px;
    margin: 0 auto;
    padding: 20px 24px 96px;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-bottom: 64px;
    font: 14px/1.5 var(--sans);
  }
  .bar a {
    margin-right: auto;
    font-weight: 600;
    color: inherit;
    text-decoration: none;
  }
  .bar a:hover {
    text-decoration: underline;
  }
  button {
    min-height: 32px;
    padding: 0 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius-control);
    background: var(--panel);
    color: var(--ink);
    font: 13px/1 var(--sans);
    cursor: pointer;
  }
  button:hover {
    border-color: var(--faint);
  }
  button svg {
    display: block;
    width: 16px;
    height: 16px;
    fill: currentColor;
  }
  h1,
  h2,
  h3 {
    font-family: var(--sans);
    line-height: 1.2;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  h1 {
    margin: 0 0 20px;
    font-size: clamp(32px, 6vw, 46px);
    letter-spacing: -0.025em;
  }
  h2 {
    margin: 88px 0 16px;
    padding-top: 24px;
    border-top: 1px solid var(--line);
    font-size: 28px;
  }
  h3 {
    margin: 72px 0 12px;
    font-size: 21px;
  }
  h3 code {
    margin-left: 8px;
    background: none;
    color: var(--muted);
    font-weight: 400;
  }
  p {
    margin: 0 0 1em;
  }
  .lead {
    font-size: 1.18em;
    line-height: 1.5;
    color: var(--muted);
  }
  :lang(zh) .lead {
    line-height: 1.7;
  }
  li {
    margin-bottom: 0.5em;
  }
  /* Han characters have no italics. */
  :lang(zh) em {
    font-style: normal;
    font-weight: 600;
  }
  a {
    color: var(--z);
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }
  :focus-visible {
    outline: 2px solid var(--z);
    outline-offset: 2px;
  }
  math {
    font-family: "Cambria Math", "STIX Two Math", "Latin Modern Math", math, serif;
    font-size: 1.04em;
  }
  .formula math {
    font-size: min(1.04em, 3.7vw);
  }
  code {
    padding: 0.1em 0.3em;
    border-radius: var(--radius-small);
    background: color-mix(in srgb, var(--ink) 6%, var(--panel));
    font: 0.84em/1.5 var(--mono);
    overflow-wrap: anywhere;
  }
  .contents {
    margin-top: 40px;
    font: 14px/1.5 var(--sans);
  }
  .contents ol {
    margin: 0;
    padding: 0;
    list-style: none;
    columns: 2 220px;
    column-gap: 32px;
  }
  .contents ol ol {
    columns: auto;
    padding-left: 14px;
  }
  .contents li {
    margin: 0;
    break-inside: avoid-column;
  }
  .contents ol ol li {
    break-inside: auto;
  }
  .contents a {
    display: block;
    padding: 3px 0;
    color: var(--muted);
    text-decoration: none;
  }
  .contents a:hover {
    color: var(--ink);
    text-decoration: underline;
  }
  .contents h2 {
    margin: 0 0 8px;
    padding: 0;
    border: 0;
    font-size: 14px;
  }
  .figure {
    margin: 28px 0 14px;
  }
  .figure > * + * {
    margin-top: 14px;
  }
  .figure img {
    display: block;
    max-width: 100%;
    height: auto;
  }
  vae-code {
    display: flow-root;
    position: relative;
    margin: 0 0 24px;
    padding: 12px 16px 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius-field);
    background: var(--page);
  }
  vae-code pre {
    margin: 2px 0 0;
    font: 13px/1.6 var(--mono);
    tab-size: 2;
    white-space: pre-wrap;
  }
  vae-code code {
    padding: 0;
    background: none;
    font: inherit;
  }
  vae-code button {
    float: right;
    margin: -6px -10px 4px 12px;
  }
  .table {
    overflow-x: auto;
    margin: 20px 0 28px;
    font: 14px/1.5 var(--sans);
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 7px 16px 7px 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
    font-weight: 400;
  }
  th:last-child,
  td:last-child {
    min-width: 200px;
    padding-right: 0;
  }
  thead th {
    color: var(--muted);
    font-size: var(--text-body);
    white-space: nowrap;
  }
  tbody th code,
  td:not(:last-child) code {
    white-space: nowrap;
  }
  td p {
    margin: 0 0 4px;
  }
  .of {
    display: inline-block;
    max-width: 180px;
    color: var(--muted);
    font-size: var(--text-note);
  }
  .of span {
    white-space: nowrap;
  }
  .swatch {
    display: flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  .swatch svg {
    width: 14px;
    height: 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
  }
  ${spoken}
  @media (min-width: 1240px) {
    .contents {
      position: fixed;
      top: 24px;
      left: max(24px, calc(50vw - 364px - 256px));
      width: 220px;
      max-height: calc(100vh - 48px);
      margin: 0;
      overflow-y: auto;
      font-size: var(--text-body);
    }
    .contents ol {
      columns: auto;
    }
  }
  @media (max-width: 480px) {
    .page {
      padding: 16px 14px 64px;
    }
    .bar {
      margin-bottom: 36px;
    }
    h2 {
      margin-top: 64px;
      font-size: 24px;
    }
    h3 {
      margin-top: 56px;
    }
    h3 code {
      display: block;
      margin: 4px 0 0;
      padding: 0;
    }
  }
  @media (pointer: coarse) {
    button {
      min-height: 40px;
    }
    .contents a {
      padding: 8px 0;
    }
  }
`;
