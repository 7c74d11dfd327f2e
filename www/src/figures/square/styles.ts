import { css } from "lit";

export const squareStyles = css`
  :host {
    container-type: inline-size;
  }
  .row label,
  .choices {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 18px;
    font-size: var(--text-note);
  }
  .square {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px 18px;
    align-items: start;
  }
  @container (min-width: 900px) {
    .square {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  canvas {
    display: block;
    width: 100%;
    max-width: 480px;
    margin: 0 auto;
    aspect-ratio: 1;
  }
  .names {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 2px 18px;
    font-size: var(--text-note);
  }
  .names span::before {
    content: "";
    display: inline-block;
    width: 20px;
    margin-inline-end: 6px;
    vertical-align: middle;
    border-top: 3px solid var(--xhat);
  }
  .names .p::before {
    border-top: 3px dotted var(--x);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--text-note);
  }
  th,
  td {
    padding: 3px 6px;
    border-top: 1px solid var(--line);
    text-align: start;
    overflow-wrap: anywhere;
    font-weight: 400;
    vertical-align: baseline;
  }
  thead th {
    border-top: 0;
    color: var(--muted);
  }
  @container (min-width: 480px) {
    tbody th {
      white-space: nowrap;
    }
  }
  td.value {
    text-align: end;
    white-space: nowrap;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  tr.part th {
    padding-inline-start: 20px;
  }
  .note {
    max-width: 75ch;
    font-size: var(--text-note);
    line-height: 1.45;
  }
`;
