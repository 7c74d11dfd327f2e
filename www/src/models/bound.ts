/** Which lower bound of log p(x) a variational autoencoder trains, and how. */
import type { Options } from "../run/protocol.ts";

/** Whether training weighs the samples of an image together. Of one sample, both bounds are the ELBO. */
export const isWeighted = (options: Options): boolean => options["bound"] === "iwae" && options["samples"] !== 1;

/** Whether the KL divergence is estimated from the samples of z. */
export const isSampled = (options: Options): boolean => options["bound"] === "iwae" || options["estimator"] === "a";
