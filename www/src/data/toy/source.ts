/** Toy data as the files that any dataset comes in, and the model that learns it within seconds. */
import type { Options, Source } from "../../run/protocol.ts";
import { TOYS, type ToyName, toyBytes } from "./datasets.ts";

/** Points held out: with so many, the histogram of a sample is some 2 % off. */
export const HELD_OUT = 8_000;
const TRAIN = 2 * HELD_OUT;
const SEEDS = { train: 1, heldOut: 2 };
/** Unsigned bytes in three dimensions: count, height, width. */
const MAGIC = 0x0803;

/** An IDX file of images of one row. */
export function idx(values: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const header = [MAGIC, values.length / width, 1, width];
  const file = new Uint8Array(4 * header.length + values.length);
  const view = new DataView(file.buffer);
  header.forEach((value, at) => view.setUint32(4 * at, value));
  file.set(values, 4 * header.length);
  return file;
}

/** The training data of a toy. */
export const trainingBytes = (name: ToyName) => toyBytes(name, TRAIN, SEEDS.train);

/** A toy dataset, to be loaded as files are; it is called by its own name. */
export function toySource(name: ToyName): Source {
  const file = (bytes: Uint8Array) => new Blob([idx(bytes, TOYS[name].dimensions)]);
  return {
    kind: "files",
    // The engine takes the larger file to train on, and its name for that of the dataset.
    files: [
      { name, blob: file(trainingBytes(name)) },
      { name: `${name}-test`, blob: file(toyBytes(name, HELD_OUT, SEEDS.heldOut)) },
    ],
  };
}

/**
 * The options for a toy that differ from the defaults. Three narrow layers bend more finely than two wide ones, σ is the
 * blur of the data, and smooth activations leave no kinks in the picture.
 */
export const toyOptions = (name: ToyName): Options => ({
  hidden: [24, 24, 24],
  activation: "tanh",
  latent: TOYS[name].dimensions,
  likelihood: "gaussian",
  sigma: 0.025,
  lr: 0.005,
});
