/** Drawings of eigenvalues: what they leave, and which of them exceed βσ². */
import { type TemplateResult, nothing, svg } from "lit";
import { fixed, significant, within } from "../../texts/numbers.ts";

/** The size of a drawing in its own units, and its margins. */
const [WIDTH, HEIGHT] = [320, 132];
const [LEFT, RIGHT, TOP, BOTTOM] = [34, 8, 12, 22];
const [RIGHT_END, FLOOR] = [WIDTH - RIGHT, HEIGHT - BOTTOM];

const x = (place: number, last: number) => LEFT + (place / last) * (RIGHT_END - LEFT);
const y = (share: number) => FLOOR - within(share, 0, 1) * (FLOOR - TOP);

function frame(name: string, content: TemplateResult<2>): TemplateResult<2> {
  return svg`<svg class="picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${name}>
    <line class="axis" x1=${LEFT} y1=${FLOOR} x2=${RIGHT_END} y2=${FLOOR}></line>
    ${content}
  </svg>`;
}

const label = (at: number, down: number, text: string, anchor: "start" | "middle" | "end" = "middle") =>
  svg`<text class="tick" x=${at} y=${down} text-anchor=${anchor}>${text}</text>`;

/** The error that the first k components leave, over k, and the model's own. */
export function scree(
  name: string,
  left: readonly number[],
  latent: number,
  error: number | undefined,
): TemplateResult<2> {
  const [most = 1] = left;
  const last = left.length - 1;
  const points = left.map((value, k) => `${fixed2(x(k, last))},${fixed2(y(value / most))}`);
  const across = x(Math.min(latent, last), last);
  return frame(
    name,
    svg`
      ${label(LEFT - 4, y(1) + 4, fixed(most, most < 10 ? 1 : 0), "end")}
      ${label(LEFT - 4, FLOOR + 3, "0", "end")}
      <line class="now" x1=${across} y1=${TOP} x2=${across} y2=${FLOOR}></line>
      ${label(LEFT, HEIGHT - 8, "0")} ${label(RIGHT_END, HEIGHT - 8, String(last), "end")}
      ${label(across, HEIGHT - 8, `k = ${latent}`)}
      <polyline class="scree" points=${points.join(" ")}></polyline>
      ${error === undefined ? nothing : svg`<circle class="own" cx=${across} cy=${y(error / most)} r="4.5"></circle>`}
    `,
  );
}

/** Eigenvalues as bars on a logarithmic axis over the line βσ²; those of the model's own columns, |w|² + σ², as dots. */
export function spectrumBars(
  name: string,
  values: readonly number[],
  latent: number,
  floor: number,
  own: readonly number[],
): TemplateResult<2> {
  const largest = Math.max(values[0] ?? 1, floor) * 1.3;
  const least = Math.min(values.at(-1) ?? largest, floor) * 0.6;
  const share = (value: number) => Math.log(Math.max(value, least) / least) / Math.log(largest / least);
  const wide = (RIGHT_END - LEFT) / values.length;
  const line = y(share(floor));
  return frame(
    name,
    svg`
      ${label(LEFT - 4, y(share(values[0] ?? 1)) + 4, significant(values[0] ?? 0), "end")}
      ${values.map((value, k) => {
        const top = y(share(value));
        const alive = k < latent && value > floor;
        return svg`<rect class=${alive ? "alive" : k < latent ? "dead" : "beyond"} x=${LEFT + wide * (k + 0.15)}
          y=${top} width=${wide * 0.7} height=${Math.max(0, FLOOR - top)}></rect>`;
      })}
      <line class="floor" x1=${LEFT} y1=${line} x2=${RIGHT_END} y2=${line}></line>
      ${label(LEFT - 4, line + 4, "βσ²", "end")}
      ${own.map(
        (value, k) =>
          svg`<circle class="own" cx=${LEFT + wide * (k + 0.5)} cy=${y(share(value))} r=${Math.min(3.5, wide * 0.4)}></circle>`,
      )}
      ${label(LEFT + wide / 2, HEIGHT - 8, "1")}
      ${label(LEFT + wide * (latent - 0.5), HEIGHT - 8, latent > 1 ? String(latent) : "")}
    `,
  );
}

const fixed2 = (value: number) => value.toFixed(2);
