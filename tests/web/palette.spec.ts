// The colours of classes, for all eyes and on both grounds.
import { expect, test } from "@playwright/test";
import { CLASSES, DARK, LIGHT } from "../../www/src/draw/palette.ts";

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** Linear RGB as each kind of eyes has it: Machado, Oliveira and Fernandes (2009), complete loss of one kind of cones. */
const EYES: Record<string, Matrix> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** Linear sRGB to XYZ, and its white. */
const XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const WHITE: Vector = [0.95047, 1, 1.08883];

const times = (matrix: Matrix, vector: Vector): Vector => {
  const row = (own: Vector) => own[0] * vector[0] + own[1] * vector[1] + own[2] * vector[2];
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

function linear(hex: string): Vector {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** CIE 1976 L*a*b*. */
function lab(rgb: Vector): Vector {
  const inside = rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Vector;
  const xyz = times(XYZ, inside);
  const f = (at: 0 | 1 | 2) => {
    const t = xyz[at] / WHITE[at];
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  };
  return [116 * f(1) - 16, 500 * (f(0) - f(1)), 200 * (f(1) - f(2))];
}

const luminance = (hex: string) => times(XYZ, linear(hex))[1];

for (const [eyes, matrix] of Object.entries(EYES)) {
  test(`any two classes are apart: ${eyes}`, () => {
    const seen = CLASSES.map((hex) => lab(times(matrix, linear(hex))));
    for (const [at, one] of seen.entries()) {
      for (const [other, two] of seen.entries()) {
        if (other <= at) continue;
        const apart = Math.hypot(one[0] - two[0], one[1] - two[1], one[2] - two[2]);
        expect(apart, `${at} and ${other}`).toBeGreaterThanOrEqual(8);
      }
    }
  });
}

test("each class stands out from the panels of both themes", () => {
  for (const hex of CLASSES) {
    for (const { panel } of [LIGHT, DARK]) {
      const [low, high] = [luminance(hex), luminance(panel)].sort((a, b) => a - b) as [number, number];
      expect((high + 0.05) / (low + 0.05), `${hex} on ${panel}`).toBeGreaterThanOrEqual(3);
    }
  }
});
