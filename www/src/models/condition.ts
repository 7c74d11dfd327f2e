/** The class y that a model is given beside an image and its code, or that its prior is of. */
import type { Options } from "../run/protocol.ts";

/** Whether the networks of a model of these options are given the class. */
export const isGivenClass = (options: Options) => options["condition"] === "concat";

/** Whether each class has a prior of its own, N(m, I). */
export const hasPriors = (options: Options) => options["condition"] === "prior";
