/**
 * A model's two halves as ONNX files, from its weights and what these say of the model: the names of layers are those of the
 * engine (`src/models/`), and the graph is what `encode` and `decode` compute. The format: https://onnx.ai/onnx/repo-docs/IR.html.
 */
import { type Bytes, float, inner, int, message, text } from "./proto.ts";
import { type Tensor, type Weights, readWeights } from "./weights.ts";

/** The versions of the format and of its operators; these are the first with Gelu. */
const IR_VERSION = 9;
const OPERATORS = 20;

/** Types of elements and of attributes, by their numbers in the format. */
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { float: 1, int: 2, text: 3 };

type Attributes = Readonly<Record<string, number | string>>;

const attribute = ([name, value]: [string, number | string]): Bytes =>
  inner(
    5,
    message(
      text(1, name),
      ...(typeof value === "string"
        ? [text(4, value), int(20, ATTRIBUTE.text)]
        : Number.isInteger(value)
          ? [int(3, value), int(20, ATTRIBUTE.int)]
          : [float(2, value), int(20, ATTRIBUTE.float)]),
    ),
  );

/** The operator of an activation, and its attributes. */
const ACTIVATIONS: Readonly<Record<string, readonly [string, Attributes?]>> = {
  relu: ["Relu"],
  tanh: ["Tanh"],
  softplus: ["Softplus"],
  gelu: ["Gelu", { approximate: "tanh" }],
  "leaky-relu": ["LeakyRelu", { alpha: 0.2 }],
};

/** Points of a few values are seen by a generator's discriminator in units of ¼ around ½. */
const UNIT = { shape: [1], values: Float32Array.of(0.25) };
const CENTRE = { shape: [1], values: Float32Array.of(0.5) };

/** What a batch normalisation adds to a variance. */
const VARIANCE_FLOOR = 1e-5;

/** A graph under construction: values are known by their names. */
class Graph {
  readonly #parts: Bytes[] = [];
  #count = 0;

  constructor(readonly weights: Weights) {}

  /** A row for each image or code, of so many columns. */
  input(name: string, columns?: number, type = FLOAT): string {
    this.#parts.push(inner(11, valueInfo(name, columns, type)));
    return name;
  }

  /** What the graph gives, under this name. */
  output(name: string, value: string, columns: number): void {
    this.#node("Identity", [value], name);
    this.#parts.push(inner(12, valueInfo(name, columns, FLOAT)));
  }

  node(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    this.#count += 1;
    return this.#node(operator, inputs, `${operator.toLowerCase()}_${this.#count}`, attributes);
  }

