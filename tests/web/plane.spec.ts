// The plane's arithmetic, without a page: sections of a latent space, densities, speeds, quantiles, components.
import { expect, test } from "@playwright/test";
import { LIGHT } from "../../www/src/draw/palette.ts";
import { Projection } from "../../www/src/draw/view.ts";
import { fitAll } from "../../www/src/store/comparison.ts";
import { Components } from "../../www/src/math/components.ts";
import { aggregateDensity, holesOf, lineDensity, priorDensity } from "../../www/src/math/density.ts";
import { normalQuantile, normalQuantiles } from "../../www/src/math/quantile.ts";
import { DEFAULT_CUT, Section, cutText, dimensions, readCut } from "../../www/src/math/section.ts";
import { drawEllipses } from "../../www/src/plane/draw/posteriors.ts";
import { DEFAULT_LAYERS, layersText, readLayers } from "../../www/src/store/layers.ts";
import { speeds } from "../../www/src/math/speed.ts";
import { apart } from "../../www/src/plane/draw/apart.ts";
import { drawDiscs } from "../../www/src/plane/draw/heat.ts";
import { shownPlace } from "../../www/src/plane/pins/places.ts";
import type { LabStore } from "../../www/src/store/lab-store.ts";

/** The same numbers in every run, roughly normal. */
function numbers(count: number): number[] {
  let state = 1;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

test("a section shows two dimensions, keeps the others, and lies where the rest says", () => {
  const section = new Section(dimensions(4), { by: "dimensions", axes: [2, 0], rest: [9, 0.5, 9, -1] });
  expect(section.project([1, 2, 3, 4])).toEqual([3, 1]);
  expect(section.at([3, 1])).toEqual([1, 0.5, 3, -1]);
  expect(section.move([1, 2, 3, 4], [-1, 7])).toEqual([7, 2, -1, 4]);
  expect(section.others).toEqual([1, 3]);
  expect(section.distance([1, 0.5, 3, -1])).toBe(0);
  expect(section.distance([1, 3.5, 3, 3])).toBe(5);
  const through = new Section(dimensions(4), section.through([1, 2, 3, 4]));
  expect(through.at([3, 1])).toEqual([1, 2, 3, 4]);
});

test("axes that a model lacks are its first two, and a line has one", () => {
  const cut = { ...DEFAULT_CUT, axes: [7, 3] as const };
  expect(new Section(dimensions(3), cut).axes).toEqual([0, 1]);
  const line = new Section(dimensions(1), DEFAULT_CUT);
  expect(line.project([0.7])).toEqual([0.7, 0]);
  expect(line.at([0.3, 5])).toEqual([0.3]);
});

test("the shadow of a posterior on an oblique plane is wide where the posterior is", () => {
  const half = Math.SQRT1_2;
  const directions = [
    [half, half],
    [half, -half],
  ];
  const [uu, uv, vv] = new Section(directions, DEFAULT_CUT).spreads(Float32Array.from([Math.log(4), Math.log(1)]));
  expect(uu).toBeCloseTo(2.5, 5);
  expect(uv).toBeCloseTo(1.5, 5);
  expect(vv).toBeCloseTo(2.5, 5);
});

test("the shadow of a full covariance is that of its factor", () => {
  const factor = Float32Array.from([2, -1.5, 0, 0.5]);
  const logvar = Float32Array.from([Math.log(4), Math.log(2.5)]);
  const [uu, uv, vv] = new Section(dimensions(2), DEFAULT_CUT).spreads(logvar, factor);
  expect([uu, uv, vv]).toEqual([4, -3, 2.5]);
});

test("components are orthonormal, ordered by variance, and keep their signs while points move", () => {
  const latent = 5;
  const scales = [0.3, 2, 0.1, 1, 0.5];
  const noise = numbers(400 * latent);
  const points = Float32Array.from(noise, (value, at) => value * (scales[at % latent] ?? 0) + 3);
  const components = new Components();
  const first = components.of(points, latent);
  const strongest = (direction: readonly number[] = []) =>
    direction.reduce((best, value, at) => (Math.abs(value) > Math.abs(direction[best] ?? 0) ? at : best), 0);
  expect(first.map(strongest)).toEqual([1, 3, 4, 0, 2]);
  for (const [i, a] of first.entries()) {
    for (const [j, b] of first.entries()) {
      const dot = a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
      expect(dot).toBeCloseTo(Number(i === j), 6);
    }
  }
  const moved = components.of(
    points.map((value, at) => value * (at % latent === 3 ? 1.2 : 1)),
    latent,
  );
  for (const [k, direction] of moved.entries()) {
    expect(direction.reduce((sum, value, at) => sum + value * (first[k]?.[at] ?? 0), 0)).toBeGreaterThan(0.9);
  }
});

test("components of points that are all the same are some orthonormal directions", () => {
  const directions = new Components().of(new Float32Array(30), 3);
  expect(directions).toHaveLength(3);
  for (const direction of directions) expect(Math.hypot(...direction)).toBeCloseTo(1, 6);
});

test("the aggregate posterior integrates to one and follows its ellipses", () => {
  const cells = { left: -4, top: 4, cell: 0.05, columns: 160, rows: 160 };
  const places = Float32Array.from([1, 0.5, -1, -1]);
  const spreads = Float32Array.from([0.3, 0.2, 0.4, 0.05, 0, 0.02]);
  const density = aggregateDensity(places, spreads, cells);
  expect(density.reduce((sum, value) => sum + value * cells.cell ** 2, 0)).toBeCloseTo(1, 3);
  // The mean of two Gaussians, written out, at a place along the slant of the first.
  const [u, v] = [1.425, 1.025];
  const at = Math.floor((4 - v) / 0.05) * 160 + Math.floor((u + 4) / 0.05);
  const determinant = 0.3 * 0.4 - 0.2 ** 2;
  const [x, y] = [u - 1, v - 0.5];
  const squared = (0.4 * x * x - 2 * 0.2 * x * y + 0.3 * y * y) / determinant;
  const expected = Math.exp(-0.5 * squared) / (2 * Math.PI * Math.sqrt(determinant)) / 2;
  expect(Math.abs((density[at] ?? 0) / expected - 1)).toBeLessThan(0.02);
});

test("encodings like the prior leave no holes, encodings on one side leave the other", () => {
  const cells = { left: -3, top: 3, cell: 0.1, columns: 60, rows: 60 };
  const like = Float32Array.from([0, 0]);
  expect(holesOf(aggregateDensity(like, Float32Array.from([1, 0, 1]), cells), cells).share).toBe(0);
  const right = Float32Array.from([1, 0]);
  const { unused, share } = holesOf(aggregateDensity(right, Float32Array.from([0.1, 0, 1]), cells), cells);
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(0.75);
  expect(unused[30 * 60 + 15]).toBe(1);
  expect(unused[30 * 60 + 40]).toBe(0);
  // Out of view there is no telling.
  const part = { ...cells, left: 0 };
  expect(holesOf(aggregateDensity(right, Float32Array.from([0.1, 0, 1]), part), part).share).toBeUndefined();
});

test("as many images as the plane has, drawn from the prior, leave no holes, however narrow their posteriors are", () => {
  const cells = { left: -2.25, top: 2.25, cell: 0.25, columns: 18, rows: 18 };
  const places = Float32Array.from(numbers(1000));
  const spreads = Float32Array.from({ length: 1500 }, (_, at) => (at % 3 === 1 ? 0 : 0.05 ** 2));
  expect(holesOf(aggregateDensity(places, spreads, cells), cells).share).toBeLessThan(0.02);
});

test("planes side by side show the same part: the widest that one of them needs, and they keep it", () => {
  const [narrow, wide] = [1, 4].map((scale) => Float32Array.from(numbers(1000), (value) => scale * value));
  const view = fitAll([narrow!, wide!], { x: 0, y: 0, radius: 3 });
  expect(view.radius).toBeGreaterThan(8);
  expect(fitAll([wide!, narrow!], view)).toBe(view);
  expect(fitAll([narrow!, new Float32Array()], view).radius).toBeLessThan(view.radius);
});

test("at most 60 posteriors are drawn, spread over all images, 1σ and 2σ of each", () => {
  const drawn = (images: number) => {
    const ellipses: number[][] = [];
    const context = new Proxy({} as CanvasRenderingContext2D, {
      get:
        (_, key) =>
        (...args: number[]) =>
          key === "ellipse" && ellipses.push(args),
      set: () => true,
    });
    const points = Float32Array.from({ length: 2 * images }, (_, at) => (at >> 1) / images);
    const spreads = Float32Array.from({ length: 3 * images }, (_, at) => (at % 3 === 1 ? 0 : 1));
    const projection = new Projection({ x: 0, y: 0, radius: 3 }, { width: 340, height: 336 });
    const scene = { projection, palette: LIGHT, points, labels: undefined, highlight: undefined, asMeans: false };
    drawEllipses(context, scene, spreads, false);
    return ellipses;
  };
  expect(drawn(500).length / 2).toBeLessThanOrEqual(60);
  expect(drawn(500).length / 2).toBeGreaterThan(50);
  expect(drawn(40)).toHaveLength(80);
  // From the first image to one of the last.
  const across = drawn(500).map(([x = 0]) => x);
  expect(Math.max(...across) - Math.min(...across)).toBeGreaterThan(0.95 * 50);
});

test("on a line the density of one standard posterior is the prior's", () => {
  const [middle, side] = lineDensity(Float32Array.from([0, 0]), Float32Array.from([1, 0, 0]), [0, 1.5]);
  expect(middle).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 6);
  expect((side ?? 0) / (middle ?? 1)).toBeCloseTo(priorDensity(1.5, 0) / priorDensity(0, 0), 6);
});

