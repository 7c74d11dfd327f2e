import { css, unsafeCSS } from "lit";
import { LIGHT, customProperties } from "../draw/palette.ts";
import { fonts } from "../ui/styles.ts";

/** A sheet, dark on light wherever it is. */
export const sheetStyles = css`
  .sheet {
    ${unsafeCSS(customProperties(LIGHT))}
    color: var(--ink);
    font: 11pt/1.45 ${fonts};
  }
  .sheet :is(h1, h2, p, ul, ol) {
    display: block;
    min-height: 0;
    margin: 0;
  }
  .sheet header {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: baseline;
    gap: 0 6mm;
    padding-bottom: 2mm;
    border-bottom: 1px solid var(--ink);
  }
  .sheet h1 {
    font-size: 17pt;
  }
  .sheet h2 {
    font-size: 12pt;
  }
  .sheet .subject {
    padding: 2mm 0;
  }
  .sheet ol {
    padding-left: 1.6em;
  }
  .sheet ol > li {
    margin-top: 5mm;
  }
  .sheet h2,
  .sheet .ask,
  .sheet .lines {
    break-inside: avoid;
  }
  .sheet h2 {
    break-after: avoid;
  }
  .sheet .ask {
    margin: 2mm 0;
    padding: 2mm 4mm;
    border: 1px solid var(--faint);
    border-radius: 2mm;
  }
  .sheet ul {
    padding: 1mm 0;
    list-style: none;
  }
  .sheet .box {
    display: inline-block;
    width: 1em;
    height: 1em;
    margin-right: 2mm;
    border: 1px solid var(--ink);
    line-height: 1;
    vertical-align: -0.1em;
  }
  .sheet .right {
    font-weight: 600;
  }
  .sheet em {
    color: var(--muted);
    font-weight: 400;
  }
  .sheet .fields {
    display: flex;
    flex-wrap: wrap;
    gap: 2mm 8mm;
    padding: 2mm 0;
  }
  .sheet .field {
    display: flex;
    flex: 1 1 60mm;
    gap: 2mm;
  }
  .sheet i {
    border-bottom: 1px solid var(--ink);
  }
  .sheet .field i {
    flex: 1;
  }
  .sheet .plot {
    height: 45mm;
    border: solid var(--ink);
    border-width: 0 0 1px 1px;
  }
  .sheet .lines i {
    display: block;
    height: 9mm;
  }
`;

/** Of the root that the sheet to print lies in: it is there on paper alone, and alone on paper. */
export const printedStyles = css`
  @media not print {
    .sheet {
      display: none;
    }
  }
  @media print {
    main,
    .paper {
      display: none !important;
    }
  }
`;
