/** N(0, 1) at the bottom, N(μ, σ²) above it, z = μ + σε between them, and the loss over z: by hand. */
import { type TemplateResult, html, nothing, svg } from "lit";
import { Axis } from "../../draw/axis.ts";
import { within } from "../../texts/numbers.ts";
import { EXTENT, type Hand, type LineValues, PLACES, offsetOf, placeOn } from "./line.ts";

/** The picture's own pixels, from the top: the loss, the bell over the axis of z, that below the axis of ε. */
const WIDTH = 320;
const HEIGHT = 184;
const LOSS = [6, 46] as const;
const Z_AXIS = 112;
const EPSILON_AXIS = 153;
/** One σ of the encoder, and 1 on the axis of ε. */
const UNIT = WIDTH / (2 * EXTENT);
/** The height of a bell with that σ. */
const PEAK = 28;
/** Half the length of the tangent. */
const TANGENT = 26;
/** Grips are as large as a finger needs. */
const REACH = 15;

export type Grip = keyof Hand | "z";

export interface NumberLine {
  name: string;
  /** Of the encoder and of the reader's hand now; the loss may be of a moment before. */
  hand: Hand;
  values: LineValues | undefined;
  /** The loss as a formula. */
  lossName: string;
  /** z is drawn, and there is no ε. */
  sampled: boolean;
  /** Where z was, newest first. */
  trail: readonly number[];
  grab(event: PointerEvent, grip: Grip): void;
}

/** Where a place is, in the encoder's σ from its μ. */
const across = (offset: number) => within(WIDTH / 2 + offset * UNIT, 3, WIDTH - 3);

/** The place of a pointer in the picture, in the encoder's σ from its μ. */
export function offsetAt(event: PointerEvent, picture: Element): number {
  const { left, width } = picture.getBoundingClientRect();
  return ((event.clientX - left) / width - 0.5) * 2 * EXTENT;
}

/** The values of the hand when a grip is at a place. */
export function drag(hand: Hand, grip: Grip, offset: number): Partial<Hand> {
  switch (grip) {
    case "shift":
    case "epsilon":
      return { [grip]: offset };
    case "stretch":
      return { stretch: offset - hand.shift };
    case "z":
      return { epsilon: (offset - hand.shift) / hand.stretch };
  }
}

export function numberLine(view: NumberLine): TemplateResult {
  const { hand, values, sampled, name } = view;
  const { shift, stretch, epsilon } = hand;
  const z = offsetOf(hand);
  const peak = Z_AXIS - PEAK / stretch;
  const grip = (grip: Grip, quantity: string, x: number, y: number, mark: unknown) =>
    svg`<g
      class="grip"
      data-quantity=${quantity}
      transform="translate(${x} ${y})"
      @pointerdown=${(event: PointerEvent) => view.grab(event, grip)}
    ><circle class="reach" r=${REACH}></circle>${mark}</g>`;
  return html`<svg class="line" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${name}>
    ${values ? loss(values) : nothing}
    <text class="own" data-quantity="recon" x="2" y=${LOSS[1] + 14}>${view.lossName}</text>
    <path class="bell" data-quantity="z" d=${bell(shift, stretch, Z_AXIS, PEAK)}></path>
    ${values?.draws.map((draw) => {
      const x = across(shift + stretch * draw.epsilon);
      return svg`<line class="draw" x1=${x} x2=${x} y1=${Z_AXIS + 1} y2=${Z_AXIS + 6}></line>`;
    })}
    ${axis(Z_AXIS)} ${values ? marks(values) : nothing}
    <text class="own" data-quantity="z" x="2" y=${Z_AXIS - 5}>z</text>
    ${sampled ? past([z, ...view.trail]) : origin(hand)}
    <line class="stem" data-quantity="mu" x1=${across(shift)} x2=${across(shift)} y1=${peak} y2=${Z_AXIS}></line>
    <line
      class="stem"
      data-quantity="sigma"
      x1=${across(shift)}
      x2=${across(shift + stretch)}
      y1=${shoulder(stretch)}
      y2=${shoulder(stretch)}
    ></line>
    <line class="way drop" data-quantity="z" x1=${across(z)} x2=${across(z)} y1=${LOSS[0]} y2=${Z_AXIS}></line>
    ${values ? tangent(values, z) : nothing}
    ${grip("stretch", "sigma", across(shift + stretch), shoulder(stretch), dot("σ"))}
    ${grip("shift", "mu", across(shift), peak, dot("μ"))}
    ${
      sampled
        ? svg`<g data-quantity="z" transform="translate(${across(z)} ${Z_AXIS})"><circle class="mark" r="6"></circle></g>`
        : grip("z", "z", across(z), Z_AXIS, svg`<rect class="mark" x="-5" y="-5" width="10" height="10"></rect>`)
    }
    ${sampled ? nothing : grip("epsilon", "epsilon", across(epsilon), EPSILON_AXIS, dot("ε"))}
  </svg>`;
}