  #node(operator: string, inputs: readonly string[], name: string, attributes: Attributes = {}): string {
    const said = [
      ...inputs.map((input) => text(1, input)),
      text(2, name),
      text(3, name),
      text(4, operator),
      ...Object.entries(attributes).map(attribute),
    ];
    this.#parts.push(inner(1, message(...said)));
    return name;
  }

  /** A tensor of the graph's own, or whole numbers. */
  constant(name: string, { shape, values }: Tensor | { shape: readonly number[]; values: BigInt64Array }): string {
    const type = values instanceof Float32Array ? FLOAT : INT64;
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const said = [...shape.map((side) => int(1, side)), int(2, type), text(8, name), inner(9, raw)];
    this.#parts.push(inner(5, message(...said)));
    return name;
  }

  /** A linear layer of the weights. */
  layer(x: string, name: string): string {
    return this.node("Gemm", [x, this.#weights(`${name}.weight`), this.#weights(`${name}.bias`)], { transB: 1 });
  }

  #weights(name: string): string {
    const tensor = this.weights.tensors.get(name);
    if (!tensor) throw new Error(`the weights have no tensor "${name}"`);
    return this.constant(name, tensor);
  }

  /** `x` and beside it 1 in the column of its class. */
  beside(x: string, classes: number): string {
    const label = this.input("label", undefined, INT64);
    const count = this.constant("classes", { shape: [1], values: BigInt64Array.of(BigInt(classes)) });
    const levels = this.constant("absent_present", { shape: [2], values: Float32Array.of(0, 1) });
    return this.node("Concat", [x, this.node("OneHot", [label, count, levels])], { axis: 1 });
  }

  file(name: string): Bytes {
    return message(
      int(1, IR_VERSION),
      text(2, "vae-lab"),
      inner(7, message(text(2, name), ...this.#parts)),
      inner(8, message(text(1, ""), int(2, OPERATORS))),
      inner(14, message(text(1, "options"), text(2, JSON.stringify(this.weights.options)))),
    );
  }
}

/** The name, type and shape of an input or an output. */
function valueInfo(name: string, columns: number | undefined, type: number): Bytes {
  const sides = [text(2, "batch"), ...(columns === undefined ? [] : [int(1, columns)])];
  const shape = message(...sides.map((side) => inner(1, side)));
  return message(text(1, name), inner(2, inner(1, message(int(1, type), inner(2, shape)))));
}

/** The layers of a network in their order: `encoder.0`, `encoder.1`, … */
function network({ tensors }: Weights, name: string): string[] {
  const names: string[] = [];
  while (tensors.has(`${name}.${names.length}.weight`)) names.push(`${name}.${names.length}`);
  return names;
}

/** How many numbers a layer gives and takes. */
const sidesOf = ({ tensors }: Weights, layer: string) => tensors.get(`${layer}.weight`)?.shape ?? [];

/** Whether a generator makes points. */
const isOfPoints = (weights: Weights) => weights.points && weights.tensors.has("generator.0.weight");

/** From images to codes: `mean`, and `logvar` where a code is a distribution; with a full covariance that is of its factor's diagonal, and
 * `lower` is what the factor has below. Undefined where nothing encodes. */
function encoder(weights: Weights, pixels: number): Bytes | undefined {
  const { tensors } = weights;
  const [latent] = sidesOf(weights, "mean");
  if (latent === undefined) return undefined;
  const graph = new Graph(weights);
  const layers = network(weights, "encoder");
  const [, columns = pixels] = sidesOf(weights, layers[0] ?? "mean");
  let h = graph.input("image", pixels);
  if (columns > pixels) h = graph.beside(h, columns - pixels);
  if (isOfPoints(weights)) {
    h = graph.node("Sub", [h, graph.constant("centre", CENTRE)]);
    h = graph.node("Div", [h, graph.constant("unit", UNIT)]);
  }
  for (const layer of layers) h = activated(graph, graph.layer(h, layer));
  let mean = graph.layer(h, "mean");
  const [shift, variance] = ["mean", "variance"].map((name) => tensors.get(`state.${name}`));
  if (shift && variance) {
    const values = variance.values.map((value) => Math.sqrt(value + VARIANCE_FLOOR));
    mean = graph.node("Sub", [mean, graph.constant("state.mean", shift)]);
    mean = graph.node("Div", [mean, graph.constant("state.deviation", { shape: variance.shape, values })]);
  }
  graph.output("mean", mean, latent);
  const shared = tensors.get("logvar");
  const logvar = shared
    ? graph.node("Expand", [graph.constant("shared", shared), graph.node("Shape", [mean])])
    : tensors.has("logvar.weight") && graph.layer(h, "logvar");
  if (logvar) graph.output("logvar", logvar, latent);
  if (tensors.has("lower.weight")) graph.output("lower", graph.layer(h, "lower"), (latent * (latent - 1)) / 2);
  return graph.file("encoder");
}

/** From codes `z` to `image`, the means of p(x|z). */
function decoder(weights: Weights): { file: Bytes; pixels: number } | undefined {
  const layers = network(weights, "generator");
  if (layers.length === 0) layers.push(...network(weights, "decoder"), "output");
  const last = layers.pop() ?? "";
  const [pixels] = sidesOf(weights, last);
  const [, columns = 0] = sidesOf(weights, layers[0] ?? last);
  if (pixels === undefined) return undefined;
  const latent = latentOf(weights, columns);
  const graph = new Graph(weights);
  let h = graph.input("z", latent);
  const book = bookOf(weights);
  if (book) h = quantised(graph, h, latent, book);
  if (columns > latent) h = graph.beside(h, columns - latent);
  for (const layer of layers) h = activated(graph, graph.layer(h, layer));
  h = graph.layer(h, last);
  if (isOfPoints(weights)) {
    h = graph.node("Mul", [h, graph.constant("unit", UNIT)]);
    h = graph.node("Add", [h, graph.constant("centre", CENTRE)]);
  } else if (weights.options["output"] !== "linear") h = graph.node("Sigmoid", [h]);
  graph.output("image", h, pixels);
  return { file: graph.file("decoder"), pixels };
}

/** What is added to the counts of a book's entries. */
const SMOOTHING = 1e-5;

/** The entries of a VQ-VAE's book: a parameter, or averages of the points that each was nearest to. */
function bookOf({ tensors }: Weights): Tensor | undefined {
  const [counts, sums] = ["counts", "sums"].map((name) => tensors.get(`state.${name}`));
  if (!counts || !sums) return tensors.get("book");
  const [entries = 0, columns = 0] = sums.shape;
  const all = counts.values.reduce((sum, count) => sum + count, 0);
  const share = all / (all + entries * SMOOTHING);
  const mean = (sum: number, at: number) =>
    sum / (((counts.values[Math.floor(at / columns)] ?? 0) + SMOOTHING) * share);
  return { shape: sums.shape, values: sums.values.map(mean) };
}

/** Each point of `z` as the entry of the book that is nearest to it; a code is several of them. */
function quantised(graph: Graph, z: string, latent: number, { shape, values }: Tensor): string {
  const [entries = 0, columns = 0] = shape;
  const sides = (name: string, columns: number) =>
    graph.constant(name, { shape: [2], values: BigInt64Array.of(-1n, BigInt(columns)) });
  const points = graph.node("Reshape", [z, sides("rows_of_points", columns)]);
  // |z - e|² = |z|² - 2ze + |e|², of which the first is the same for every e.
  const twice = graph.constant("minus_twice_book", { shape, values: values.map((value) => -2 * value) });
  const squares = Float32Array.from({ length: entries }, (_, entry) =>
    values.subarray(entry * columns, (entry + 1) * columns).reduce((sum, value) => sum + value * value, 0),
  );
  const apart = graph.node("Gemm", [points, twice, graph.constant("squares", { shape: [entries], values: squares })], {
    transB: 1,
  });
  const nearest = graph.node("ArgMin", [apart], { axis: 1, keepdims: 0 });
  const chosen = graph.node("Gather", [graph.constant("book", { shape, values }), nearest]);
  return graph.node("Reshape", [chosen, sides("rows_of_codes", latent)]);
}

/** How many numbers a code has: those that the encoder gives, or else all that the decoder takes. */
const latentOf = (weights: Weights, columns: number) => sidesOf(weights, "mean")[0] ?? columns;

function activated(graph: Graph, x: string): string {
  const [operator, attributes] = ACTIVATIONS[String(graph.weights.options["activation"])] ?? ["Identity"];
  return graph.node(operator, [x], attributes);
}

export type Half = "encoder" | "decoder";

/** The halves that a model has, each as an ONNX file, from its weights as they are saved here. */
export function onnx(bytes: Uint8Array): Partial<Record<Half, Uint8Array>> {
  const weights = readWeights(bytes);
  const half = decoder(weights);
  if (!half) return {};
  const other = encoder(weights, half.pixels);
  return other ? { encoder: other, decoder: half.file } : { decoder: half.file };
}
