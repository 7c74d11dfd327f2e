import { css } from "lit";

/** Fields of the recorder, in rows and below each other. */
export const fieldStyles = css`
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .fields {
    display: grid;
    gap: 8px;
    margin: 8px 0;
  }
  fieldset {
    display: grid;
    justify-items: start;
    gap: 6px;
    min-width: 0;
    margin: 0;
    border: 1px solid var(--line);
    border-radius: var(--radius-field);
  }
  legend {
    padding: 0 4px;
    font-weight: 600;
  }
  label {
    display: grid;
    gap: 2px;
    width: 100%;
    font-size: var(--text-note);
  }
  .row label {
    flex: 1 1 12em;
    width: auto;
  }
  .row .bound,
  .check {
    display: flex;
    flex: none;
    align-items: center;
    gap: 6px;
    width: auto;
  }
  input:not([type="checkbox"], [type="radio"]),
  textarea {
    width: 100%;
    min-height: calc(28 * var(--unit));
    padding: 3px 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius-control);
    background: var(--panel);
    color: inherit;
    font: inherit;
    font-size: var(--text-body);
  }
  .bound input:not([type="checkbox"], [type="radio"]) {
    width: 7em;
  }
  select {
    max-width: 100%;
  }
  input[type="checkbox"],
  input[type="radio"] {
    accent-color: var(--ink);
  }
`;
