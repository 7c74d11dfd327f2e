import { css, unsafeCSS } from "lit";
import { LIGHT, customProperties } from "../../draw/palette.ts";
import { fonts } from "../../ui/styles.ts";

/** Of the document: margins, and no ground. */
export const documentStyles = css`
  @page {
    margin: 12mm;
  }
  @media print {
    html {
      background: none;
    }
  }
`;

export const paperStyles = css`
  .paper {
    ${unsafeCSS(customProperties(LIGHT))}
    color: var(--ink);
    font: 9pt/1.4 ${fonts};
    print-color-adjust: exact;
    -webkit-print-color-adjust: exact;
  }
  @media not print {
    .paper {
      display: none;
    }
  }
  @media print {
    main {
      display: none;
    }
  }
  .paper :is(h1, h2, p, dl, dd, figure) {
    margin: 0;
  }
  .paper header {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    padding-bottom: 2mm;
    border-bottom: 1px solid var(--line);
  }
  .paper h1 {
    font-size: 15pt;
  }
  .paper h2 {
    margin: 4mm 0 1mm;
    font-size: 10pt;
  }
  .paper .top {
    display: grid;
    grid-template-columns: minmax(0, 118mm) minmax(0, 1fr);
    gap: 6mm;
  }
  .paper .plane {
    position: relative;
    margin-bottom: 2mm;
  }
  .paper canvas {
    display: block;
    width: 100%;
  }
  .paper .pin {
    position: absolute;
    box-sizing: border-box;
    width: 16px;
    height: 16px;
    margin: -8px;
    border: 2px solid var(--panel);
    border-radius: 50%;
    background: var(--z);
    box-shadow: 0 0 0 1.5px var(--z);
    color: var(--panel);
    font-size: 8px;
    font-weight: 700;
    line-height: 12px;
    text-align: center;
  }
  .paper .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 0 3mm;
  }
  .paper :is(.keys, th) i {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-right: 1mm;
    border-radius: 50%;
  }
  .paper .keys .ring {
    border: 1px solid var(--z);
  }
  .paper .keys .line {
    width: 16px;
    height: 0;
    border-radius: 0;
    border-top: 2px solid var(--ink);
    vertical-align: middle;
  }
  .paper .keys .faint {
    border-top-width: 1px;
    opacity: 0.5;
  }
  .paper .images canvas {
    image-rendering: pixelated;
  }
  .paper .pins {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(24mm, 1fr));
    gap: 3mm;
  }
  .paper .pins canvas {
    width: 24mm;
    border: 1px solid var(--line);
    image-rendering: pixelated;
  }
  .paper .pins.one {
    grid-template-columns: 44mm;
  }
  .paper .pins.one canvas {
    width: 44mm;
  }
  .paper table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .paper :is(td, th) {
    padding: 0 4mm 0 0;
    text-align: left;
    font-weight: 400;
  }
  .paper td {
    text-align: right;
    font-weight: 600;
  }
  .paper .options {
    columns: 3;
    column-gap: 6mm;
  }
  .paper .options div {
    display: flex;
    justify-content: space-between;
    gap: 2mm;
    break-inside: avoid;
  }
  .paper .options dd {
    font-weight: 600;
    text-align: right;
  }
  .paper .link {
    margin-top: 4mm;
    padding-top: 2mm;
    border-top: 1px solid var(--line);
    font-size: 7.5pt;
    overflow-wrap: anywhere;
  }
  .paper a {
    color: inherit;
  }
`;
