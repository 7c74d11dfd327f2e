/** Both estimators of the gradient side by side: what each says for every draw, and how far that spreads. */
import { type TemplateResult, html, nothing, svg } from "lit";
import { Axis } from "../../draw/axis.ts";
import { type Gradient, leaveOneOut, meanAndDeviation, pathwise, scoreFunction } from "../../math/gradients.ts";
import type { Say } from "../../texts/keys.ts";
import { NONE, count, significant } from "../../texts/numbers.ts";
import { slope } from "./graph.ts";
import { type LineValues, sigmaOf } from "./line.ts";

/** The estimate of each draw, by estimator. */
export interface Estimates {
  pathwise: readonly number[];
  score: readonly number[];
  baseline: readonly number[];
}

export const ESTIMATORS = ["pathwise", "score", "baseline"] as const satisfies readonly (keyof Estimates)[];

export const SYMBOLS: Record<keyof Gradient, string> = { mu: "μ", sigma: "σ" };

/** The symbol of an estimator in a formula. */
const FORMULAS: Record<keyof Estimates, Record<keyof Gradient, string>> = {
  pathwise: { mu: "∂L/∂z · 1", sigma: "∂L/∂z · ε" },
  score: { mu: "L · ε/σ", sigma: "L · (ε² − 1)/σ" },
  baseline: { mu: "(L − b) · ε/σ", sigma: "(L − b) · (ε² − 1)/σ" },
};

export function estimates({ line, hand, draws }: LineValues, parameter: keyof Gradient): Estimates {
  const sigma = sigmaOf(line, hand);
  const baselines = leaveOneOut(draws.map(({ loss }) => loss));
  return {
    pathwise: draws.map((draw) => pathwise(draw)[parameter]),
    score: draws.map((draw) => scoreFunction(draw, sigma)[parameter]),
    baseline: draws.map((draw, at) => scoreFunction(draw, sigma, baselines[at])[parameter]),
  };
}

/** How many times as many draws give as good a mean: the ratio of the variances. */
export const times = (values: readonly number[], than: readonly number[]) =>
  (meanAndDeviation(values).deviation / meanAndDeviation(than).deviation) ** 2;

export interface Strips {
  say: Say;
  values: LineValues | undefined;
  parameter: keyof Gradient;
  /** There is no path, and no pathwise estimate. */
  sampled: boolean;
}

export function strips({ say, values, parameter, sampled }: Strips): TemplateResult {
  const found = values && estimates(values, parameter);
  const all = found ? [0, ...found.pathwise, ...found.score, ...found.baseline] : [0];
  const scale = new Axis({ low: Math.min(...all), high: Math.max(...all) || 1 }, 2, 98);
  return html`<div class="strips">
      ${ESTIMATORS.map((key) => {
        const values = sampled && key === "pathwise" ? undefined : found?.[key];
        const { mean, deviation } = values ? meanAndDeviation(values) : { mean: undefined, deviation: undefined };
        const name = say(`reparam.estimators.${key}`);
        const described = say("reparam.strip", { name, mean: slope(mean), deviation: slope(deviation) });
        return html`<div class="strip ${key}">
          <span class="estimator">${name} <small>${FORMULAS[key][parameter]}</small></span>
          <svg role="img" aria-label=${described} data-estimator=${key}>
            <line class="zero" x1="${scale.at(0)}%" x2="${scale.at(0)}%" y1="0" y2="100%"></line>
            ${values || !found ? nothing : svg`<text x="50%" y="13">∂z/∂${SYMBOLS[parameter]} = ${NONE}</text>`}
            ${values?.map((value, at) => dot(scale.at(value), at))}
            ${
              mean === undefined
                ? nothing
                : svg`<line class="mean" x1="${scale.at(mean)}%" x2="${scale.at(mean)}%" y1="0" y2="100%"></line>`
            }
          </svg>
          <span class="number deviation">${say("reparam.deviation", { deviation: slope(deviation) })}</span>
        </div>`;
      })}
    </div>
    <p class="needs muted">${say(`reparam.needs.${sampled ? "sample" : "trick"}`, needs(found))}</p>`;
}

/** Dots of one strip are spread for the eye, evenly and each always the same. */
const dot = (x: number, at: number) =>
  svg`<circle cx="${x.toFixed(2)}%" cy="${20 + 60 * ((at * 0.618034) % 1)}%" r="2"></circle>`;

/** That ratio in words: a ratio of variances of so few draws is known to one digit at most. */
export function roughly(values: readonly number[], than: readonly number[]): string {
  const ratio = Number(times(values, than).toPrecision(1));
  return ratio < 1 ? significant(ratio) : count(ratio);
}

function needs(found: Estimates | undefined): Record<string, string> {
  const said = (values: readonly number[] | undefined) => (values && found ? roughly(values, found.pathwise) : NONE);
  return { score: said(found?.score), baseline: said(found?.baseline) };
}
