import { css } from "lit";

/** What the guide and a lesson share: a frame above the lab, what is done, and the buttons that lead on. */
export const tourStyles = css`
  section {
    padding: 8px 8px 8px 14px;
    border: 1px solid var(--z);
    border-radius: var(--radius-panel);
    background: color-mix(in srgb, var(--z) 7%, var(--panel));
  }
  .done {
    color: var(--z);
    font-weight: 700;
  }
  .turn {
    display: flex;
    gap: 6px;
    margin-left: auto;
  }
  .mark {
    padding: 0;
    border: 0;
    border-bottom: 1px dashed currentcolor;
    background: none;
    color: var(--z);
    font: inherit;
    cursor: pointer;
  }
  .kept {
    white-space: nowrap;
  }
  .kept .mark {
    white-space: normal;
  }
  .main {
    border-color: var(--z);
    color: var(--z);
    font-weight: 600;
  }
`;

/** A lesson, its faults, and the list of lessons. */
export const lessonStyles = css`
  section {
    display: flex;
    flex-direction: column;
    gap: 6px;
    padding-bottom: 9px;
    font-size: var(--text-body);
    line-height: 1.45;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .title {
    color: var(--muted);
    font-size: var(--text-note);
  }
  .close,
  .present {
    margin-left: auto;
  }
  .present + .close {
    margin-left: 0;
  }
  h2:focus {
    outline: none;
  }
  .text {
    max-width: 130ch;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .goal li {
    display: inline-flex;
    gap: 6px;
    padding: 2px 9px;
    border: 1px solid var(--line);
    border-radius: var(--radius-panel);
    background: var(--panel);
    font-size: var(--text-note);
  }
  .goal .held {
    border-color: var(--z);
  }
  .goal b {
    font-weight: 600;
  }
  .list {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(240px, 1fr));
    gap: 8px;
  }
  .list button {
    width: 100%;
    height: 100%;
    padding: 8px 11px;
    border: 1px solid var(--line);
    border-radius: var(--radius-field);
    background: var(--panel);
    text-align: left;
    cursor: pointer;
  }
  .list button:hover {
    border-color: var(--faint);
  }
  .list em {
    color: var(--z);
    font-style: normal;
    font-size: var(--text-note);
  }
  .figure {
    container-type: inline-size;
    max-width: 760px;
  }
  /* Words, what trains and the figure are seen together. */
  @container (min-width: 900px) {
    .beside {
      display: grid;
      grid-template-columns: minmax(17em, 2fr) minmax(0, 3fr);
      align-items: start;
      column-gap: 14px;
    }
    .beside > * {
      grid-column: 1;
    }
    .beside > .head {
      grid-column: 1 / -1;
    }
    .beside > .figure {
      grid-area: 2 / 2 / span 7;
      max-width: none;
    }
  }
  .summary {
    margin: 0;
    display: flow-root;
    max-width: 60em;
    padding-left: 1.6em;
  }
  .summary li {
    clear: right;
    margin: 4px 0;
  }
  .picture {
    float: right;
    width: calc(48 * var(--unit));
    margin: 0 0 0 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius-field);
    overflow: hidden;
  }
  summary {
    width: fit-content;
    cursor: pointer;
  }
  .list span {
    display: block;
    color: var(--muted);
    font-size: var(--text-note);
  }
  .faults {
    border-color: var(--alarm);
  }
  .faults li {
    margin: 2px 0 2px 1.2em;
    list-style: disc;
    overflow-wrap: anywhere;
  }
`;

/** For the layout around: below a lesson the plane would be a strip, so the page is as long as it must be. */
export const aroundStyles = css`
  @container lab (min-width: 74em) {
    @media (min-height: 640px) {
      .lab {
        height: auto;
        min-height: var(--lab-height, 100dvh);
      }
      .columns {
        flex-basis: 0;
        min-height: 620px;
      }
    }
  }
`;
