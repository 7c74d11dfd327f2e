/** The class y that a model is given beside an image and its code: in its formulas and its diagram. */
import { type TemplateResult, html, mathml, nothing } from "lit";
import { NONE } from "../../texts/numbers.ts";
import type { Options } from "../../run/protocol.ts";
import { isGivenClass } from "../condition.ts";
import { type Piece, NOTHING } from "../pieces/math.ts";
import type { DiagramScene } from "../view.ts";

/** What stands behind x or z in a formula where the class is given too. */
export const given = (options: Options): Piece => (isGivenClass(options) ? mathml`<mo>,</mo><mi>y</mi>` : NOTHING);

/** The class of the image, where the network before it is given it. */
export function givenClass({ options, seen, sayOfModel }: DiagramScene): TemplateResult | typeof nothing {
  if (!isGivenClass(options)) return nothing;
  // 1 at the class, else 0.
  const label = seen?.row("y").indexOf(1) ?? -1;
  const name = sayOfModel("flow.parts.y");
  return html`<span class="number muted" title=${name} aria-label=${name} role="group"
    >y = ${label < 0 ? NONE : label}</span
  >`;
}
