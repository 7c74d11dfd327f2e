import { css } from "lit";

/** For a button with class `file` around the input that opens files. */
export const fileStyles = css`
  .file {
    position: relative;
  }
  .file input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .file:focus-within {
    outline: 2px solid var(--z);
    outline-offset: 2px;
  }
`;
