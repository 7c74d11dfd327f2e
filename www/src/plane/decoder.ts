/** The plane decoded: images at the places of a grid. */
import type { Palette } from "../draw/palette.ts";
import type { Projection } from "../draw/view.ts";
import type { Grid } from "../math/speed.ts";
import type { LabStore } from "../store/lab-store.ts";
import { type Tiles, paintTiles } from "./draw/tiles.ts";

/** Decoded images at the places of an even grid. */
export interface Sampled {
  pixels: Float32Array;
  grid: Grid;
  spacing: number;
}

export class Decoder {
  tiles: Tiles | undefined;
  /** The decoded grid from which the speed of change is computed. */
  sampled: Sampled | undefined;
  #sheet = document.createElement("canvas");
  #pixels: Float32Array | undefined;

  constructor(private readonly store: LabStore) {}

  /** Decodes what the layers show of a view. */
  async refresh(projection: Projection): Promise<void> {
    const { manifold, speed, grid, side } = this.store.plane.shownLayers.value;
    const line = this.store.model.latent.value === 1;
    const even = projection.tiles(line);
    const quantiles = manifold && grid === "quantiles";
    if (speed || (manifold && !quantiles)) {
      const pixels = await this.#decode(even);
      if (manifold && !quantiles) this.#show(pixels, even, even.spacing);
      this.sampled = speed ? { pixels, grid: even, spacing: even.spacing } : undefined;
    }
    if (quantiles) {
      const { normalQuantiles } = await import("../math/quantile.ts");
      const u = normalQuantiles(side);
      const places = { u, v: line ? [0] : u.toReversed() };
      this.#show(await this.#decode(places), places, undefined);
    }
  }

  /** What a refresh depends on, besides the model. */
  wanted(projection: Projection): string {
    const { manifold, speed, grid, side } = this.store.plane.shownLayers.value;
    const { section, components } = this.store.plane;
    const { directions, cut } = section.value;
    // Components are there once there are encodings, and what finds them.
    const found = !!this.store.model.encodings.value && !!components.value;
    const cutting = [directions.length, cut, cut.by === "components" && found];
    const { u, v } = projection.tiles(this.store.model.latent.value === 1);
    const even = manifold || speed ? [u[0], v[0], u.length, v.length, u[1]] : [];
    return JSON.stringify([manifold, speed, grid, side, even, cutting]);
  }

  /** Paints the images again, in other colours. */
  repaint(palette: Palette): void {
    if (this.tiles && this.#pixels) paintTiles(this.tiles, this.#pixels, palette);
  }

  #show(pixels: Float32Array, grid: Grid, spacing: number | undefined): void {
    const image = this.store.model.image.value;
    this.#pixels = pixels;
    // Tiles are square, whatever the images are.
    this.tiles = { grid, spacing, sheet: this.#sheet, side: Math.max(image.height, image.width), ...image };
    this.repaint(this.store.page.palette.value);
  }

  #decode({ u, v }: Grid): Promise<Float32Array> {
    const section = this.store.plane.section.value;
    const z = Float32Array.from(v.flatMap((v) => u.flatMap((u) => section.at([u, v]))));
    return this.store.run.ask("manifold", { z });
  }
}
