import { css } from "lit";

/** For a figure that is a panel: its parts below each other, and bars and rows of buttons that wrap. */
export const barStyles = css`
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 10px;
  }
  .bar,
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
  }
  .bar {
    justify-content: space-between;
  }
  h2 {
    margin: 0;
  }
  .main {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--panel);
  }
  .bar svg,
  .button svg {
    width: 13px;
    height: 13px;
  }
`;
