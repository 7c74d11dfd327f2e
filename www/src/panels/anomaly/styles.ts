import { css } from "lit";

export const anomalyStyles = css`
  :host {
    container-type: inline-size;
  }
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
  }
  h2,
  h3 {
    margin: 0;
    font-size: var(--text-body);
    font-weight: 600;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 14px;
    font-size: var(--text-note);
  }
  .choices label {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .restart {
    color: var(--muted);
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px 20px;
  }
  @container (min-width: 520px) {
    .halves {
      grid-template-columns: minmax(0, 2fr) minmax(0, 1fr);
    }
  }
  .axis-part {
    display: grid;
    gap: 2px;
    touch-action: pan-y;
  }
  .picture {
    display: block;
    width: 100%;
    height: auto;
    overflow: visible;
    font-size: 10px;
    font-variant-numeric: tabular-nums;
  }
  .axis-part .picture {
    cursor: ew-resize;
    touch-action: pan-y;
  }
  .roc {
    max-width: 230px;
    margin: 0 auto;
  }
  .tick {
    fill: var(--muted);
  }
  .axis,
  .even {
    fill: none;
    stroke: var(--faint);
  }
  .even {
    stroke-dasharray: 2 3;
  }
  .others rect {
    fill: var(--x);
    fill-opacity: 0.55;
  }
  .anomalies rect {
    fill: var(--recon);
  }
  .cut {
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .handle,
  .now {
    fill: var(--ink);
    stroke: var(--panel);
    stroke-width: 1.5;
  }
  .curve {
    fill: none;
    stroke: var(--recon);
    stroke-width: 2;
  }
  .drawn {
    fill: var(--z);
    stroke: var(--panel);
  }
  input[type="range"] {
    width: 100%;
    margin: 0;
    accent-color: var(--ink);
  }
  @media (pointer: coarse) {
    input[type="range"] {
      height: 30px;
    }
  }
  dl {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 1px 8px;
    margin: 0;
    font-size: var(--text-body);
  }
  dl div {
    display: contents;
  }
  dd {
    margin: 0;
    text-align: right;
    font-weight: 600;
  }
  .note {
    max-width: 75ch;
    font-size: var(--text-note);
    line-height: 1.45;
  }
  .images {
    display: grid;
    grid-template-columns: repeat(8, minmax(0, 1fr));
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: var(--text-small);
    text-align: center;
  }
  .images.signals {
    grid-template-columns: repeat(4, minmax(0, 1fr));
  }
  .images li {
    display: grid;
    gap: 1px;
    min-width: 0;
    padding: 1px;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
  }
  /* Not by colour alone: the border is double. */
  .images li.anomaly {
    border: 3px double var(--recon);
    font-weight: 700;
  }
  .signal {
    width: 100%;
    height: 34px;
  }
  .signal path {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }
  .signal .other {
    stroke: var(--recon);
    stroke-dasharray: 2 2;
  }
  .drawing {
    display: grid;
    grid-template-columns: minmax(0, 160px) minmax(0, 1fr);
    gap: 12px;
    align-items: start;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (forced-colors: active) {
    .picture,
    .signal {
      forced-color-adjust: none;
    }
  }
`;
