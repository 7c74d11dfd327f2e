import { css } from "lit";
import { base } from "../ui/styles.ts";

export const planeStyles = [
  base,
  css`
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
      min-width: 0;
    }
    .bar,
    .legend {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px;
      font-size: var(--text-note);
    }
    .legend {
      gap: 4px;
      padding: 3px 3px 3px 28px;
      margin: -3px 0;
      /* A line, also before there are classes; letters take two lines, and more of them scroll. */
      min-height: 30px;
      max-height: calc(62 * var(--unit));
      overflow-y: auto;
    }
    @container (width < 74em) {
      .legend {
        min-height: 52px;
      }
    }
    @container (width < 24em) {
      /* The rings on the plane have their names. */
      .legend .muted {
        display: none;
      }
    }
    .legend > span[role] {
      display: flex;
      flex-wrap: wrap;
    }
    .bar {
      position: relative;
    }
    .gap {
      flex: 1;
    }
    .often {
      display: flex;
      gap: 6px;
    }
    .given {
      white-space: nowrap;
    }
    .bar-gap {
      width: 4px;
    }
    .zoom {
      display: flex;
      gap: 4px;
      margin-left: 4px;
    }
    .tool {
      padding: 0 5px;
    }
    /* Heard, where there is no room for it. */
    @container (width < 88em) {
      .note {
        position: absolute;
        clip-path: inset(50%);
      }
    }
    @container (width < 80em) {
      .bar h2:not(:focus-within) {
        position: absolute;
        clip-path: inset(50%);
      }
    }
    @container (width < 48em) {
      /* Two fingers do this. */
      .zoom .tool:not(:last-child),
      .often {
        display: none;
      }
      .legend.legend {
        gap: 0;
        padding-left: 3px;
      }
    }
    .plane {
      position: relative;
      flex: 1;
      aspect-ratio: var(--plane-ratio, 1);
      min-height: 0;
      width: 100%;
      overflow: hidden;
      /* Fingers drag here; the page scrolls from everywhere else. */
      touch-action: none;
      cursor: crosshair;
      user-select: none;
      -webkit-user-select: none;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
    .class {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      min-height: 24px;
      padding: 0 5px;
      border: 0;
      border-radius: var(--radius-control);
      background: none;
      font-size: var(--text-note);
      cursor: pointer;
    }
    .class:hover {
      background: var(--panel);
    }
    .class[aria-pressed="true"] {
      background: var(--panel);
      box-shadow: 0 0 0 1px var(--line);
      font-weight: 700;
    }
    .class i {
      width: 9px;
      height: 9px;
      border-radius: 50%;
    }
    .item {
      margin-right: 10px;
      white-space: nowrap;
      font-variant-numeric: tabular-nums;
    }
    .item i {
      display: inline-block;
      width: 10px;
      height: 10px;
      margin-right: 5px;
      vertical-align: -1px;
    }
    .item .ring {
      border: 1.5px solid var(--z);
      border-radius: 50%;
    }
    .item .posterior {
      border-color: var(--sigma);
      background: radial-gradient(var(--mu) 2px, transparent 2.5px);
    }
  `,
];
