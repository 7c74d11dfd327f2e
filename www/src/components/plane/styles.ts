import { css } from "lit";
import { base } from "../../styles.ts";

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
      font-size: 12px;
    }
    .legend {
      gap: 4px;
      padding: 3px 3px 3px 28px;
      margin: -3px 0;
      /* Letters take two lines; more classes scroll. */
      max-height: 62px;
      overflow-y: auto;
    }
    .gap {
      flex: 1;
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
    @container (max-width: 1239px) {
      .note {
        position: absolute;
        clip-path: inset(50%);
      }
    }
    @container (max-width: 1119px) {
      .bar h2 {
        position: absolute;
        clip-path: inset(50%);
      }
    }
    @container (max-width: 679px) {
      /* Two fingers do this. */
      .zoom .tool:not(:last-child) {
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
      border-radius: 6px;
      background: none;
      font-size: 12px;
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
    .ring {
      display: inline-block;
      width: 10px;
      height: 10px;
      margin-right: 5px;
      border: 1.5px solid var(--z);
      border-radius: 50%;
      vertical-align: -1px;
    }
    .ring.posterior {
      border-color: var(--sigma);
      background: radial-gradient(var(--mu) 2px, transparent 2.5px);
    }
    .legend .muted + .muted {
      margin-left: 12px;
    }
  `,
];
