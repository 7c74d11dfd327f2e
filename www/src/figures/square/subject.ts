/** The two joint distributions of the model that is shown, on the cells of one square, and EM's own model in its place. */
import { computed, effect, signal } from "@lit-labs/preact-signals";
import { type Mixture, drawn, jointOf, logLikelihood, maximised, responsibilities } from "../../math/mixture.ts";
import { type Cells, cellsOf, middles } from "../../math/pushed.ts";
import { generator } from "../../math/random.ts";
import { type Joint, blurred, fromColumns, fromRows, gaussianCells, normalised, sumsOf } from "../../math/square.ts";
import { shareBelow } from "../../math/toys.ts";
import { TOYS, type Toy } from "../../run/generated.ts";
import { presetOptions } from "../../run/options/presets.ts";
import type { Options } from "../../run/protocol.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { toyNamed, toyOptions } from "../distribution/toys.ts";

/** The toys that have a density in closed form. */
export const OFFERED = TOYS[1];

/** The cells of x and of z. */
export const X: Cells = { low: -0.25, high: 1.25, count: 200 };
export const Z: Cells = { low: -4, high: 4, count: 200 };
/** How wide a point is drawn and summed: of x as wide as the decoder's Gaussians, which blur the data too. */
export const POINT = { x: 0.025, z: 0.1 };

/** A decoder is known at so many places of each row: where it is steep, a row has more than one mean. */
const IN_ROW = 4;
const PLACES = Float32Array.from(middles({ ...Z, count: IN_ROW * Z.count }));
// Images have values in [0, 1]: what lies outside is seen as the edge.
const VALUES = Float32Array.from(middles(X), (x) => Math.min(Math.max(x, 0), 1));
const PRIOR = gaussianCells([0], 1, Z);

/** Methods of the engine, and what their conditional distributions are. */
const METHODS = {
  vae: { decoder: "gaussian", encodes: true },
  gan: { decoder: "point", encodes: false },
  aae: { decoder: "gaussian", encodes: true },
  ali: { decoder: "point", encodes: true },
} as const satisfies Record<string, { decoder: "gaussian" | "point"; encodes: boolean }>;
type Trained = keyof typeof METHODS;
export type Way = Trained | "em";
export const WAYS: readonly Way[] = ["vae", "em", "gan", "aae", "ali"];

const isTrained = (method: string): method is Trained => Object.hasOwn(METHODS, method);

/** Two networks that play against a third, on these toys. */
const PLAYERS: Options = { latent: 1, hidden: [128, 128], activation: "leaky-relu", batch: 256, beta1: 0.5 };

/** The options of a method that suit these toys. */
const optionsOf = (way: Trained, toy: Toy): Options =>
  ({
    vae: toyOptions(toy),
    gan: { ...PLAYERS, method: "gan" },
    aae: { ...toyOptions(toy), method: "aae", lr: 0.001, batch: 256 },
    ali: { ...PLAYERS, method: "ali" },
  })[way];

/** Components that EM may have, and has first. */
export const COMPONENTS = [2, 3, 4, 5] as const;
const FIRST = 2;

/** EM as it stands: a mixture, the posteriors of its last E-step, and how many steps it made. */
interface Fit {
  mixture: Mixture;
  posteriors: readonly Float64Array[];
  steps: number;
}

const squares = new WeakMap<LabStore, Square>();

export class Square {
  /** EM stands in for the model. */
  readonly em = signal(false);
  readonly #fit = signal<Fit | undefined>(undefined);
  readonly components = signal<number>(FIRST);
  #start = 0;
  /** EM goes on by itself. */
  readonly runs = signal(false);
  /** The toy that was chosen and is not there yet. */
  readonly coming = signal<Toy | undefined>(undefined);
  /** What the engine said last: ln q(x|z) of each row, and ln p(z|x) of each column where there is an encoder. */
  readonly #told = signal<{ rows: Float64Array[]; columns?: Float64Array[] } | undefined>(undefined);

  readonly toy = computed((): Toy | undefined => {
    const { dataset } = this.store.model;
    const toy = dataset.value && toyNamed(dataset.value);
    return OFFERED.find((offered) => offered === toy);
  });
  /** The model's method, if the square can show this model. */
  readonly trained = computed((): Trained | undefined => {
    const { spec, latent, options } = this.store.model;
    const { method } = spec.value;
    if (!isTrained(method) || latent.value !== 1) return;
    return METHODS[method].decoder === "point" || options.value["likelihood"] === "gaussian" ? method : undefined;
  });
  readonly way = computed((): Way | undefined =>
    !this.toy.value ? undefined : this.em.value ? "em" : this.trained.value,
  );

