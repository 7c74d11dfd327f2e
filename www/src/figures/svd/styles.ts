import { css } from "lit";

export const characterStyles = css`
  :host {
    container-type: inline-size;
  }
  .panel {
    margin-top: 10px;
  }
  .tables {
    display: grid;
    gap: 12px 24px;
  }
  @container (min-width: 560px) {
    .tables {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    text-align: center;
  }
  caption {
    padding-bottom: 4px;
    font-size: var(--text-note);
    text-align: start;
    color: var(--muted);
  }
  th,
  td {
    padding: 2px;
    font-weight: 400;
  }
  tbody td {
    border: 1px solid var(--line);
  }
  td.guessed {
    outline: 2px solid var(--z);
    outline-offset: -2px;
    font-weight: 600;
  }
  input[type="number"] {
    width: 100%;
    min-height: calc(26 * var(--unit));
    padding: 0;
    border: 0;
    background: none;
    text-align: center;
    appearance: textfield;
  }
  input::-webkit-inner-spin-button {
    appearance: none;
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-size: var(--text-note);
  }
  .note {
    max-width: 75ch;
    font-size: var(--text-note);
    line-height: 1.5;
  }
  @media (pointer: coarse) {
    input[type="number"] {
      min-height: 40px;
    }
  }
`;
