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
  .main {
    border-color: var(--z);
    color: var(--z);
    font-weight: 600;
  }
`;
