import { css } from "lit";

export const linearStyles = css`
  :host {
    container-type: inline-size;
  }
  .panel {
    gap: 12px;
  }
  h2,
  h3 {
    margin: 0;
    font-size: var(--text-body);
    font-weight: 600;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
  }
  .halves {
    display: grid;
    gap: 12px 20px;
  }
  @container (min-width: 520px) {
    .halves {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
  .part {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 6px;
  }
  .images {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 8px;
    text-align: center;
    font-size: var(--text-note);
  }
  .images > div {
    min-width: 0;
  }
  .images vae-sheet {
    border: 1px solid var(--line);
    border-radius: var(--radius-control);
    background: var(--page);
  }
  .columns {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 4px 8px;
    font-size: var(--text-note);
  }
  label {
    display: grid;
    grid-template-columns: auto minmax(60px, 1fr) auto;
    align-items: center;
    gap: 8px;
    font-size: var(--text-note);
  }
  input[type="range"] {
    width: 100%;
    min-width: 0;
    accent-color: var(--z);
  }
  .figures {
    font-size: var(--text-body);
    gap: 2px 16px;
  }
  .note {
    max-width: 75ch;
    font-size: var(--text-note);
    line-height: 1.5;
  }
  .picture {
    width: 100%;
    max-width: 420px;
    height: auto;
    margin: 0 auto;
    overflow: visible;
  }
  .picture .axis,
  .picture .now {
    stroke: var(--faint);
  }
  .picture .now {
    stroke-dasharray: 2 3;
  }
  .picture .tick {
    fill: var(--muted);
    font-size: 10px;
    font-variant-numeric: tabular-nums;
  }
  .picture .scree {
    fill: none;
    stroke: var(--x);
    stroke-width: 2;
  }
  .picture .own {
    fill: var(--recon);
    stroke: var(--panel);
  }
  .picture .alive {
    fill: var(--kl);
  }
  .picture .dead,
  .picture .beyond {
    fill: none;
    stroke: var(--kl);
    stroke-opacity: 0.55;
  }
  .picture .beyond {
    stroke: var(--faint);
    stroke-dasharray: 2 2;
  }
  .picture .floor {
    stroke: var(--sigma);
    stroke-width: 1.5;
  }
  @media (forced-colors: active) {
    .picture {
      forced-color-adjust: none;
    }
  }
`;