test("the speed of a linear decoder is the norm of its matrix, on even and uneven grids", () => {
  // x̂ = (3 u, 4 v, u): ‖∂x̂/∂(u, v)‖ = √(9 + 16 + 1).
  for (const [u, v] of [
    [
      [0, 0.1, 0.2],
      [1, 0.9],
    ],
    [
      [0, 0.5, 0.6],
      [2, 0.5, 0.4],
    ],
  ] as [number[], number[]][]) {
    const pixels = Float32Array.from(v.flatMap((v) => u.flatMap((u) => [3 * u, 4 * v, u])));
    for (const speed of speeds(pixels, { u, v })) expect(speed).toBeCloseTo(Math.sqrt(26), 4);
  }
  // A line has no second direction.
  for (const speed of speeds(Float32Array.from([0, 2, 4]), { u: [0, 1, 2], v: [0] })) expect(speed).toBe(2);
});

test("normal quantiles are those of tables, and symmetric", () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 8);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 7);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 7);
  const ten = normalQuantiles(10);
  expect(ten[0]).toBeCloseTo(-1.644853627, 7);
  expect(ten[9]).toBeCloseTo(-(ten[0] ?? 0), 9);
});

test("layers and cuts go into a link and come back, and nonsense does not", () => {
  expect(layersText(DEFAULT_LAYERS)).toBeUndefined();
  const layers = { ...DEFAULT_LAYERS, density: true, images: false, grid: "quantiles" as const, side: 30 };
  expect(layersText(layers)).toBe("-images,density,quantiles-30");
  expect(readLayers("-images,density,quantiles-30")).toEqual(layers);
  for (const text of ["", "density,glitter", "quantiles-31", "toString"]) expect(readLayers(text)).toBeUndefined();
  expect(cutText(DEFAULT_CUT)).toBeUndefined();
  expect(cutText({ ...DEFAULT_CUT, rest: [0, 0, 0] })).toBeUndefined();
  const cut = { by: "components" as const, axes: [2, 0] as const, rest: [0, -1.5, 0, 0.25] };
  expect(cutText(cut)).toBe("components:2,0:0,-1.5,0,0.25");
  expect(readCut("components:2,0:0,-1.5,0,0.25")).toEqual(cut);
  expect(readCut("dimensions:1,4")).toEqual({ by: "dimensions", axes: [1, 4], rest: [] });
  for (const text of ["", "diagonals:0,1", "dimensions:0", "dimensions:1,1", "dimensions:0,1:x", "dimensions:0.5,1"]) {
    expect(readCut(text)).toBeUndefined();
  }
});

