/** Draws the curves of a lab's run, on the page and on paper. */
import type { LabStore } from "../../store/lab-store.ts";
import { type TermCurve, termGroups } from "../../run/terms.ts";
import { drawLosses, type LossScene, stepAxis } from "./losses.ts";

export { stepAxis };

/** How they are drawn in one place. */
type Look = Pick<LossScene, "palette" | "cursor" | "titled" | "pointed">;

export function drawCurves(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  { page, model, session }: LabStore,
  curve: TermCurve,
  look: Look,
): void {
  const speech = page.speech.value;
  const { logValues, logSteps } = page.charts.value;
  const keyOf = (place: number) => curve.terms[place]?.key ?? "";
  const name = (place: number) => speech.sayOf(model.spec.value.method, `terms.${keyOf(place)}.long`);
  drawLosses(context, width, height, {
    axes: termGroups(curve).map(({ places, unit, fromZero }) => ({
      fromZero,
      title: speech.say(`charts.axis.${unit}`, { names: speech.list(places.map(name)) }),
      lines: places.map((place) => {
        const key = keyOf(place);
        return { place, quantity: model.quantity(key), mark: model.view.value?.terms[key]?.mark };
      }),
    })),
    curve,
    earlier: session.earlier.value.map((run) => run.curve),
    log: { values: logValues, steps: logSteps },
    steps: speech.say("charts.steps"),
    squeezed: speech.say("charts.squeezed"),
    ...look,
  });
}
