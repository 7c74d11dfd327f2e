import { css } from "lit";

export const flowStyles = css`
  :host {
    container-type: inline-size;
  }
  .flow {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  /* What is going on, and the way on. */
  .caption p {
    font-size: var(--text-body);
    line-height: 1.45;
  }
  .caption.walking {
    position: sticky;
    top: 0;
    z-index: 1;
    margin: -12px -14px 0;
    padding: 12px 14px 10px;
    border-bottom: 1px solid var(--line);
    border-radius: var(--radius-panel) var(--radius-panel) 0 0;
    background: var(--panel);
  }
  .walking h2 {
    margin-bottom: 4px;
  }
  .walking p {
    /* The buttons stay in their place from stage to stage. */
    min-height: 5.8em;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    margin-top: 8px;
  }
  .main {
    border-color: var(--ink);
    font-weight: 600;
  }
  .dots {
    display: flex;
    gap: 5px;
  }
  .dots i {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--line);
  }
  .dots .done {
    background: var(--ink);
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(8, 1fr);
    gap: 2px;
    max-width: 340px;
    margin: 10px auto 12px;
  }
  .choices button {
    padding: 2px;
    border: 1px solid transparent;
    border-radius: var(--radius-control);
    background: none;
    cursor: pointer;
  }
  .choices button:hover {
    border-color: var(--line);
  }
  .choices button[aria-pressed="true"] {
    border-color: var(--x);
    box-shadow: 0 0 0 1px var(--x);
  }

  /* From top to bottom; from left to right where there is room. */
  .diagram {
    display: flex;
    flex-direction: column;
    align-items: center;
  }
  .node {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 5px 8px;
    border: 1px solid color-mix(in srgb, var(--own) 45%, transparent);
    border-radius: var(--radius-control);
  }
  .symbol {
    color: var(--own);
    font:
      italic var(--text-large) / 1 "Cambria Math",
      "STIX Two Math",
      Cambria,
      Georgia,
      serif;
  }
  .picture :is(vae-sheet, .blank) {
    width: 64px;
  }
  .blank {
    display: grid;
    place-items: center;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 6px;
    align-self: stretch;
    max-width: 340px;
    width: 100%;
    margin: 0 auto;
  }
  .pair .node {
    justify-content: center;
    min-height: 34px;
  }
  .values {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    font-size: var(--text-body);
  }
  .bars {
    flex: 1;
    min-width: 40px;
    width: auto;
    height: 26px;
    fill: var(--own);
  }
  .block {
    display: flex;
    flex-direction: column;
    align-items: center;
    width: 72%;
    max-width: 240px;
    padding: 5px 28px;
    background: color-mix(in srgb, var(--ink) 8%, transparent);
    font-size: var(--text-note);
    line-height: 1.35;
    text-align: center;
  }
  .encoder {
    clip-path: polygon(0 0, 100% 0, 86% 100%, 14% 100%);
  }
  .decoder {
    clip-path: polygon(14% 0, 86% 0, 100% 100%, 0 100%);
  }
  .block .number {
    font-size: var(--text-small);
  }
  .link {
    position: relative;
    width: 2px;
    height: 16px;
    flex: none;
    background: var(--line);
  }
  .link::after {
    content: "";
    position: absolute;
    bottom: 0;
    left: -3px;
    border: 4px solid transparent;
    border-bottom-width: 0;
    border-top-color: var(--faint);
  }
  .link.back::after {
    top: 0;
    bottom: auto;
    border-top-width: 0;
    border-bottom: 4px solid var(--ink);
  }
  .link.forth,
  .link.back {
    background: repeating-linear-gradient(var(--along, 180deg), var(--ink) 0 3px, transparent 3px 6px);
    background-size: 100% 12px;
    animation: run 0.6s linear infinite;
  }
  .link.back {
    animation-direction: reverse;
  }
  .link.forth::after {
    border-top-color: var(--ink);
  }
  @keyframes run {
    to {
      background-position: 0 12px;
    }
  }
  .losses {
    display: grid;
    gap: 3px;
    align-self: stretch;
    width: 100%;
    max-width: 240px;
    margin: 0 auto;
    font-size: var(--text-note);
  }
  .losses > [data-quantity] {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    padding: 1px 6px;
    color: var(--own);
  }
  .bar {
    display: flex;
    height: 6px;
    gap: 1px;
    margin: 0 6px;
    border-radius: var(--radius-small);
    overflow: hidden;
    background: var(--line);
  }
  .sum {
    font-size: var(--text-body);
  }
  /* Not under the caption, and not at the very edge. */
  .on,
  .layers {
    scroll-margin: 190px 0 12px;
  }
  .off {
    --own: var(--muted);
    color: var(--muted);
    border-color: var(--line);
  }
  .off vae-sheet {
    opacity: 0.4;
  }
  .on:is(.node) {
    border-color: var(--own);
    box-shadow: 0 0 0 1px var(--own);
  }
  .on:is(.block) {
    background: color-mix(in srgb, var(--ink) 20%, transparent);
  }
  .on > .number {
    color: var(--ink);
  }
  @container (min-width: 43em) {
    .diagram {
      flex-direction: row;
      justify-content: center;
    }
    .node,
    .pair .node {
      flex-direction: column;
      gap: 4px;
      padding: 6px;
    }
    .picture :is(vae-sheet, .blank) {
      width: clamp(52px, 9cqi, 110px);
    }
    .pair {
      grid-template-columns: 1fr;
      align-self: center;
      width: clamp(74px, 12cqi, 150px);
      margin: 0;
    }
    .values {
      flex-direction: column;
      align-items: flex-end;
    }
    .bars {
      width: 100%;
      height: 34px;
      flex: none;
    }
    .block {
      justify-content: center;
      width: clamp(66px, 11cqi, 140px);
      height: 130px;
      padding: 0 6px;
    }
    .encoder {
      clip-path: polygon(0 0, 100% 14%, 100% 86%, 0 100%);
    }
    .decoder {
      clip-path: polygon(0 14%, 100% 0, 100% 100%, 0 86%);
    }
    .losses {
      align-self: center;
      width: clamp(96px, 17cqi, 190px);
      margin: 0;
    }
    .losses > [data-quantity] {
      flex-wrap: wrap;
      gap: 0 8px;
    }
    .link {
      --along: 90deg;
      width: clamp(8px, 1.6cqi, 28px);
      height: 2px;
    }
    .link::after,
    .link.back::after {
      top: -3px;
      bottom: auto;
      left: auto;
      right: 0;
      border: 4px solid transparent;
      border-right-width: 0;
      border-left-color: var(--faint);
    }
    .link.back::after {
      left: 0;
      right: auto;
      border-left-width: 0;
      border-right: 4px solid var(--ink);
    }
    .link.forth,
    .link.back {
      background-size: 12px 100%;
      animation-name: across;
    }
    .link.forth::after {
      border-left-color: var(--ink);
    }
    @keyframes across {
      to {
        background-position: 12px 0;
      }
    }
    .walking p {
      min-height: 3em;
    }
  }

  .layers {
    width: 100%;
    max-width: 420px;
    margin: 12px auto 0;
    border-collapse: collapse;
    font-size: var(--text-note);
  }
  .layers caption {
    padding-bottom: 4px;
    color: var(--muted);
    text-align: left;
  }
  .layers th {
    padding: 1px 8px 1px 0;
    font-weight: 400;
    text-align: left;
    white-space: nowrap;
  }
  .layers td {
    padding: 1px 0;
    text-align: right;
    white-space: nowrap;
  }
  .layers .length {
    width: 60%;
    padding-right: 8px;
  }
  .length i {
    display: block;
    height: 8px;
    border-radius: var(--radius-fine);
    background: var(--muted);
  }

  /* The bound. */
  h2 .muted {
    font-size: var(--text-note);
    font-weight: 400;
  }
  math {
    /* The page's language must not choose the font. */
    font-family: "Cambria Math", "STIX Two Math", "Latin Modern Math", math, serif;
    font-size: var(--text-figure);
  }
  caption {
    /* The initial value in WebKit, of its own make, tears formulas apart. */
    text-align: center;
  }
  caption math {
    font-size: calc(14 / 15 * var(--text-figure));
    margin-bottom: 4px;
  }
  @container (max-width: 310px) {
    caption math {
      font-size: var(--text-note);
    }
  }
  math [data-quantity] {
    color: var(--own);
  }
  table:not(.layers) {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--text-note);
  }
  table:not(.layers) :is(th, td) {
    padding: 2px 0 2px 6px;
    font-weight: 400;
    text-align: right;
    white-space: nowrap;
  }
  table:not(.layers) th[scope="row"] {
    padding-left: 0;
    color: var(--muted);
    text-align: left;
  }
  td[data-quantity] {
    color: var(--own);
    font-weight: 600;
  }
  .formula,
  dd {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    margin: 0;
  }
  .formula {
    margin-top: 8px;
  }
  dl {
    margin: 8px 0 0;
  }
  dt,
  .formula span {
    width: 100%;
    margin-top: 6px;
    font-size: var(--text-note);
    color: var(--muted);
  }
`;