test("names that stand at one place move apart, and the others stay", () => {
  const places = [
    [100, 100],
    [100, 100],
    [104, 101],
    [98, 103],
    [300, 50],
  ] as const;
  const moved = apart(places, 17);
  for (const [i, a] of moved.entries())
    for (const b of moved.slice(i + 1)) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThan(16);
  expect(moved[4]).toEqual([300, 50]);
  for (const [x, y] of moved.slice(0, 4)) expect(Math.hypot(x - 100, y - 101)).toBeLessThan(30);
});

test("sensitivity is drawn as discs that cover the more of their places the larger it is", () => {
  const projection = new Projection({ x: 0, y: 0, radius: 3 }, { width: 640, height: 600 });
  const radii: number[] = [];
  const context = { beginPath() {}, fill() {}, arc: (_x: number, _y: number, radius: number) => radii.push(radius) };
  const discs = { grid: { u: [0, 1], v: [0] }, spacing: 1, values: Float32Array.from([1, 4]), most: 4 };
  drawDiscs(context as unknown as CanvasRenderingContext2D, projection, discs, LIGHT);
  expect(radii).toEqual([projection.scale / 4, projection.scale / 2]);
});

test("a pin that the view has left waits at its edge as a whole", () => {
  const projection = new Projection({ x: 0, y: 0, radius: 3 }, { width: 640, height: 600 });
  const at = (z: [number, number]) => {
    const plane = { pins: { value: [{ z }] }, section: { value: { project: (z: [number, number]) => z } } };
    return shownPlace(projection, { plane } as unknown as LabStore, 0);
  };
  expect(at([1, -2])).toEqual([1, -2]);
  const [x, y] = at([100, -100]);
  expect(projection.x(x)).toBeLessThan(640 - 20);
  expect(projection.y(y)).toBeLessThan(600 - 36);
});

test("a plane without room has cells, few as they are", () => {
  for (const [width, height] of [
    [0, 0],
    [300, 20],
    [20, 300],
  ] as const) {
    const { columns, rows } = new Projection({ x: 0, y: 0, radius: 3 }, { width, height }).cells();
    expect(Math.min(columns, rows)).toBeGreaterThan(0);
  }
});
