/** A GAN on points of one or two values: what its discriminator thinks, where its samples are pushed, and which modes they find. */
import { computed, effect, signal } from "@lit-labs/preact-signals";
import { Pushforward } from "../../figures/distribution/pushforward.ts";
import { parts } from "../../figures/distribution/places.ts";
import { type Dimensions, dimensionsOf } from "../../figures/distribution/toys.ts";
import {
  bestCritic,
  bestDiscriminator,
  cellsOf,
  middles,
  pushedCells,
  variation,
  wasserstein,
} from "../../math/pushed.ts";
import { type Found, MODES, findModes, shareBelow } from "../../math/toys.ts";
import { TOYS, type Toy } from "../../run/generated.ts";
import { presetOptions } from "../../run/options/presets.ts";
import type { Options } from "../../run/protocol.ts";
import type { LabStore } from "../../store/lab-store.ts";

/** The toys that are offered. */
export const OFFERED = { 1: TOYS[1], 2: ["eight", "grid25", "ring", "moons"] } as const satisfies Record<
  Dimensions,
  readonly Toy[]
>;
export type Offered = (typeof OFFERED)[Dimensions][number];

/** Points are seen by the networks in units of a quarter. */
export const UNIT = 0.25;
/** Cells along each axis of the map of D, and of a line. */
export const SIDE = 44;
export const LINE = { low: -0.04, high: 1.04, count: 216 };
const PLANE = { low: -0.02, high: 1.02, count: SIDE };
/** Samples that have an arrow. */
const ARROWS = 60;
/** Samples in which modes are looked for, and which draw: those of the held-out figures. */
export const SAMPLES = 2500;
const DRAW = 0;
/** Places at which G is known for its change of variables: beyond them N(0, 1) has one in a million. */
const DENSE = Float32Array.from({ length: 1601 }, (_, at) => -5 + at / 160);

/** The options of a small GAN; the critic of Wasserstein's takes five steps, and a penalty that suits points. */
export const GAN: Options = { method: "gan", hidden: [128, 128], activation: "leaky-relu", batch: 256, beta1: 0.5 };
export const CRITIC: Options = { adversary: "wasserstein", penalty: 0.1, dsteps: 5, gsteps: 1, anchor: 0, beta2: 0.9 };
const PLAYERS: Options = { dsteps: 1, beta2: 0.999 };

/** What the discriminator thinks. */
export interface Judged {
  /** d at the middles of cells: row by row from the top, or along the line. */
  d: Float32Array;
  /** Samples and −∂loss/∂G(z) there, in units of a quarter. */
  from: Float32Array;
  push: Float32Array;
}

/** A player. */
export type Player = "discriminator" | "generator" | "anchored";

/** A run of a phase. */
export interface Turn {
  run: number;
  player: Player;
  repetition: number;
  of: number;
}

