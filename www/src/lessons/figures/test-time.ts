import { css, html } from "lit";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { Sheet } from "../../ui/sheet.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { nats } from "../../texts/numbers.ts";
import { IMAGES, SAMPLES, TestTime, WAYS } from "./errors.ts";

const PACE_MS = 500;

/** Held-out images, and their reconstructions from μ, from a sample, and as the mean of many: `<vae-test-time>`. */
export class TestTimePart extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 12px;
        align-items: center;
        margin: 8px 0 0;
      }
      dd {
        margin: 0;
      }
      b {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this.follow(PACE_MS, () => TestTime.of(this.store).refresh());
  }

  protected override render() {
    const { errors, pixels } = TestTime.of(this.store);
    const sheet = (images: Float32Array | Uint8Array | undefined, name: string) =>
      html`<vae-sheet .store=${this.store} .pixels=${images} .columns=${IMAGES} .gap=${2} .name=${name}></vae-sheet>`;
    const { heldOut, size } = this.store.model;
    const originals = heldOut.value?.pixels.subarray(0, IMAGES * size.value);
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${this.say("lesson.testTime.title", { images: IMAGES })}</h2>
      <dl class="number">
        <dt>${this.say("lesson.testTime.original")}</dt>
        <dd>${sheet(originals, this.say("lesson.testTime.original"))}</dd>
        ${WAYS.map((way) => {
          const name = this.say(`lesson.testTime.${way}`, { samples: SAMPLES });
          return html`<dt>${name} <b>${nats(errors.value?.[way])}</b></dt>
            <dd>${sheet(pixels.value?.[way], name)}</dd>`;
        })}
      </dl>
    </section>`;
  }
}

define({ "vae-sheet": Sheet, "vae-test-time": TestTimePart });

export const panel = (store: LabStore) => html`<vae-test-time .store=${store}></vae-test-time>`;
