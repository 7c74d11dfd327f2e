/** The importance-weighted bound over its number of samples, as a curve that climbs to log p(x). */
import { type TemplateResult, html, svg } from "lit";
import { ticks, tickStep } from "../../draw/canvas.ts";
import { fixed } from "../../texts/numbers.ts";
import { SAMPLES } from "./judged.ts";

const [WIDTH, HEIGHT] = [264, 140];
const EDGE = { left: 40, right: 8, top: 10, bottom: 20 };
/** The least that the axis of values reaches over, in nats. */
const SPAN = 0.5;

interface Curve {
  name: string;
  /** Numbers of samples, each with its bound. */
  bounds: readonly (readonly [number, number])[];
  /** The number that is looked at. */
  k: number;
  /** log p(x) by the lattice. */
  exact: number | undefined;
  exactName: string;
}

export function boundCurve({ name, bounds, k, exact, exactName }: Curve): TemplateResult {
  const values = bounds
    .map(([, bound]) => bound)
    .concat(exact ?? [])
    .filter(Number.isFinite);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(most - least, SPAN) * 0.08;
  const [low, high] = [Math.min(least, most - SPAN) - room, most + room];
  const x = (count: number) => EDGE.left + (Math.log(count) / Math.log(SAMPLES)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (value: number) => EDGE.top + ((high - value) / (high - low)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const step = tickStep(high - low, 4);
  const path = bounds.map(([count, bound], at) => `${at ? "L" : "M"}${x(count)} ${y(bound)}`).join("");
  const now = bounds.find(([count]) => count === k)?.[1] ?? Number.NaN;
  return html`<svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${name} data-testid="bounds">
    ${ticks(low, high, step).map(
      (value) =>
        svg`<line class="grid" x1=${EDGE.left} x2=${WIDTH - EDGE.right} y1=${y(value)} y2=${y(value)} />
          <text class="tick" x=${EDGE.left - 4} y=${y(value) + 3} text-anchor="end">${fixed(value, step < 1 ? 1 : 0)}</text>`,
    )}
    ${[1, 10, 100, 1000].map(
      (count) => svg`<text class="tick" x=${x(count)} y=${HEIGHT - 6} text-anchor="middle">${count}</text>`,
    )}
    <text class="tick" x=${WIDTH - EDGE.right} y=${HEIGHT - 6} text-anchor="end">k</text>
    ${
      exact !== undefined && Number.isFinite(exact)
        ? svg`<line class="exact" x1=${EDGE.left} x2=${WIDTH - EDGE.right} y1=${y(exact)} y2=${y(exact)} />
            <text class="exact-name" x=${EDGE.left + 4} y=${y(exact) + 12}>${exactName}</text>`
        : ""
    }
    ${values.length > 0 ? svg`<path class="bound" d=${path} />` : ""}
    ${Number.isFinite(now) ? svg`<circle class="now" cx=${x(k)} cy=${y(now)} r="4" />` : ""}
  </svg>`;
}