const games = new WeakMap<LabStore, Game>();

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export class Game {
  readonly toy = computed((): Toy | undefined => (this.#judges.value ? this.pushforward.toy.value : undefined));
  readonly dimensions = computed((): Dimensions | undefined => this.toy.value && dimensionsOf(this.toy.value));
  /** The toy that was chosen and is not there yet. */
  readonly coming = signal<Toy | undefined>(undefined);
  readonly judged = signal<Judged | undefined>(undefined);
  /** How many samples are near each mode of the data, where it is a mixture of Gaussians. */
  readonly found = signal<Found | undefined>(undefined);
  /** G at places close to each other, with one value. */
  readonly #dense = signal<Float32Array | undefined>(undefined);
  /** The run of a round that slow motion made last; undefined outside of it. */
  readonly turn = signal<Turn | undefined>(undefined);
  readonly slow = signal(false);

  readonly adversary = computed(() => String(this.store.model.options.value["adversary"]));
  readonly isCritic = computed(() => this.adversary.value === "wasserstein");
  readonly #judges = computed(() => this.store.model.spec.value.judges === "images");
  readonly #options = computed(() => {
    const { dsteps, gsteps, anchor } = this.store.model.options.value;
    return { dsteps: Number(dsteps), gsteps: Number(gsteps), anchor: Number(anchor) };
  });
  /** The runs of a round, in their order. */
  readonly round = computed((): Turn[] => {
    const { dsteps, gsteps, anchor } = this.#options.value;
    const phases: [Player, number][] = [
      ["discriminator", dsteps],
      ["generator", gsteps],
      ["anchored", anchor > 0 ? gsteps : 0],
    ];
    const runs = phases.flatMap(([player, of]) =>
      Array.from({ length: of }, (_, repetition) => ({ player, repetition, of })),
    );
    return runs.map((turn, run) => ({ run, ...turn }));
  });

  /** With one value: p and q by cells, exactly, and what D or the critic would best be. No part of it is trained. */
  readonly exact = computed(() => {
    const [toy, dense] = [this.toy.value, this.#dense.value];
    if (!toy || !dense || this.dimensions.value !== 1) return;
    const p = cellsOf((x) => shareBelow(toy, x) ?? 0, LINE);
    const q = pushedCells(DENSE, dense, LINE);
    return {
      p,
      q,
      best: this.isCritic.value ? bestCritic(p, q, LINE).map((d) => d / UNIT) : bestDiscriminator(p, q),
      variation: variation(p, q),
      wasserstein: wasserstein(p, q, LINE) / UNIT,
    };
  });

  readonly pushforward: Pushforward;

  static of(store: LabStore): Game {
    const known = games.get(store) ?? new Game(store);
    games.set(store, known);
    return known;
  }

  private constructor(private readonly store: LabStore) {
    this.pushforward = Pushforward.of(store);
    effect(() => {
      void [this.toy.value, this.isCritic.value];
      this.judged.value = this.found.value = this.#dense.value = undefined;
    });
    effect(() => {
      // Whoever trains has no use for slow motion.
      if (this.store.state.value.training) this.slow.value = false;
    });
  }

  /** Loads a toy, unless there is one. */
  async begin(): Promise<void> {
    await this.store.run.ask("ping", {});
    if (!this.toy.peek()) await this.choose("eight");
  }

  /** Loads a toy with a GAN that suits it; the choice of players is kept where there is one. */
  async choose(toy: Toy): Promise<void> {
    const { run, model } = this.store;
    const { adversary, gsteps, dsteps, anchor, penalty, beta2 } = model.options.peek();
    const kept = this.#judges.peek() ? { adversary, gsteps, dsteps, anchor, penalty, beta2 } : {};
    const options = { ...GAN, latent: dimensionsOf(toy), ...kept } as Options;
    this.coming.value = toy;
    try {
      await run.setOptions(presetOptions(model.specs.peek(), { options }));
      await run.loadDataset({ kind: "generated", name: toy });
    } finally {
      if (this.coming.peek() === toy) this.coming.value = undefined;
    }
  }

  /** Chooses what the players minimise, with the settings that suit it. */
  async setAdversary(adversary: string): Promise<void> {
    const options =
      adversary === "wasserstein" ? CRITIC : this.isCritic.peek() ? { ...PLAYERS, adversary } : { adversary };
    await this.store.run.setOptions(options);
  }

  /** Makes steps of one player alone. */
  async play(player: "discriminator" | "generator", count: number): Promise<void> {
    const turn = this.round.peek().find((turn) => turn.player === player);
    this.turn.value = undefined;
    for (let made = 0; turn && made < count; made++) await this.store.run.ask("play", { run: turn.run, ends: true });
  }

  /** Makes the next run of a round: all of them in their order are the very round that training makes. */
  async next(): Promise<void> {
    const round = this.round.peek();
    const last = this.turn.peek();
    const turn = round[((last?.run ?? -1) + 1) % round.length] ?? round[0];
    if (!turn) return;
    await this.store.run.ask("play", { run: turn.run, ends: turn.run === round.length - 1 });
    this.turn.value = turn;
  }

  /** Looks at the model as it is now. */
  async refresh(): Promise<void> {
    const toy = this.toy.peek();
    if (!toy) return;
    const dimensions = dimensionsOf(toy);
    await this.pushforward.refresh();
    const seen = this.pushforward.seen.peek();
    if (!seen) return;
    const from = parts(seen.x, dimensions).samples.slice(0, ARROWS * dimensions);
    const cells = dimensions === 1 ? middles(LINE) : plane();
    const answers = await this.store.run.ask("judge", { pixels: Float32Array.from([...cells, ...from]) });
    if (toy !== this.toy.peek() || answers.length !== ((cells.length + from.length) / dimensions) * (1 + dimensions))
      return;
    this.judged.value = { ...this.#told(answers, cells.length / dimensions, dimensions), from };
    if (dimensions === 1) {
      const dense = await this.store.run.ask("manifold", { z: DENSE });
      if (toy === this.toy.peek()) this.#dense.value = dense;
    }
    const modes = MODES[toy];
    if (!modes) return;
    const samples = await this.store.run.ask("sample", { count: SAMPLES, draw: DRAW });
    if (toy === this.toy.peek()) this.found.value = findModes(samples, modes);
  }

  /**
   * d of each cell, and −∂loss/∂x of each sample after them: the engine gives d and ∇d, and the loss is a function of d. In units of a
   * quarter, ∇d is a quarter of what it is by x.
   */
  #told(answers: Float32Array, cells: number, dimensions: Dimensions): Pick<Judged, "d" | "push"> {
    const columns = 1 + dimensions;
    const d = Float32Array.from({ length: cells }, (_, cell) => answers[cell * columns] ?? 0);
    const slope = { nonsaturating: (d: number) => sigmoid(-d), saturating: sigmoid, wasserstein: () => 1 };
    const of = slope[this.adversary.peek() as keyof typeof slope] ?? slope.nonsaturating;
    const push = new Float32Array((answers.length / columns - cells) * dimensions);
    for (let at = 0; at < push.length; at++) {
      const row = (cells + Math.floor(at / dimensions)) * columns;
      push[at] = of(answers[row] ?? 0) * UNIT * (answers[row + 1 + (at % dimensions)] ?? 0);
    }
    return { d, push };
  }
}

/** The middles of the map's cells, row by row from the top. */
function plane(): number[] {
  const along = middles(PLANE);
  return [...along].reverse().flatMap((up) => along.flatMap((across) => [across, up]));
}
