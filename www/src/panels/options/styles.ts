import { css } from "lit";

/** Rows of a form: a name, its explanation, its control. */
export const formStyles = css`
  :host {
    display: block;
  }
  .rows {
    display: grid;
    gap: 9px;
  }
  .row {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(94px, 38%);
    align-items: center;
    gap: 2px 6px;
  }
  .row.idle > :is(.name, input, select) {
    opacity: 0.5;
  }
  /* A change that waits for the restart. */
  .row.waits::before {
    content: "";
    position: absolute;
    inset: 0 auto 0 -8px;
    width: 3px;
    border-radius: var(--radius-fine);
    background: var(--ink);
  }
  .name {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  label {
    flex: 1;
    font-size: var(--text-body);
    line-height: 1.25;
  }
  .symbol {
    color: var(--muted);
    font-style: italic;
    margin-left: 2px;
    white-space: nowrap;
  }
  .restart {
    color: var(--faint);
    margin-left: 3px;
    cursor: help;
  }
  .waits .restart {
    color: var(--ink);
  }
  input:not([type="checkbox"], [type="range"]),
  select {
    width: 100%;
    min-width: 0;
    height: calc(28 * var(--unit));
    padding: 0 7px;
    border: 1px solid var(--line);
    border-radius: var(--radius-control);
    background: var(--panel);
    font-size: var(--text-body);
  }
  input[type="number"] {
    appearance: textfield;
  }
  input:hover,
  select:hover {
    border-color: var(--faint);
  }
  input[type="checkbox"] {
    justify-self: end;
    width: 16px;
    height: 16px;
    accent-color: var(--ink);
  }
  .slider {
    grid-column: 1 / -1;
    position: relative;
  }
  .slider input {
    display: block;
    width: 100%;
    height: 14px;
    margin: 0;
    accent-color: var(--ink);
  }
  .marks {
    position: relative;
    height: calc(16 * var(--unit));
    margin: 0 8px;
    font-size: var(--text-small);
    color: var(--muted);
  }
  .marks span {
    position: absolute;
    transform: translateX(-50%);
    white-space: nowrap;
  }
  .marks span:first-child {
    transform: translateX(-8px);
  }
  /* The number is further on than the slider reaches. */
  .beyond input {
    accent-color: var(--faint);
  }
  .marks b {
    position: absolute;
    left: -8px;
    padding-right: 4px;
    background: var(--panel);
    color: var(--ink);
  }
  .marks .high {
    left: auto;
    right: -8px;
    padding: 0 0 0 4px;
  }
  .explain {
    position: relative;
    width: calc(18 * var(--unit));
    height: calc(18 * var(--unit));
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 50%;
    background: none;
    font-size: var(--text-small);
    line-height: 1;
    color: var(--muted);
    cursor: pointer;
  }
  /* As large as a finger needs it. */
  .explain::before {
    content: "";
    position: absolute;
    inset: -9px -6px;
  }
  .explain:hover {
    border-color: var(--faint);
  }
  .help {
    grid-column: 1 / -1;
    font-size: var(--text-note);
    line-height: 1.4;
    color: var(--muted);
  }
  .refused {
    grid-column: 1 / -1;
    color: var(--alarm);
    font-size: var(--text-note);
    line-height: 1.35;
  }
  @media (pointer: coarse) {
    /* Phones zoom in on smaller text than this. */
    input:not([type="checkbox"], [type="range"]),
    select {
      height: 36px;
      font-size: 16px;
    }
    input[type="checkbox"] {
      width: 24px;
      height: 24px;
    }
    .slider input {
      height: 30px;
    }
  }
`;
