import { css } from "lit";

/** Sizes of text and radii of corners, for the outermost element of a page or a figure. */
export const sizes = css`
  --text-fine: 10px;
  --text-small: 11px;
  --text-note: 12px;
  --text-body: 13px;
  --text-large: 17px;
  --radius-fine: 2px;
  --radius-small: 4px;
  --radius-control: 7px;
  --radius-field: 10px;
  --radius-panel: 12px;
`;
