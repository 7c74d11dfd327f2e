/** The computation graph from μ and σ to the loss, and how far the gradient comes back. */
import { type TemplateResult, html, nothing, svg } from "lit";
import { pathwise } from "../../math/gradients.ts";
import type { Quantity } from "../../draw/palette.ts";
import type { Say } from "../../texts/keys.ts";
import { NONE, fixed } from "../../texts/numbers.ts";
import { type LineValues, muOf, sigmaOf, written, zOf } from "./line.ts";

const WIDTH = 300;
const HEIGHT = 172;
/** Between the way forth and the way back. */
const APART = 2.5;
const HEAD = 5;

export interface Graph {
  say: Say;
  values: LineValues | undefined;
  /** z is drawn from N(μ, σ²): no gradient comes through. */
  sampled: boolean;
  /** The pictures of x̂ and x. */
  xhat: TemplateResult;
  x: TemplateResult;
}

/** A derivative, with as many figures as there is room for. */
export const slope = (value: number | undefined) => {
  const size = Math.abs(value ?? 0);
  return fixed(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
};

type Spot = readonly [x: number, y: number];

export function graph({ say, values, sampled, xhat, x }: Graph): TemplateResult {
  const at = values?.point;
  const { mu, sigma } = at && !sampled ? pathwise(at) : { mu: undefined, sigma: undefined };
  const value = (of: (values: LineValues) => number) => (values ? written(values.line, of(values)) : NONE);
  const dz = slope(at?.slope);
  const name = say(`reparam.graph.${sampled ? "sample" : "trick"}`, { dz, mu: slope(mu), sigma: slope(sigma) });
  return html`<div class="graph">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${name}>
      ${edge([93, 24], [134, 66], sampled ? "blocked" : "back")}
      ${edge([93, 76], [129, 84], sampled ? "blocked" : "back")}
      ${sampled ? nothing : edge([88, 135], [136, 107], "forth")} ${edge([217, 70], [240, 38], "back")}
      ${edge([267, 55], [267, 71], "back")} ${edge([267, 117], [267, 102], "forth")}
      ${
        sampled
          ? nothing
          : svg`<text class="factor" x="122" y="40">×1</text>
            <text class="factor" x="111" y="98">×ε</text>`
      }
      <text class="aside" x="222" y="50" text-anchor="end">${say("reparam.decoder")}</text>
      ${node("mu", [2, 3], 91, `μ = ${value(({ line, hand }) => muOf(line, hand))}`, `∂L/∂μ = ${slope(mu)}`)}
      ${node("sigma", [2, 56], 91, `σ = ${value(({ line, hand }) => sigmaOf(line, hand))}`, `∂L/∂σ = ${slope(sigma)}`)}
      ${sampled ? nothing : random("epsilon", [47, 141], 44, `ε = ${fixed(at?.epsilon, 2)}`)}
      ${
        sampled
          ? random("z", [173, 86], 46, `z = ${value(({ line, hand }) => zOf(line, hand))}`, `∂L/∂z = ${dz}`)
          : node("z", [130, 66], 87, `z = ${value(({ line, hand }) => zOf(line, hand))}`, `∂L/∂z = ${dz}`)
      }
      ${node("recon", [235, 72], 64, `L = ${fixed(at?.loss, 1)}`)}
      <g class="aside">
        <rect class="key" x="134" y="130" width="12" height="10" rx="2"></rect>
        <text x="150" y="139">${say("reparam.computed")}</text>
        <ellipse class="key" cx="140" cy="153" rx="6" ry="5"></ellipse>
        <text x="150" y="157">${say("reparam.random")}</text>
      </g>
    </svg>
    <div class="xhat" data-quantity="xhat">${xhat}</div>
    <div class="x" data-quantity="x">${x}</div>
  </div>`;
}

/** A computed value: a box, with its derivative where it has one. */
function node(quantity: Quantity, [x, y]: Spot, width: number, value: string, derivative?: string) {
  const [middle, height] = [x + width / 2, derivative ? 40 : 29];
  return svg`<g class="node" data-quantity=${quantity}>
    <rect x=${x} y=${y} width=${width} height=${height} rx="6"></rect>
    <text class="own" x=${middle} y=${y + (derivative ? 16 : 18)}>${value}</text>
    ${derivative ? svg`<text class=${back(derivative)} x=${middle} y=${y + 31}>${derivative}</text>` : nothing}
  </g>`;
}

/** A random draw: an ellipse. */
function random(quantity: Quantity, [x, y]: Spot, radius: number, value: string, derivative?: string) {
  return svg`<g class="node random" data-quantity=${quantity}>
    <ellipse cx=${x} cy=${y} rx=${radius} ry=${derivative ? 25 : 18}></ellipse>
    <text class="own" x=${x} y=${y + (derivative ? -3 : 4)}>${value}</text>
    ${derivative ? svg`<text class=${back(derivative)} x=${x} y=${y + 13}>${derivative}</text>` : nothing}
  </g>`;
}

const back = (derivative: string) => (derivative.endsWith(NONE) ? "derivative none" : "derivative");

/** An arrow, and beside it the way of the gradient, which comes through or stops at the end where it arrives. */
function edge(from: Spot, to: Spot, gradient: "forth" | "back" | "blocked") {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  const [u, v] = [dx / length, dy / length];
  /** Some way along the edge, and to its side. */
  const spot = (along: number, aside: number) =>
    [from[0] + along * u - aside * v, from[1] + along * v + aside * u].map((value) => value.toFixed(1));
  const line = (kind: string, begin: number, end: number, aside: number) => {
    const [[x1, y1], [x2, y2]] = [spot(begin, aside), spot(end, aside)];
    return svg`<line class=${kind} x1=${x1} y1=${y1} x2=${x2} y2=${y2}></line>`;
  };
  const head = (kind: string, tip: number, direction: 1 | -1, aside: number) => {
    const foot = tip - direction * HEAD;
    const corners = [spot(tip, aside), spot(foot, aside + HEAD / 2), spot(foot, aside - HEAD / 2)];
    return svg`<polygon class=${kind} points=${corners.join(" ")}></polygon>`;
  };
  const aside = gradient === "forth" ? 0 : -APART;
  const forth = svg`${line("forth", 0, length - HEAD, aside)}${head("forth", length, 1, aside)}`;
  if (gradient === "forth") return forth;
  if (gradient === "back") return svg`${forth}${line("back", length, HEAD, APART)}${head("back", 0, -1, APART)}`;
  const stop = 0.62 * length;
  const [x, y] = spot(stop, APART);
  return svg`${forth}${line("back", length, stop, APART)}${line("lost", stop, 0, APART)}
    <path class="stop" d="M-4-4L4 4M-4 4L4-4" transform="translate(${x} ${y})"></path>`;
}