  /** ln p(x) of the data, blurred. */
  readonly #data = computed(() => {
    const toy = this.toy.value;
    return (
      toy &&
      blurred(
        cellsOf((x) => shareBelow(toy, x) ?? 0, X),
        POINT.x,
        X,
      )
    );
  });

  /** Both joint distributions. */
  readonly joints = computed((): { p: Joint; q: Joint } | undefined => {
    const [data, fit, told] = [this.#data.value, this.#fit.value, this.#told.value];
    if (!data || !this.way.value) return;
    if (this.em.value) {
      if (!fit) return;
      const q = jointOf(fit.mixture, X);
      return { p: fromColumns(data, fit.posteriors), q: { ...q, logs: normalised(q.logs) } };
    }
    if (!told) return;
    const q = fromRows(PRIOR, told.rows);
    // Without an encoder p takes over q(z|x), and all that is left is between the margins.
    return { p: fromColumns(data, told.columns ?? responsibilities(q)), q };
  });
  readonly sums = computed(() => this.joints.value && sumsOf(this.joints.value.p, this.joints.value.q));
  /** E ln q(x) over the data. */
  readonly likelihood = computed(() => {
    const [data, fit, joints] = [this.#data.value, this.#fit.value, this.joints.value];
    const q = this.em.value ? fit && jointOf(fit.mixture, X) : joints?.q;
    return data && q && logLikelihood(data, q, X);
  });
  /** Steps that EM made; undefined where it is not shown. */
  readonly steps = computed(() => (this.way.value === "em" ? this.#fit.value?.steps : undefined));
  /** Whether EM's next step is an E-step. */
  readonly nextIsE = computed(() => (this.#fit.value?.steps ?? 0) % 2 === 0);

  static of(store: LabStore): Square {
    const known = squares.get(store) ?? new Square(store);
    squares.set(store, known);
    return known;
  }

  private constructor(private readonly store: LabStore) {
    effect(() => {
      void [this.toy.value, this.trained.value];
      this.#told.value = undefined;
    });
    effect(() => {
      void this.trained.value;
      // Another model is to be seen, whatever was shown before.
      this.em.value = false;
    });
    effect(() => {
      void [this.toy.value, this.components.value];
      this.restart();
    });
    effect(() => {
      // A model that trains is looked at; a step of EM is not to be seen then.
      if (this.store.state.value.training) this.em.value = this.runs.value = false;
    });
  }

  /** Loads a toy with a model that suits it, unless there is one. */
  async begin(): Promise<void> {
    await this.store.run.ask("ping", {});
    if (!this.way.peek()) await this.choose(this.trained.peek() ?? "vae", this.toy.peek() ?? "two-bumps");
  }

  /** Shows a method on a toy; a model begins afresh where either is another. */
  async choose(way: Way, toy: Toy): Promise<void> {
    const { run, model, state } = this.store;
    if (way === "em" && state.peek().training) await run.pause();
    this.runs.value = false;
    this.coming.value = toy;
    try {
      const method = way === "em" ? (this.trained.peek() ?? "vae") : way;
      if (method !== this.trained.peek())
        await run.setOptions(presetOptions(model.specs.peek(), { options: optionsOf(method, toy) }));
      if (toy !== this.toy.peek()) await run.loadDataset({ kind: "generated", name: toy });
      this.em.value = way === "em";
    } finally {
      if (this.coming.peek() === toy) this.coming.value = undefined;
    }
  }

  /** EM begins with other means. */
  restart(): void {
    const data = this.#data.value;
    this.runs.value = false;
    if (!data) return void (this.#fit.value = undefined);
    const mixture = drawn(this.components.value, data, X, generator(this.#start));
    // Before the first E-step nobody knows a component from another.
    const even = new Float64Array(mixture.weights.length).fill(-Math.log(mixture.weights.length));
    this.#fit.value = { mixture, posteriors: Array.from({ length: X.count }, () => even), steps: 0 };
  }

  /** EM begins with means that are drawn anew. */
  redraw(): void {
    this.#start++;
    this.restart();
  }

  /** The next step of EM: p(z|x) takes over q(z|x), or q(x, z) follows p(x, z). */
  step(): void {
    const [data, fit] = [this.#data.peek(), this.#fit.peek()];
    if (!data || !fit) return;
    const { mixture, posteriors, steps } = fit;
    this.#fit.value = this.nextIsE.peek()
      ? { mixture, posteriors: responsibilities(jointOf(mixture, X)), steps: steps + 1 }
      : { mixture: maximised(mixture, data, posteriors, X), posteriors, steps: steps + 1 };
  }

  /** Looks at the model as it is now. */
  async refresh(): Promise<void> {
    const [toy, method] = [this.toy.peek(), this.trained.peek()];
    if (!toy || !method || this.em.peek()) return;
    const { run, model } = this.store;
    const { decoder, encodes } = METHODS[method];
    const [x, codes] = await Promise.all([
      run.ask("manifold", { z: PLACES }),
      encodes ? run.ask("encode", { pixels: VALUES }) : undefined,
    ]);
    // Another model may be there by now.
    if (toy !== this.toy.peek() || method !== this.trained.peek() || x.length !== PLACES.length) return;
    const sigma = decoder === "point" ? POINT.x : Number(model.options.peek()["sigma"]);
    const rows = Array.from({ length: Z.count }, (_, row) =>
      gaussianCells(x.subarray(IN_ROW * row, IN_ROW * (row + 1)), sigma, X),
    );
    const deviation = (column: number) => (codes?.logvar ? Math.exp((codes.logvar[column] ?? 0) / 2) : POINT.z);
    const columns = codes && Array.from(codes.mu, (mean, column) => gaussianCells([mean], deviation(column), Z));
    this.#told.value = columns ? { rows, columns } : { rows };
  }
}
