/** Styles that all components share: the palette as custom properties, and the simplest elements. */
import { css, unsafeCSS } from "lit";
import { DARK, LIGHT, customProperties } from "../draw/palette.ts";
import { growing, sizes } from "./sizes.ts";

/** On the outermost element; custom properties reach every component below it. */
export const theme = css`
  :host {
    scrollbar-color: var(--faint) transparent;
    ${sizes}
    ${unsafeCSS(customProperties(LIGHT))}
  }
  @media (prefers-color-scheme: dark) {
    :host {
      ${unsafeCSS(customProperties(DARK))}
    }
  }
  :host([theme="light"]) {
    ${unsafeCSS(customProperties(LIGHT))}
  }
  :host([theme="dark"]) {
    ${unsafeCSS(customProperties(DARK))}
  }
  ${growing}
`;

/** The fonts of all text. */
export const fonts = css`
  system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif
`;

/** One line for the reader, as `notice` draws it. */
export const noticeStyles = css`
  .notice {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 3px 4px 3px 12px;
    border: 1px solid var(--line);
    border-left: 4px solid var(--z);
    border-radius: var(--radius-control);
    background: var(--panel);
  }
  .notice.error {
    border-left-color: var(--alarm);
  }
  .notice p {
    flex: 1;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
`;

/** For text that only screen readers have. */
export const spoken = css`
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  h2,
  h3,
  p,
  figure {
    margin: 0;
  }
  h2 {
    font-size: var(--text-body);
    font-weight: 600;
  }
  [hidden] {
    display: none !important;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: calc(32 * var(--unit));
    padding: 0 10px;
    border: 1px solid var(--line);
    border-radius: var(--radius-control);
    background: var(--panel);
    cursor: pointer;
    font-weight: 400;
    white-space: nowrap;
    transition: border-color 0.15s;
  }
  .button:hover:not(:disabled) {
    border-color: var(--faint);
  }
  .button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .small {
    min-height: calc(26 * var(--unit));
    padding: 0 8px;
    font-size: var(--text-note);
    border-radius: var(--radius-control);
  }
  .button[aria-pressed="true"] {
    border-color: var(--faint);
    background: color-mix(in srgb, var(--ink) 9%, var(--panel));
    font-weight: 600;
  }
  .button[aria-pressed="false"] {
    color: var(--muted);
  }
  /* Keys to colours keep them, in contrast themes and on paper. */
  i:empty {
    forced-color-adjust: none;
    print-color-adjust: exact;
  }
  @media (forced-colors: active) {
    :is([aria-pressed="true"], [aria-selected="true"]) {
      outline: 2px solid Highlight;
    }
  }
  .term {
    padding: 0;
    border: 0;
    background: none;
    text-align: inherit;
    text-decoration: underline dotted var(--faint);
    text-underline-offset: 3px;
    cursor: help;
  }
  :focus-visible {
    outline: 2px solid var(--z);
    outline-offset: 2px;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .muted {
    color: var(--muted);
  }
  ${spoken}
  svg {
    display: block;
    width: calc(16 * var(--unit));
    height: calc(16 * var(--unit));
    fill: currentColor;
  }
  @media (pointer: coarse) {
    .button {
      min-height: 40px;
      min-width: 40px;
    }
    .small {
      min-height: 34px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;

/** A bar of controls, in as many lines as it needs. */
export const bar = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
  }
`;

/** Styles of every panel: a frame for the class `panel`, and titles. */
export const panelStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .panel {
    padding: 12px 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius-panel);
    background: var(--panel);
  }
  h2 {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: calc(20 * var(--unit));
    margin: 0 0 8px;
    font-size: var(--text-body);
    font-weight: 600;
  }
`;
