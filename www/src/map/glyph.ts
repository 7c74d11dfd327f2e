import { type SVGTemplateResult, nothing, svg } from "lit";
import type { MapNode } from "./map.ts";

/** A network from one width to another; with hidden layers it bends towards the narrow end. */
const network = (x: number, from: number, to: number, linear: boolean): SVGTemplateResult => {
  const end = x + 18;
  const side = (y: (half: number) => number) => [y(from), y(linear ? (from + to) / 2 : Math.min(from, to)), y(to)];
  const [a, b, c] = side((half) => 20 - half);
  const [d, e, f] = side((half) => 20 + half);
  return svg`<path d="M${x} ${a} Q${x + 9} ${b} ${end} ${c} L${end} ${f} Q${x + 9} ${e} ${x} ${d} Z" />`;
};

const cloud = (x: number, kind: string) =>
  svg`<g class=${kind}>${[
    [0, 12],
    [5, 22],
    [-3, 29],
    [7, 14],
    [2, 33],
  ].map(([dx = 0, y]) => svg`<circle cx=${x + dx} cy=${y} r="2" />`)}</g>`;

/** The schema of a method: an encoder, a code (a point, or a distribution) and a decoder; or two clouds and their judge. */
export function glyph({ set }: MapNode): SVGTemplateResult {
  const linear = set["hidden"] === "";
  if (set["method"] === "gan")
    return svg`<svg viewBox="0 0 88 40" aria-hidden="true">
      ${network(2, 4, 15, linear)} ${cloud(30, "made")} ${cloud(48, "data")}
      <path class="judge" d="M66 10 L78 20 L66 30 Z" />
    </svg>`;
  const point = set["method"] === "ae";
  return svg`<svg viewBox="0 0 88 40" aria-hidden="true">
    ${network(10, 16, 4, linear)} ${network(60, 4, 16, linear)}
    ${point ? nothing : svg`<ellipse class="spread" cx="44" cy="20" rx=${set["beta"] ? 12 : 9} ry=${set["beta"] ? 12 : 9} />`}
    <circle class="code" cx="44" cy="20" r="2.5" />
    ${set["condition"] ? svg`<text x="40" y="39">y</text>` : nothing}
  </svg>`;
}
