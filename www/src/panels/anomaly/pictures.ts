/** The pictures of the anomaly panel: histograms of scores on an axis with a threshold, the ROC curve, a signal. */
import { type TemplateResult, html, svg } from "lit";
import { ticks, tickStep } from "../../draw/canvas.ts";
import { type Cut, histogram } from "../../math/ranking.ts";
import { count, fixed } from "../../texts/numbers.ts";

export const AXIS = { width: 360, height: 170, left: 8, right: 8, top: 8, bottom: 22 };
/** The line between the two histograms. */
const MIDDLE = 98;
const BARS = 40;
const ROC = { side: 170, edge: 26 };

interface Histograms {
  name: string;
  scores: ArrayLike<number>;
  positive: readonly boolean[];
  range: readonly [number, number];
  threshold: number | undefined;
  /** The score of the reader's drawing. */
  drawn: number | undefined;
  names: { others: string; positive: string; drawn: string };
}

/** The range that the axis has: all scores but the few that are farthest. */
export function rangeOf(scores: ArrayLike<number>): [number, number] {
  const sorted = Float64Array.from(scores).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0), at(0.995)];
  const room = Math.max(high - low, 1e-6) * 0.04;
  return [low - room, high + room];
}

/** The others rise above the line, anomalies hang below it. */
export function histograms({ name, scores, positive, range, threshold, drawn, names }: Histograms): TemplateResult {
  const { width, height, left, right, top, bottom } = AXIS;
  const [low, high] = range;
  const span = width - left - right;
  const x = (score: number) => left + (span * (Math.min(Math.max(score, low), high) - low)) / (high - low);
  const of = (sign: boolean) => Array.from(scores).filter((_, at) => positive[at] === sign);
  const [others, anomalies] = [of(false), of(true)].map((values) => histogram(values, range, BARS));
  const most = Math.max(...(others ?? []), ...(anomalies ?? []), 1e-9);
  const bars = (shares: readonly number[], room: number, up: boolean) =>
    shares.map((share, at) => {
      const length = (room * share) / most;
      return svg`<rect x=${left + (span * at) / BARS + 0.5} width=${span / BARS - 1}
        y=${up ? MIDDLE - length : MIDDLE} height=${length} />`;
    });
  const step = tickStep(high - low, 5);
  return html`<svg class="picture" viewBox="0 0 ${width} ${height}" role="img" aria-label=${name} data-testid="scores">
    <g class="others">${bars(others ?? [], MIDDLE - top, true)}</g>
    <g class="anomalies">${bars(anomalies ?? [], height - bottom - MIDDLE, false)}</g>
    <line class="axis" x1=${left} x2=${width - right} y1=${MIDDLE} y2=${MIDDLE} />
    ${ticks(low, high, step).map(
      (value) =>
        svg`<text class="tick" x=${x(value)} y=${height - 6} text-anchor="middle">${step < 1 ? fixed(value, 2) : count(value)}</text>`,
    )}
    <text class="tick" x=${left} y=${top + 8}>${names.others}</text>
    <text class="tick" x=${left} y=${height - bottom - 4}>${names.positive}</text>
    ${
      threshold === undefined
        ? ""
        : svg`<line class="cut" x1=${x(threshold)} x2=${x(threshold)} y1=${top} y2=${height - bottom} />
          <circle class="handle" cx=${x(threshold)} cy=${MIDDLE} r="5" />`
    }
    ${
      drawn === undefined
        ? ""
        : svg`<path class="drawn" data-testid="drawn" d="M${x(drawn)} ${MIDDLE - 7}l6 7l-6 7l-6 -7z"><title>${names.drawn}</title></path>`
    }
  </svg>`;
}

/** The score at a place of the axis, as a part of the picture's width from its left. */
export function scoreAt(part: number, [low, high]: readonly [number, number]): number {
  const { width, left, right } = AXIS;
  const along = (part * width - left) / (width - left - right);
  return low + Math.min(1, Math.max(0, along)) * (high - low);
}

/** What is found over what is falsely found. */
export function rocCurve(
  name: string,
  axes: { found: string; alarms: string },
  points: readonly Cut[],
  cut: Cut | undefined,
): TemplateResult {
  const { side, edge } = ROC;
  const x = (share: number) => edge + share * (side - edge - 6);
  const y = (share: number) => side - edge - share * (side - edge - 6);
  const path = points.map(({ alarms, found }, at) => `${at ? "L" : "M"}${x(alarms)} ${y(found)}`).join("");
  return html`<svg class="picture roc" viewBox="0 0 ${side} ${side}" role="img" aria-label=${name} data-testid="roc">
    <path class="axis" d="M${x(0)} ${y(1)}V${y(0)}H${x(1)}" />
    <path class="even" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" />
    <path class="curve" d=${path} />
    <text class="tick" x=${x(0) - 4} y=${y(1) + 8} text-anchor="end">1</text>
    <text class="tick" x=${x(0) - 4} y=${y(0) + 12} text-anchor="end">0</text>
    <text class="tick" x=${x(1)} y=${y(0) + 12} text-anchor="end">1</text>
    <text class="tick" x=${x(0.5)} y=${y(0) + 16} text-anchor="middle">${axes.alarms}</text>
    <text class="tick" transform="translate(${x(0) - 8} ${y(0.5)}) rotate(-90)" text-anchor="middle">
      ${axes.found}
    </text>
    ${cut ? svg`<circle class="now" cx=${x(cut.alarms)} cy=${y(cut.found)} r="4.5" />` : ""}
  </svg>`;
}

/** An image of one row as a curve, values upwards; beside it, thinner, another. */
export function signal(name: string, values: ArrayLike<number>, other?: ArrayLike<number>): TemplateResult {
  const last = values.length - 1;
  const path = (of: ArrayLike<number>) =>
    Array.from(of, (value, at) => `${at ? "L" : "M"}${(96 * at) / last} ${32 - 30 * value}`).join("");
  return html`<svg class="signal" viewBox="0 0 96 33" role="img" aria-label=${name} preserveAspectRatio="none">
    ${other ? svg`<path class="other" d=${path(other)} />` : ""}
    <path class="own" d=${path(values)} />
  </svg>`;
}
