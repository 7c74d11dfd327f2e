/** The layers of the latent plane. */
import type { ModelSpec } from "../run/protocol.ts";

/** Every layer of the plane, from the uppermost down, and whether it is shown at the start. */
export const LAYERS = {
  /** Means of the encodings of held-out images. */
  points: true,
  /** Those images themselves, where the view has room for them. */
  images: true,
  /** 1σ and 2σ of each q(z|x). */
  ellipses: false,
  prior: true,
  /** Decoded images of places. */
  manifold: true,
  /** Density of the aggregate posterior. */
  density: false,
  /** Where the prior has mass and the aggregate posterior has none. */
  holes: false,
  /** How fast the decoded image changes. */
  speed: false,
  /** Which class a classifier takes a place for. */
  regions: true,
};

export type Layer = keyof typeof LAYERS;

const codes = ({ code }: ModelSpec) => code !== "none";
const posteriors = ({ code }: ModelSpec) => code === "gaussian";
const decodes = ({ decodes }: ModelSpec) => decodes;

/** Which models have the subject of a layer. */
const SUBJECTS: Readonly<Record<Layer, (model: ModelSpec) => boolean>> = {
  points: codes,
  images: codes,
  ellipses: posteriors,
  // Of each class, where not of all.
  prior: ({ prior, labels, spread }) => prior || labels || spread > 0,
  manifold: decodes,
  density: posteriors,
  holes: (model) => posteriors(model) && model.prior,
  speed: decodes,
  regions: ({ classifies }) => classifies,
};

/** The layers that the plane of a model has. */
export const layersOf = (model: ModelSpec): Layer[] =>
  (Object.keys(LAYERS) as Layer[]).filter((layer) => SUBJECTS[layer](model));

/** What is shown of the reader's choice: without layers that the model does not have, and quantiles of no prior. */
export function shownLayers(layers: Layers, model: ModelSpec): Layers {
  const own = layersOf(model);
  const shown = (Object.keys(LAYERS) as Layer[]).map((layer) => [layer, layers[layer] && own.includes(layer)] as const);
  return { ...layers, ...Object.fromEntries(shown), grid: model.prior ? layers.grid : "even" };
}

/** Where the decoder is asked: at even distances over the view, or at places that split the prior into equal parts. */
export const GRIDS = ["even", "quantiles"] as const;

/** Places along each axis of a grid of quantiles. */
export const SIDES = [10, 15, 20, 30, 40] as const;

export interface Layers extends Record<Layer, boolean> {
  grid: (typeof GRIDS)[number];
  side: number;
}

export const DEFAULT_LAYERS: Layers = { ...LAYERS, grid: "even", side: 20 };

/** The differences from the layers at the start, as a text: `density,-images,quantiles-30`; nothing where all is the same. */
export function layersText(layers: Layers): string | undefined {
  const keys = Object.keys(LAYERS) as Layer[];
  const changed = keys.filter((key) => layers[key] !== LAYERS[key]).map((key) => (layers[key] ? key : `-${key}`));
  if (layers.grid === "quantiles") changed.push(`quantiles-${layers.side}`);
  return changed.join(",") || undefined;
}

/** The layers that such a text says; undefined where it says something else. */
export function readLayers(text: string): Layers | undefined {
  const layers = { ...DEFAULT_LAYERS };
  for (const word of text.split(",")) {
    const key = word.replace(/^-/, "");
    const side = SIDES.find((side) => word === `quantiles-${side}`);
    if (side) Object.assign(layers, { grid: "quantiles", side });
    else if (Object.hasOwn(LAYERS, key)) layers[key as Layer] = word === key;
    else return;
  }
  return layers;
}