/** A round grip with its symbol. */
const dot = (symbol: string) =>
  svg`<circle class="mark" r="7.5"></circle><text class="symbol" y="3.5">${symbol}</text>`;

/** The height of the bell at μ + σ: e^(−½) of its peak. */
const shoulder = (stretch: number) => Z_AXIS - (PEAK / stretch) * Math.exp(-0.5);

/** The density of N(shift, stretch²) over an axis, or with a negative height below it. */
function bell(shift: number, stretch: number, base: number, height: number): string {
  const places = Array.from({ length: 61 }, (_, at) => shift + stretch * (at / 10 - 3));
  const spots = places.map((place) => {
    const density = Math.exp(-0.5 * ((place - shift) / stretch) ** 2) / stretch;
    return `${across(place).toFixed(1)} ${(base - height * density).toFixed(1)}`;
  });
  return `M${across(places[0] ?? 0)} ${base}L${spots.join("L")}L${across(places.at(-1) ?? 0)} ${base}Z`;
}

const axis = (y: number) => svg`<line class="axis" x1="0" x2=${WIDTH} y1=${y} y2=${y}></line>`;

/** Round numbers of z, which lie elsewhere for each image. */
function marks({ line }: LineValues) {
  const scale = new Axis({ low: placeOn(line, -EXTENT), high: placeOn(line, EXTENT) }, 0, WIDTH);
  const shown = scale.marks(5).filter(({ value }) => scale.at(value) > 16 && scale.at(value) < WIDTH - 12);
  return shown.map(({ value, label }) => svg`<text class="tick" x=${scale.at(value)} y=${Z_AXIS + 16}>${label}</text>`);
}

/** Where z comes from: ε ~ N(0, 1), and lines from ε to μ + σε. */
function origin({ shift, stretch, epsilon }: Hand) {
  return svg`
    ${[-2, -1, 0, 1, 2].map(
      (value) => svg`<line
        class="fan"
        x1=${across(value)} y1=${EPSILON_AXIS}
        x2=${across(shift + stretch * value)} y2=${Z_AXIS}
      ></line>
      <text class="tick" x=${across(value)} y=${EPSILON_AXIS + 12}>${value < 0 ? `−${-value}` : value}</text>`,
    )}
    <path class="bell" data-quantity="epsilon" d=${bell(0, 1, EPSILON_AXIS, -PEAK)}></path>
    ${axis(EPSILON_AXIS)}
    <text class="own" data-quantity="epsilon" x="2" y=${EPSILON_AXIS + 13}>ε</text>
    <line
      class="way"
      data-quantity="z"
      x1=${across(epsilon)} y1=${EPSILON_AXIS}
      x2=${across(shift + stretch * epsilon)} y2=${Z_AXIS}
    ></line>`;
}

/** How z has jumped, the latest at the top. */
function past(places: readonly number[]) {
  const spots = places.map((place, at) => [across(place), Z_AXIS + 22 + 5 * at] as const);
  return svg`<polyline class="jumps" points=${spots.map(String).join(" ")}></polyline>
    ${spots.map(
      ([x, y], at) =>
        svg`<circle data-quantity="z" class="mark" cx=${x} cy=${y} r="2.5" opacity=${1 - at / places.length}></circle>`,
    )}`;
}

/** Where a loss is drawn, all of the curve being in sight. */
function heights({ curve }: LineValues) {
  const low = Math.min(...curve);
  // Where z says nothing the loss is the same everywhere.
  return new Axis({ low, high: Math.max(low + 1e-3, ...curve) }, LOSS[1], LOSS[0]);
}

/** The loss over z. */
function loss(values: LineValues) {
  const height = heights(values);
  const spots = values.curve.map((value, at) => `${across(PLACES[at] ?? 0).toFixed(1)} ${height.at(value).toFixed(1)}`);
  return svg`<polyline class="loss" points=${spots.join(" ")}></polyline>`;
}

/** The loss at z with its slope there, once both are known. */
function tangent(values: LineValues, now: number) {
  const { line, point, hand } = values;
  const z = offsetOf(hand);
  const height = heights(values);
  const [x, y] = [across(z), height.at(point.loss)];
  // The slope in pixels: the rise of the line for each pixel to the right.
  const nats = (point.slope * (placeOn(line, 1) - placeOn(line, 0))) / UNIT;
  const rise = height.at(point.loss + nats) - y;
  const [dx, dy] = [TANGENT / Math.hypot(1, rise), (TANGENT * rise) / Math.hypot(1, rise)];
  return svg`<g class=${Math.abs(z - now) > 0.05 ? "late" : ""} data-quantity="recon">
    <line class="tangent" x1=${x - dx} y1=${y - dy} x2=${x + dx} y2=${y + dy}></line>
    <circle class="mark" cx=${x} cy=${y} r="3.5"></circle>
  </g>`;
}
