import { css } from "lit";
import { base, panelStyles } from "../../ui/styles.ts";

export const dimensionsStyles = [
  base,
  panelStyles,
  css`
    .note {
      margin-bottom: 8px;
      font-size: var(--text-note);
      line-height: 1.45;
    }
    section ~ section {
      margin-top: 12px;
    }
    ol {
      display: grid;
      gap: 10px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: grid;
      grid-template-columns: 26px minmax(0, 1fr) 92px;
      grid-template-areas:
        "name kl density"
        "name moments density"
        "strip strip strip";
      gap: 2px 8px;
      align-items: center;
      padding-top: 8px;
      border-top: 1px solid var(--line);
      font-size: var(--text-note);
    }
    .name {
      grid-area: name;
      align-self: start;
      font-size: 15px;
      font-weight: 600;
      color: var(--z);
    }
    .kl {
      grid-area: kl;
      display: flex;
      align-items: center;
      gap: 6px;
      white-space: nowrap;
    }
    .bar {
      flex: 1;
      height: 10px;
      min-width: 24px;
    }
    .bar i {
      display: block;
      height: 100%;
      min-width: 1px;
      border-radius: 0 var(--radius-small) var(--radius-small) 0;
      background: var(--kl);
    }
    .kl b {
      color: var(--kl);
      font-weight: 600;
    }
    .moments {
      grid-area: moments;
      display: flex;
      flex-wrap: wrap;
      gap: 0 10px;
      color: var(--muted);
    }
    .moments b {
      color: var(--ink);
      font-weight: 500;
    }
    svg.density {
      grid-area: density;
      width: 100%;
      height: 34px;
      overflow: visible;
    }
    .aggregate {
      fill: color-mix(in srgb, var(--mu) 28%, transparent);
      stroke: var(--mu);
      stroke-width: 1.25;
      vector-effect: non-scaling-stroke;
    }
    .prior {
      fill: none;
      stroke: var(--z);
      stroke-width: 1.25;
      stroke-dasharray: 3 2;
      vector-effect: non-scaling-stroke;
    }
    vae-traversal {
      grid-area: strip;
    }
    .inactive .bar,
    .inactive vae-traversal:not(:focus-within, :hover),
    .inactive .density {
      opacity: 0.45;
    }
    .tag {
      padding: 0 6px;
      border: 1px solid var(--line);
      border-radius: var(--radius-field);
      color: var(--muted);
    }
    .more {
      margin-top: 10px;
    }
    .key {
      display: inline-block;
      width: 14px;
      margin: 0 4px 3px 0;
      border-top: 2px solid var(--mu);
    }
    .key.prior-key {
      border-top: 2px dashed var(--z);
    }
    @container (min-width: 640px) {
      li {
        grid-template-columns: 30px minmax(120px, 1fr) 100px minmax(300px, 2fr);
        grid-template-areas: "name kl density strip" "name moments density strip";
        gap: 2px 14px;
      }
    }
  `,
];
