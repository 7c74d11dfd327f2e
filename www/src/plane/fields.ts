/** Quantities over the visible part of the plane, from the encodings and the decoded images. */
import type { Projection } from "../draw/view.ts";
import { type Cells, type Holes, aggregateDensity, holesOf, lineDensity } from "../math/density.ts";
import { speeds } from "../math/speed.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { Sampled } from "./decoder.ts";
import { type Heat, drawHeat, drawHoles, paintHeat } from "./draw/heat.ts";
import { type Curve, drawCurves, linePlaces } from "./draw/line.ts";

export class Fields {
  holes: (Holes & { cells: Cells }) | undefined;
  /** The value of the strongest tone of each heat map. */
  most: { density?: number; speed?: number } = {};
  /** From the lowest. */
  #heats: readonly Heat[] = [];
  /** Densities where the space is a line, at these places. */
  #line: { places: readonly number[]; curves: readonly Curve[] } | undefined;
  #measured: { sampled: Sampled; values: Float32Array } | undefined;
  #density = document.createElement("canvas");
  #speed = document.createElement("canvas");

  constructor(private readonly store: LabStore) {}

  /** Computes what the layers show. */
  compute(projection: Projection, sampled: Sampled | undefined): void {
    const { shownLayers: layers } = this.store.plane;
    const { latent } = this.store.model;
    this.most = {};
    this.holes = undefined;
    this.#line = latent.value === 1 ? this.#curves(projection) : undefined;
    const heats = [layers.value.speed && sampled && this.#speeds(sampled, this.#line ? projection : undefined)];
    if (!this.#line && (layers.value.density || layers.value.holes)) heats.push(this.#densities(projection));
    this.#heats = heats.filter((heat) => !!heat);
  }

  /** Draws what lies below the decoded images. */
  drawBelow(context: CanvasRenderingContext2D, projection: Projection): void {
    for (const heat of this.#heats) drawHeat(context, projection, heat);
  }

  drawAbove(context: CanvasRenderingContext2D, projection: Projection): void {
    const palette = this.store.page.palette.value;
    if (this.holes) drawHoles(context, projection, this.holes, palette);
    if (this.#line) drawCurves(context, projection, this.#line.places, this.#line.curves, palette);
  }

  #densities(projection: Projection): Heat | undefined {
    const { shownLayers: layers, places, spreads } = this.store.plane;
    const { palette } = this.store.page;
    if (!places.value || !spreads.value) return;
    const cells = projection.cells();
    const density = aggregateDensity(places.value, spreads.value, cells);
    if (layers.value.holes) this.holes = { ...holesOf(density, cells), cells };
    if (!layers.value.density) return;
    const { left, top, cell, columns, rows } = cells;
    this.most.density = density.reduce((most, value) => Math.max(most, value), 0);
    paintHeat(this.#density, density, columns, this.most.density, palette.value.sigma);
    return { sheet: this.#density, left, top, right: left + columns * cell, bottom: top - rows * cell };
  }

  /** On a line the speed fills the height. */
  #speeds(sampled: Sampled, line: Projection | undefined): Heat {
    const { pixels, grid, spacing } = sampled;
    const { u, v } = grid;
    if (this.#measured?.sampled !== sampled) this.#measured = { sampled, values: speeds(pixels, grid) };
    const { values } = this.#measured;
    this.most.speed = values.reduce((most, value) => Math.max(most, value), 0);
    paintHeat(this.#speed, values, u.length, this.most.speed, this.store.page.palette.value.xhat);
    const [left = 0, top = 0] = [u[0], v[0]];
    return {
      sheet: this.#speed,
      left: left - spacing / 2,
      right: (u.at(-1) ?? left) + spacing / 2,
      top: line?.top ?? top + spacing / 2,
      bottom: line?.bottom ?? (v.at(-1) ?? top) - spacing / 2,
    };
  }

  #curves(projection: Projection): { places: readonly number[]; curves: readonly Curve[] } {
    const { shownLayers: layers, places: means, spreads } = this.store.plane;
    const { palette } = this.store.page;
    const places = linePlaces(projection);
    const curves: Curve[] = [];
    if (layers.value.density && means.value && spreads.value) {
      const density = lineDensity(means.value, spreads.value, places);
      curves.push({ density, colour: palette.value.sigma, filled: true });
    }
    if (layers.value.prior) {
      const density = places.map((z) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI));
      curves.push({ density, colour: palette.value.z, filled: false });
    }
    return { places, curves };
  }
}
