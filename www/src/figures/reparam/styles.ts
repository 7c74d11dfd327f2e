import { css } from "lit";

export const reparamStyles = css`
  :host {
    container-type: inline-size;
  }
  .panel {
    padding: 10px 12px;
  }
  .tools,
  .ways,
  .formula {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 5px;
  }
  .tools {
    justify-content: space-between;
    gap: 6px 12px;
    margin-bottom: 6px;
  }
  .button svg {
    width: 13px;
    height: 13px;
  }
  .halves {
    display: grid;
    gap: 8px 20px;
  }
  .halves > div {
    width: 100%;
    max-width: 420px;
    min-width: 0;
    margin: 0 auto;
  }
  .line,
  .graph > svg {
    width: 100%;
    height: auto;
    overflow: visible;
    font-size: var(--text-small);
    user-select: none;
  }
  .graph > svg {
    font-size: 10.5px;
  }
  text {
    fill: var(--ink);
    font-variant-numeric: tabular-nums;
  }
  .own {
    fill: var(--own);
  }

  /* The number line. */
  .axis {
    stroke: var(--faint);
  }
  .tick {
    fill: var(--muted);
    font-size: 9.5px;
    text-anchor: middle;
  }
  .bell {
    fill: var(--own);
    fill-opacity: 0.13;
    stroke: var(--own);
    stroke-opacity: 0.8;
  }
  .draw {
    stroke: var(--z);
    stroke-opacity: 0.35;
  }
  .fan {
    stroke: var(--line);
  }
  .stem {
    stroke: var(--own);
    stroke-dasharray: 2 2;
  }
  .way {
    stroke: var(--own);
    stroke-width: 1.5;
  }
  .drop {
    stroke-opacity: 0.35;
  }
  .jumps {
    fill: none;
    stroke: var(--z);
    stroke-opacity: 0.3;
  }
  .loss {
    fill: none;
    stroke: var(--recon);
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .tangent {
    stroke: var(--ink);
    stroke-width: 2;
  }
  .late {
    opacity: 0.3;
  }
  .mark {
    fill: var(--own);
  }
  .symbol {
    fill: var(--panel);
    font-style: italic;
    font-weight: 600;
    text-anchor: middle;
    pointer-events: none;
  }
  .grip {
    cursor: grab;
    touch-action: pan-y;
  }
  .held,
  .held .grip {
    cursor: grabbing;
  }
  .reach {
    fill: var(--lit);
  }
  .sliders {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 12px;
    font-size: var(--text-note);
  }
  .sliders label {
    padding: 0 3px;
    color: var(--own);
  }
  .sliders label > span {
    display: flex;
    justify-content: space-between;
  }
  .sliders input {
    display: block;
    width: 100%;
    height: 16px;
    margin: 0;
    accent-color: var(--own);
  }

  /* The computation graph. */
  .graph {
    position: relative;
  }
  .node :is(rect, ellipse) {
    fill: var(--lit);
    stroke: var(--own);
  }
  .random ellipse {
    stroke-dasharray: 3 2;
  }
  .node text {
    text-anchor: middle;
  }
  .derivative {
    fill: var(--recon);
    font-weight: 600;
  }
  .derivative.none {
    fill: var(--faint);
    font-weight: 400;
  }
  .forth {
    stroke: var(--faint);
    fill: var(--faint);
  }
  line.back {
    stroke: var(--recon);
    stroke-width: 1.5;
    stroke-dasharray: 4 3;
    animation: back 0.7s linear infinite;
  }
  polygon.back {
    fill: var(--recon);
  }
  @keyframes back {
    to {
      stroke-dashoffset: -7;
    }
  }
  .lost {
    stroke: var(--faint);
    stroke-dasharray: 1 3;
  }
  .stop {
    stroke: var(--alarm);
    stroke-width: 2.5;
    stroke-linecap: round;
  }
  .factor {
    fill: var(--recon);
    text-anchor: middle;
  }
  .aside,
  .aside text {
    fill: var(--muted);
    font-size: 10px;
  }
  .key {
    fill: none;
    stroke: var(--muted);
  }
  ellipse.key {
    stroke-dasharray: 3 2;
  }
  .graph > div {
    position: absolute;
    left: 80.4%;
    width: 17.2%;
  }
  .graph > .xhat {
    top: 1.2%;
  }
  .graph > .x {
    top: 68.6%;
  }
  .graph vae-sheet {
    border: 1px solid color-mix(in srgb, var(--own) 50%, transparent);
    border-radius: var(--radius-small);
    overflow: hidden;
  }
  .graph > div span {
    position: absolute;
    right: 4px;
    top: 0;
    font-size: var(--text-small);
    font-style: italic;
    color: var(--own);
  }
  .x button {
    display: block;
    width: 100%;
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
  }
  .caption {
    min-height: 2.7em;
    font-size: var(--text-note);
    line-height: 1.35;
  }
  .formula {
    gap: 0 14px;
    font-size: var(--text-note);
  }

  /* The estimators. */
  .estimates {
    margin-top: 8px;
  }
  h2 {
    flex-wrap: wrap;
    gap: 4px 8px;
    margin: 0 0 2px;
  }
  .strips {
    display: grid;
    gap: 2px;
    font-size: var(--text-note);
  }
  .strip {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 10px;
  }
  .strip svg {
    grid-row: 2;
    grid-column: 1 / -1;
    width: 100%;
    height: 18px;
    fill: var(--recon);
    fill-opacity: 0.5;
    border-radius: var(--radius-small);
    background: color-mix(in srgb, var(--ink) 4%, transparent);
  }
  .score svg,
  .baseline svg {
    fill: var(--muted);
  }
  .estimator small {
    font-size: var(--text-small);
    color: var(--muted);
    white-space: nowrap;
  }
  .deviation {
    text-align: right;
    white-space: nowrap;
  }
  .strip text {
    fill: var(--muted);
    fill-opacity: 1;
    text-anchor: middle;
  }
  .zero {
    stroke: var(--line);
  }
  .mean {
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .needs {
    margin-top: 3px;
    font-size: var(--text-note);
    line-height: 1.35;
  }
  @container (min-width: 480px) {
    .strip {
      grid-template-columns: 200px minmax(0, 1fr) 76px;
    }
    .strip svg {
      grid-row: 1;
      grid-column: 2;
    }
  }
  @container (min-width: 560px) {
    .halves {
      grid-template-columns: 1fr 1fr;
    }
  }
  @container (min-width: 900px) {
    .panel {
      max-width: 900px;
      margin: 0 auto;
    }
  }
  @media (pointer: coarse) {
    .sliders input {
      height: 30px;
    }
  }
`;
