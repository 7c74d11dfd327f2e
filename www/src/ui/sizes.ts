import { css } from "lit";

/** Sizes of text and radii of corners, for the outermost element of a page or a figure. */
export const sizes = css`
  --unit: 1px;
  --text-fine: calc(10 * var(--unit));
  --text-small: calc(11 * var(--unit));
  --text-note: calc(12 * var(--unit));
  --text-body: calc(13 * var(--unit));
  --text-page: calc(14 * var(--unit));
  --text-figure: calc(15 * var(--unit));
  --text-large: calc(17 * var(--unit));
  --text-call: calc(20 * var(--unit));
  --radius-fine: 2px;
  --radius-small: 4px;
  --radius-control: 7px;
  --radius-field: 10px;
  --radius-panel: 12px;
`;

/** The unit of the lab's own page: it grows with the reader's text, and where a screen has room for it. */
export const growing = css`
  :host {
    --unit: 0.0625rem;
    font-size: var(--text-page);
  }
  @media (min-width: 1800px) and (min-height: 850px) {
    :host {
      --unit: 0.07rem;
    }
  }
  @media (min-width: 2400px) and (min-height: 1200px) {
    :host {
      --unit: 0.0875rem;
    }
  }
`;
