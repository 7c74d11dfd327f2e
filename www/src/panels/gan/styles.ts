import { css } from "lit";

export const ganStyles = css`
  :host {
    container-type: inline-size;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 18px;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset label {
    position: relative;
  }
  fieldset input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  fieldset input:checked + .button {
    border-color: var(--faint);
    background: color-mix(in srgb, var(--ink) 9%, var(--panel));
    font-weight: 600;
  }
  fieldset input:focus-visible + .button {
    outline: 2px solid var(--z);
    outline-offset: 2px;
  }
  .many {
    font-size: var(--text-note);
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 6px 14px;
    font-size: var(--text-note);
  }
  .options label {
    display: grid;
    gap: 2px;
  }
  .anchor {
    flex: 1 1 150px;
    max-width: 260px;
  }
  input[type="range"] {
    width: 100%;
    min-height: calc(26 * var(--unit));
    margin: 0;
    accent-color: var(--z);
  }
  .button.discriminator {
    border-color: var(--recon);
  }
  .button.generator {
    border-color: var(--xhat);
  }
  .turn {
    min-height: 1.4em;
    padding-left: 8px;
    border-left: 4px solid var(--line);
    font-size: var(--text-note);
    line-height: 1.4;
  }
  .turn.discriminator {
    border-color: var(--recon);
  }
  .turn.generator,
  .turn.anchored {
    border-color: var(--xhat);
  }
  .turn.anchored {
    border-left-style: double;
  }
  .modes {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
  }
  .lights {
    display: flex;
    flex-wrap: wrap;
    gap: 5px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .lights li {
    position: relative;
    width: 15px;
    height: 15px;
    border: 2px solid var(--faint);
    border-radius: 50%;
  }
  .lights .lit {
    border-color: var(--mu);
    background: var(--mu);
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    font-size: var(--text-body);
  }
  .note {
    max-width: 75ch;
    margin-top: 6px;
    font-size: var(--text-note);
    line-height: 1.45;
  }
  @media (forced-colors: active) {
    .lights li {
      forced-color-adjust: none;
    }
  }
`;
