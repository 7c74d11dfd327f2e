import { css } from "lit";

export const playStyles = css`
  :host {
    display: grid;
    grid-template-rows: minmax(240px, 1fr) auto;
    gap: 12px;
    flex: 1;
    min-height: 0;
  }
  vae-plane {
    --plane-ratio: auto;
    min-height: 0;
  }
  .beside {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-width: 0;
  }
  .word {
    display: grid;
    gap: 10px;
  }
  .word p {
    min-height: 2.6em;
    font-size: var(--text-large);
    line-height: 1.4;
  }
  .turn {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .main {
    border-color: var(--ink);
    background: var(--ink);
    color: var(--panel);
  }
  .quiet {
    border-color: transparent;
    background: none;
    color: var(--muted);
  }
  .drive {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 16px;
  }
  .train {
    min-height: 48px;
    padding: 0 20px;
    font-size: var(--text-large);
    font-weight: 600;
  }
  .beta {
    display: grid;
    gap: 2px;
    font-size: var(--text-body);
  }
  .waits {
    visibility: hidden;
  }
  .beta .symbol {
    font-style: italic;
    color: var(--kl, inherit);
  }
  .beta input {
    width: 100%;
    margin: 0;
    accent-color: var(--z);
  }
  .ends {
    display: flex;
    justify-content: space-between;
    font-size: var(--text-small);
  }
  @media (min-width: 680px) {
    :host {
      grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(250px, 25%);
      gap: 24px;
    }
    .beside {
      justify-content: space-between;
    }
    .word p {
      font-size: calc(1.2 * var(--text-large));
    }
    .drive {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
