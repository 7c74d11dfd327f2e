import { css } from "lit";
import { sizes } from "../ui/sizes.ts";
import { fonts } from "../ui/styles.ts";

/** Around a widget's body. Nothing that the page inherits reaches it; what it may choose are custom properties. */
export const frameStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  :host([hidden]) {
    display: none;
  }
  .frame {
    all: initial;
    ${sizes}
    direction: ltr;
    display: flex;
    flex-direction: column;
    gap: 10px;
    box-sizing: border-box;
    padding: 12px;
    border: 1px solid var(--line);
    border-radius: var(--vae-radius, 14px);
    container: lab / inline-size;
    background: var(--page);
    color: var(--ink);
    font: 14px/1.5 var(--vae-font, ${fonts});
    text-size-adjust: 100%;
    /* On paper too it has the colours that its text is made for. */
    print-color-adjust: exact;
  }
  .frame.vae-lab {
    padding: 0;
  }
  .fixed {
    overflow: hidden;
  }
  /* Outlines and shadows reach over what scrolls. */
  .fixed > .body {
    overflow: auto;
    margin: -6px;
    padding: 6px;
  }
  .fixed:not(.vae-lab) vae-plane,
  .fixed > .body > vae-beside {
    --plane-ratio: auto;
  }
  .body {
    flex: 1;
    min-height: 0;
    container-type: inline-size;
    display: flex;
    flex-direction: column;
  }
  .body > * {
    flex: 1;
    min-height: 0;
  }
  .beside,
  .stack {
    display: flex;
    flex-direction: column;
    gap: 12px;
  }
  .frame:not(.fixed) .stack > vae-plane {
    --plane-ratio: 1.5;
  }
  .stack > vae-plane {
    flex: 1;
    min-height: 0;
  }
  .beside > vae-plane {
    flex: 1;
    min-width: 0;
    container-type: inline-size;
  }
  @container (min-width: 560px) {
    .beside {
      flex-direction: row;
      align-items: stretch;
    }
    .beside > vae-decoded {
      flex: 0 0 210px;
      align-self: flex-start;
    }
  }
  .chart {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 240px;
  }
  .chart vae-chart {
    flex: 1;
  }
  .frame > p {
    font-size: var(--text-body);
  }
  .link {
    align-self: flex-end;
    margin: -6px 2px -6px 0;
    font-size: var(--text-small);
    color: var(--muted);
    text-decoration: none;
  }
  .link:hover {
    text-decoration: underline;
  }
`;
