import { css } from "lit";
import { fileStyles } from "../../ui/file-styles.ts";

/** The sheet over the page in which pictures become a dataset. */
export const pictureStyles = [
  fileStyles,
  css`
    dialog {
      width: min(calc(560 * var(--unit)), 100vw - 24px);
      max-height: calc(100dvh - 24px);
      padding: 14px 16px;
      border: 1px solid var(--line);
      border-radius: var(--radius-panel);
      background: var(--panel);
      color: var(--ink);
      font-size: var(--text-body);
      line-height: 1.45;
      overflow-y: auto;
    }
    dialog::backdrop {
      background: rgb(0 0 0 / 0.4);
    }
    dialog > * + * {
      margin-top: 10px;
    }
    header,
    footer,
    .row,
    label {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
    }
    header {
      justify-content: space-between;
    }
    footer {
      justify-content: flex-end;
    }
    footer p {
      flex: 1;
    }
    fieldset {
      display: grid;
      gap: 8px;
      min-width: 0;
      margin-inline: 0;
      border: 1px solid var(--line);
      border-radius: var(--radius-field);
    }
    legend,
    h3 {
      padding: 0 4px;
      font-size: inherit;
      font-weight: 600;
    }
    progress {
      width: 100%;
      accent-color: var(--ink);
    }
    canvas {
      width: 100%;
      image-rendering: pixelated;
    }
    ul {
      max-height: 9em;
      margin: 0;
      padding-left: 1.4em;
      overflow: auto;
      overflow-wrap: anywhere;
    }
    li span {
      color: var(--muted);
    }
    input[type="text"] {
      flex: 1 1 10em;
      min-height: calc(28 * var(--unit));
      padding: 3px 8px;
      border: 1px solid var(--line);
      border-radius: var(--radius-control);
      background: var(--panel);
    }
    input[type="checkbox"],
    input[type="range"] {
      accent-color: var(--ink);
    }
    .main {
      border-color: var(--ink);
      background: var(--ink);
      color: var(--panel);
    }
  `,
];
