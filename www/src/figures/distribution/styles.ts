import { css } from "lit";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles } from "../../ui/styles.ts";

export const distributionStyles = [
  base,
  panelStyles,
  barStyles,
  css`
    fieldset {
      display: flex;
      flex-wrap: wrap;
      gap: 6px 18px;
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }
    .many {
      font-size: var(--text-note);
    }
    @container (max-width: 400px) {
      .many {
        flex-basis: 100%;
      }
      fieldset .row {
        gap: 4px;
      }
    }
    label {
      position: relative;
    }
    input {
      position: absolute;
      inset: 0;
      margin: 0;
      opacity: 0;
      cursor: pointer;
    }
    input:checked + .button {
      border-color: var(--faint);
      background: color-mix(in srgb, var(--ink) 9%, var(--panel));
      font-weight: 600;
    }
    input:focus-visible + .button {
      outline: 2px solid var(--z);
      outline-offset: 2px;
    }
    .none {
      display: grid;
      place-items: center;
      min-height: clamp(280px, 58cqi, 460px);
      text-align: center;
    }
    .figures {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 18px;
      font-size: var(--text-body);
    }
    .held {
      min-height: 1.5em;
      font-size: var(--text-body);
      color: var(--z);
    }
    .hint {
      max-width: 75ch;
      font-size: var(--text-note);
      line-height: 1.5;
    }
  `,
];
