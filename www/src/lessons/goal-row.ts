import { html, nothing } from "lit";
import { imageAt } from "../draw/digits.ts";
import type { LabStore } from "../store/lab-store.ts";
import { type Value, figureText, holds, measure } from "./goals.ts";
import type { Bound, Goal } from "./shape.ts";
import { boundText, quantityName } from "./words.ts";

/** The conditions of a goal, and whether it was reached: `met` has the figures that did so, which stay there. */
export function goalRow(store: LabStore, goal: Goal, met: Readonly<Record<string, Value>> | undefined) {
  const { value: speech } = store.page.speech;
  return html`<span class="title" aria-hidden="true">${speech.say("lesson.goal")}</span>
    <ul class="row goal number" role="list" aria-label=${speech.say("lesson.goal")}>
      ${Object.entries(goal).map(([name, bound]) =>
        condition(store, name, bound, met ? met[name] : measure(store, name)),
      )}
    </ul>
    <span role="status" class="done">${met ? html`✓ ${speech.say("lesson.reached")}` : ""}</span>`;
}

/** Such as "KL 6.81 ≤ 6". */
function condition(store: LabStore, name: string, bound: Bound, value: Value) {
  const text = boundText(store, name, bound);
  return html`<li class=${holds(value, bound) ? "held" : ""}>
    ${quantityName(store, name)}
    ${
      bound.is === undefined
        ? html`<b>${figureText(value, bound)}</b> <span class="muted">${text}</span>`
        : html`<b>${text}</b>`
    }
  </li>`;
}

/** What the pin decodes to now; one that was just set may not be decoded yet, and the first one stands for it. */
export function pictureOf({ plane, model }: LabStore): Float32Array | undefined {
  const of = (pin: number) => imageAt(plane.decoded.value, model.image.value, pin)?.slice();
  return of(plane.active.value) ?? of(0);
}

/** Values of a point and no picture. */
const POINT = 4;

/** What the pin decoded to when a goal was reached, where that is a picture of the size that images have now. */
export function summaryPicture(store: LabStore, pixels: Float32Array | undefined) {
  if (!pixels || pixels.length <= POINT || pixels.length !== store.model.size.value) return nothing;
  const name = store.page.speech.value.say("lesson.picture");
  return html`<figure class="picture">
    <vae-sheet crisp .store=${store} .pixels=${pixels} .name=${name}></vae-sheet>
  </figure>`;
}
