/** QR codes, drawn as one path: a square for each dark module. */
import { css, html, type TemplateResult } from "lit";
import { encode } from "uqr";

/** Modules around a code that are left white, as readers need them. */
const BORDER = 4;
/** More modules at a side can hardly be read off a projected screen. */
const MOST_MODULES = 101;

export interface QrCode {
  /** Modules at a side, with the border. */
  side: number;
  /** The `d` of an SVG path. */
  path: string;
}

/** The code of a text; undefined where it would be too fine. */
export function qrCode(text: string): QrCode | undefined {
  try {
    const { size, data } = encode(text, { ecc: "L", border: BORDER });
    if (size > MOST_MODULES + 2 * BORDER) return undefined;
    const rows = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join(""));
    return { side: size, path: rows.join("") };
  } catch {
    return undefined;
  }
}

/** `--code-side` is the width, 220 units unless said. */
export const qrStyles = css`
  /* Readers of codes want dark on light. */
  .code {
    width: calc(var(--code-side, 220) * var(--unit));
    height: auto;
    background: white;
    color: black;
    forced-color-adjust: none;
  }
`;

/** The picture of a code. */
export const qrPicture = ({ side, path }: QrCode, name: string): TemplateResult =>
  html`<svg class="code" role="img" aria-label=${name} viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">
    <path d=${path} />
  </svg>`;
