import { css } from "lit";

export const mapStyles = css`
  :host {
    display: block;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 4px 12px;
    margin-bottom: 16px;
  }
  h2 {
    font-size: var(--text-call);
  }
  h2:focus {
    outline: none;
  }
  .head p {
    flex: 1 1 24em;
  }
  .come {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    margin-bottom: 16px;
    padding: 8px 14px;
    border: 1px solid var(--line);
    border-left: 4px solid var(--z);
    border-radius: var(--radius-control);
    background: var(--panel);
  }
  .islands {
    position: relative;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
    gap: 34px 36px;
  }
  .ways {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    fill: none;
    stroke: var(--faint);
    stroke-width: 1.5;
    pointer-events: none;
  }
  .ways .lit {
    stroke: var(--z);
    stroke-width: 3;
  }
  /* Titles in a row are of one height, so that the cards below them begin together. */
  .island {
    position: relative;
    display: grid;
    grid-template: auto 1fr / minmax(0, 1fr);
    grid-row: span 2;
    gap: 34px;
  }
  @supports (grid-template-rows: subgrid) {
    .island {
      grid-template-rows: subgrid;
    }
  }
  h3 {
    font-size: var(--text-large);
    font-weight: 600;
  }
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: 28px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    position: relative;
    border: 1px solid var(--line);
    border-radius: var(--radius-panel);
    background: var(--panel);
  }
  li.here {
    border-color: var(--z);
    box-shadow: 0 0 0 1px var(--z);
  }
  .card {
    display: grid;
    gap: 2px;
    width: 100%;
    padding: 10px 12px;
    border: 0;
    border-radius: inherit;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .card:hover {
    background: color-mix(in srgb, var(--ink) 5%, transparent);
  }
  .card b {
    font-weight: 600;
  }
  .change,
  .mark,
  .lesson {
    font-size: var(--text-note);
    line-height: 1.4;
  }
  .mark {
    color: var(--z-text, var(--muted));
  }
  .lesson {
    display: block;
    margin: 0 12px 10px;
  }
  .lesson .button {
    padding-block: 2px;
    text-align: start;
    white-space: normal;
  }
  .card svg {
    width: 88px;
    height: 40px;
    fill: none;
    stroke: var(--muted);
    stroke-width: 1.5;
  }
  .code,
  .data circle {
    fill: var(--muted);
    stroke: none;
  }
  .spread,
  .made circle {
    fill: color-mix(in srgb, var(--z) 25%, transparent);
    stroke: var(--z);
  }
  .made circle {
    fill: none;
  }
  svg text {
    fill: var(--muted);
    stroke: none;
    font-size: 11px;
    font-style: italic;
  }
  .articles {
    margin-top: 34px;
  }
  .articles ul {
    gap: 4px;
    margin-top: 8px;
  }
  .articles li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
    border: 0;
    background: none;
  }
  @media (forced-colors: active) {
    .ways .lit,
    li.here {
      stroke: Highlight;
      border-color: Highlight;
    }
  }
`;
