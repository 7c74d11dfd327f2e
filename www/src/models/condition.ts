/** The class y that a model is given beside an image and its code. */
import type { Options } from "../run/protocol.ts";

/** Whether a model of these options is given the class. */
export const isGivenClass = (options: Options) => options["condition"] === "concat";
