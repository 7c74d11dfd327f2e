import { css } from "lit";

export const conditionalStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }
  ol {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .digits {
    grid-template-columns: repeat(5, minmax(0, 1fr));
    gap: 6px;
    margin: 8px 0;
  }
  .digits li {
    padding: 3px;
    border: 1px solid transparent;
    border-radius: var(--radius-control);
    text-align: center;
  }
  .digits li[aria-current] {
    border-color: currentColor;
  }
  .digits span {
    display: inline-block;
    min-width: 1.4em;
    margin-top: 3px;
    border-bottom: 3px solid;
    font-size: var(--text-note);
    font-weight: 700;
  }
  .drawing {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    align-items: start;
    margin-top: 10px;
  }
  .drawing > div:first-child {
    max-width: 220px;
  }
  vae-pad {
    margin-bottom: 6px;
  }
  p {
    margin: 0 0 8px;
    font-size: var(--text-figure);
    line-height: 1.45;
  }
  .note {
    font-size: var(--text-note);
  }
  .bars {
    grid-template-columns: repeat(auto-fit, minmax(0, 1fr));
    grid-auto-flow: column;
    gap: 3px;
    max-width: 320px;
    height: 72px;
    margin: 8px 0;
  }
  .bars li {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    text-align: center;
    font-size: var(--text-small);
  }
  .bars i {
    min-block-size: 1px;
    flex: none;
    max-block-size: calc(100% - 1.6em);
  }
  @container (min-width: 520px) {
    .digits {
      grid-template-columns: repeat(10, minmax(0, 1fr));
    }
    .drawing {
      grid-template-columns: 200px minmax(0, 1fr);
    }
  }
`;
