/** Where a classifier takes places for which class: the hue of the class, the stronger the surer. */
import { classColour } from "../../draw/palette.ts";
import type { Projection } from "../../draw/view.ts";
import { type Classifier, decide } from "../../math/classifier.ts";
import type { Section } from "../../math/section.ts";
import type { Heat } from "./heat.ts";

/** How strong the hue is where every class is as likely, and what is added where one is sure. */
const FAINT = 0.06;
const SURE = 0.36;

/** Paints a view, a canvas pixel for each of its cells; a line fills the height. */
export function paintRegions(
  sheet: HTMLCanvasElement,
  classifier: Classifier,
  section: Section,
  projection: Projection,
): Heat {
  const { left, top, cell, columns, rows } = projection.cells();
  const line = section.directions.length === 1;
  [sheet.width, sheet.height] = [columns, line ? 1 : rows];
  const context = sheet.getContext("2d");
  for (let row = 0; row < sheet.height; row++) {
    for (let column = 0; column < columns; column++) {
      const place = [left + (column + 0.5) * cell, line ? 0 : top - (row + 0.5) * cell] as const;
      const { label, share } = decide(classifier, section.at(place));
      if (!context || !(share > 0)) continue;
      context.fillStyle = classColour(label);
      context.globalAlpha = FAINT + SURE * share * share;
      context.fillRect(column, row, 1, 1);
    }
  }
  const height = line ? { top: projection.top, bottom: projection.bottom } : { top, bottom: top - rows * cell };
  return { sheet, left, right: left + columns * cell, ...height };
}
