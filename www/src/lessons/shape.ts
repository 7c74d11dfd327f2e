/**
 * The shape of a lesson's file, as a JSON Schema. It is declared here alone: the schema that is published, the types of the
 * page and what the reader refuses follow from it.
 */
import { GENERATED } from "../run/generated.ts";
import { PRESETS } from "../run/options/presets.ts";
import { DRIVES, HIDEABLE } from "../store/hideable.ts";
import { TAGS } from "../texts/language.ts";

/** The bytes that a lesson's file may have. */
export const MOST_BYTES = 128 << 10;

export type JsonType = "string" | "number" | "boolean" | "array" | "object";

/** The keywords of JSON Schema that the shape is said in. */
export interface Schema {
  readonly description?: string;
  readonly type: JsonType | readonly JsonType[];
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly additionalProperties?: false | Schema;
}

/** The type of what a schema takes. */
export type Of<S> = S extends { enum: readonly (infer T)[] }
  ? T
  : S extends { type: readonly (infer T)[] }
    ? T extends JsonType
      ? Of<Omit<S, "type"> & { type: T }>
      : never
    : S extends { type: "string" }
      ? string
      : S extends { type: "number" }
        ? number
        : S extends { type: "boolean" }
          ? boolean
          : S extends { items: infer Item }
            ? readonly Of<Item>[]
            : S extends { additionalProperties: infer Value extends Schema }
              ? Readonly<Record<string, Of<Value>>>
              : S extends { properties: infer P }
                ? { readonly [K in keyof P & Needed<S>]: Of<P[K]> } & {
                    readonly [K in Exclude<keyof P, Needed<S>>]?: Of<P[K]>;
                  }
                : never;
type Needed<S> = S extends { required: readonly (infer Key)[] } ? Key : never;

const text = (most: number, description: string) =>
  ({
    description: `${description} A text for readers of every language, or one for each language.`,
    type: ["string", "object"],
    minLength: 1,
    maxLength: most,
    properties: Object.fromEntries(
      TAGS.map((tag) => [tag, { type: "string", minLength: 1, maxLength: most }]),
    ) as unknown as Record<(typeof TAGS)[number], { type: "string" }>,
    minProperties: 1,
    additionalProperties: false,
  }) as const satisfies Schema;

const LINE = 160;
const PARAGRAPH = 2000;

/** A word of the page: the name of a control, an option or a value. */
const word = { type: "string", minLength: 1, maxLength: 200 } as const satisfies Schema;
const words = (description: string) => ({ description, type: "array", items: word, maxItems: 64 }) as const;

export const BOUND = {
  description: "What a quantity has to be: within bounds, both of which count, or one value.",
  type: "object",
  properties: { min: { type: "number" }, max: { type: "number" }, is: word },
  minProperties: 1,
  additionalProperties: false,
} as const satisfies Schema;

export const GOAL = {
  description:
    "What opens the next step: all of these at the same time, by the names of measures or the keys of options.",
  type: "object",
  minProperties: 1,
  additionalProperties: BOUND,
} as const satisfies Schema;

/** Terms of the loss whose curve a reader can draw. */
export const DRAWN = ["loss", "recon", "kl"] as const;

/** Places of the plane that a reader can predict. */
export const PLACES = ["sample", "mean"] as const;

export const ASK = {
  description:
    "What the reader predicts first: one of `number`, `choose`, `click` and `sketch`. What comes is read when the goal is reached.",
  type: "object",
  properties: {
    question: text(PARAGRAPH, "What is asked."),
    number: { ...word, description: "The measure whose value is asked for." },
    choose: {
      description: "Answers, one of which comes: the one that is `right`, or the first whose `when` holds.",
      type: "array",
      minItems: 2,
      maxItems: 6,
      items: {
        type: "object",
        properties: { text: text(LINE, "The answer."), when: GOAL, right: { type: "boolean" } },
        required: ["text"],
        additionalProperties: false,
      },
    },
    click: {
      description: "The place on the plane that is asked for; the pin says it.",
      type: "string",
      enum: PLACES,
    },
    sketch: {
      description: "The curve of a term that the reader draws, over so many steps and up to `top`.",
      type: "object",
      properties: {
        of: { description: "The term.", type: "string", enum: DRAWN },
        steps: { description: "The steps that it goes over.", type: "number" },
        top: { description: "The greatest value of its axis.", type: "number" },
      },
      required: ["of", "steps", "top"],
      additionalProperties: false,
    },
    explain: text(PARAGRAPH, "Why it came so."),
  },
  required: ["question", "explain"],
  additionalProperties: false,
} as const satisfies Schema;

/** Figures that a lesson can show: of the gallery, and its own. */
export const FIGURES = [
  "vae-reparam",
  "vae-distribution",
  "vae-conditional",
  "vae-square",
  "vae-entropy",
  "sources",
  "test-time",
  "dimensions",
] as const;

export const STEP = {
  type: "object",
  properties: {
    title: text(LINE, "Its heading."),
    text: text(PARAGRAPH, "What the reader is told; a control between double brackets is a button that leads there."),
    figure: { description: "A figure that it shows, on the same run.", type: "string", enum: FIGURES },
    fresh: { description: "Begins a new run, where options that are not named have their defaults.", type: "boolean" },
    set: {
      description: "The state that it sets, in the words of a link.",
      type: "object",
      properties: {
        data: { type: "string", enum: GENERATED },
        preset: { type: "string", enum: PRESETS.map(({ key }) => key) },
      },
      additionalProperties: { type: "string", maxLength: 400 },
    },
    beside: {
      description: "The options, in the words of a link, of a second run that is trained beside this one.",
      type: "object",
      additionalProperties: { type: "string", maxLength: 400 },
    },
    unlock: words("Locked controls that are free in this step."),
    spot: { description: "The part of the page that it speaks of.", type: "string", enum: HIDEABLE },
    watch: { description: "What is brought into view when training begins.", type: "string", enum: ["curves"] },
    ask: ASK,
    goal: GOAL,
    hint: text(PARAGRAPH, "What helps a reader who does not reach the goal for a while."),
  },
  required: ["title", "text"],
  additionalProperties: false,
} as const satisfies Schema;

export const LESSON = {
  description: "A lesson of VAE Lab.",
  type: "object",
  properties: {
    $schema: { description: "The address of this schema, for editors.", type: "string", maxLength: 400 },
    title: text(LINE, "Its name."),
    about: text(LINE, "One sentence for the list of lessons."),
    answers: {
      description: "Asks the reader whether the page around the lesson may have the answers; else nobody has them.",
      type: "boolean",
    },
    lock: words("Controls that are locked: keys of options, `options` for all of them, and others."),
    steps: {
      description: "What the reader does, in its order.",
      type: "array",
      items: STEP,
      minItems: 1,
      maxItems: 40,
    },
    next: { ...word, description: "The lesson of the page that goes on from here." },
  },
  required: ["title", "steps"],
  additionalProperties: false,
} as const satisfies Schema;

/** Controls besides options that a lesson can lock. */
export const LOCKABLE: readonly string[] = ["data", ...DRIVES];

/** The file that is published. */
export const PUBLISHED = { $schema: "https://json-schema.org/draft/2020-12/schema", title: "Lesson", ...LESSON };

export type Texts = Of<typeof LESSON.properties.title>;
export type Bound = Of<typeof BOUND>;
export type Goal = Of<typeof GOAL>;
export type Ask = Of<typeof ASK>;
export type LessonStep = Of<typeof STEP>;
export type Lesson = Of<typeof LESSON>;
