import { css } from "lit";
import { base, fonts, noticeStyles, panelStyles } from "../ui/styles.ts";

export const layoutStyles = [
  base,
  panelStyles,
  noticeStyles,
  css`
    :host {
      display: block;
      container: lab / inline-size;
      background: var(--page);
      color: var(--ink);
      font: var(--text-page) / 1.5 ${fonts};
      -webkit-text-size-adjust: 100%;
    }
    /* Widths are in sizes of the text: who reads in large letters gets the layout of a smaller screen. */
    .lab {
      position: relative;
      display: flex;
      flex-direction: column;
      gap: 12px;
      padding: 12px 16px 16px;
    }
    header {
      display: flex;
      align-items: center;
      gap: 8px;
    }
    h1 {
      margin: 0;
      font-size: var(--text-large);
      font-weight: 700;
      letter-spacing: -0.01em;
      white-space: nowrap;
    }
    .tagline {
      flex: 1;
      margin: -4px 0 -4px 6px;
      line-height: 1.2;
    }
    nav {
      display: flex;
      gap: 2px;
      margin-left: 8px;
    }
    .door {
      min-height: 30px;
      padding: 0 10px;
      border: 0;
      border-radius: var(--radius-control);
      background: none;
      color: var(--muted);
      cursor: pointer;
    }
    .door:hover {
      color: var(--ink);
    }
    .door[aria-current] {
      background: color-mix(in srgb, var(--ink) 9%, transparent);
      color: var(--ink);
      font-weight: 600;
    }
    /* Everything fits the screen: the plane takes what is left. */
    .playing {
      height: var(--lab-height, 100dvh);
      min-height: 560px;
    }
    .columns {
      display: grid;
      gap: 12px;
    }
    /* Where it will be is not known before the lesson above it is there. */
    .waits {
      visibility: hidden;
    }
    vae-guide {
      min-height: 44px;
    }
    .side,
    .middle {
      display: flex;
      flex-direction: column;
      gap: 12px;
      min-width: 0;
    }
    .figures {
      min-width: 0;
    }
    .title {
      display: flex;
      align-items: start;
      justify-content: space-between;
      gap: 8px;
    }
    .planes {
      display: grid;
      gap: 12px;
    }
    .planes > div {
      display: flex;
      flex-direction: column;
      min-width: 0;
      min-height: 0;
    }
    .planes.two > div {
      container-type: inline-size;
    }
    /* Beside the plane's tools. */
    .planes.two h2 {
      margin: 0 0 -28px;
      line-height: 28px;
    }
    @container lab (min-width: 74em) {
      .planes.two {
        grid-template-columns: 1fr 1fr;
      }
    }
    /* Its place until it is there. */
    vae-scrubber {
      min-height: 34px;
    }
    .spot {
      border-radius: var(--radius-panel);
      outline: 2px solid var(--z);
      outline-offset: 4px;
      animation: spot 1.8s ease-in-out infinite;
    }
    @keyframes spot {
      50% {
        outline-color: color-mix(in srgb, var(--z) 25%, transparent);
      }
    }
    .notice {
      flex: 1;
      margin: -4px 0 -4px 6px;
    }
    @container lab (max-width: 1039px) {
      vae-scrubber {
        min-height: 56px;
      }
      /* What it speaks of may be far below. */
      vae-guide {
        min-height: 54px;
        position: sticky;
        top: 0;
        z-index: 2;
        background: var(--page);
      }
      /* What went wrong may have been asked for far below. */
      header:has(.notice) {
        position: sticky;
        top: 0;
        z-index: 3;
        padding: 4px 0;
        background: var(--page);
      }
    }
    .drop {
      position: absolute;
      inset: 8px;
      z-index: 2;
      display: grid;
      place-items: center;
      border: 2px dashed var(--z);
      border-radius: 16px;
      background: color-mix(in srgb, var(--panel) 86%, transparent);
      font-size: var(--text-call);
      font-weight: 600;
      pointer-events: none;
    }
    @container lab (width < 48em) {
      .lab {
        padding: 10px 12px 24px;
      }
      header {
        flex-wrap: wrap;
      }
      .tagline:not(:focus-within) {
        position: absolute;
        clip-path: inset(50%);
      }
      vae-guide {
        min-height: 104px;
      }
      nav {
        order: 1;
        flex-basis: 100%;
        margin-left: -10px;
      }
      .notice {
        order: 2;
        flex-basis: 100%;
        margin: 0;
      }
      h1 {
        flex: 1;
      }
    }
    @container lab (min-width: 48em) {
      .columns {
        grid-template-columns: minmax(0, 1.4fr) minmax(280px, 1fr);
      }
      /* Of the charts, before they are there. */
      .figures {
        min-height: 792px;
      }
      .middle,
      .figures {
        grid-row: 1;
      }
      .side {
        grid-column: 1 / -1;
        grid-row: 2;
      }
    }
    @container lab (min-width: 74em) {
      .columns {
        grid-template-columns: calc(252 * var(--unit)) minmax(0, 1fr) minmax(320px, 27%);
      }
      /* The first column is empty, and its gap is given to the others. */
      .columns:has(> .side[hidden]) {
        grid-template-columns: 0 minmax(0, 1fr) minmax(320px, 36%);
        margin-left: -12px;
      }
      .side {
        grid-column: 1;
        grid-row: 1;
      }
      .middle {
        grid-column: 2;
      }
      .figures {
        grid-column: 3;
      }
    }
    /* On a laptop everything fits one screen: the plane takes the height that is left, long options scroll. */
    @container lab (min-width: 74em) {
      @media (min-height: 640px) {
        .lab {
          height: var(--lab-height, 100dvh);
          min-height: 640px;
        }
        .columns {
          flex: 1;
          min-height: 0;
          grid-template-rows: minmax(0, 1fr);
        }
        .planes:not(.two),
        .planes:not(.two) vae-plane {
          --plane-ratio: auto;
          flex: 1;
          min-height: 0;
        }
        /* Two planes, each with its images, need more than a screen. */
        .lab:has(.two) {
          height: auto;
        }
        .side,
        .figures {
          min-height: 0;
        }
        .options {
          flex: 0 1 auto;
          min-height: 0;
          overflow-y: auto;
        }
        .figures {
          overflow-y: auto;
        }
      }
    }
  `,
];
