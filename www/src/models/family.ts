/** The views of the methods beside the variational autoencoder, by their names. */
import { view as aae } from "./aae.ts";
import { view as ae } from "./ae.ts";
import { view as ali } from "./ali.ts";
import { view as eae } from "./eae.ts";
import { view as gan } from "./gan.ts";
import { view as vqvae } from "./vqvae.ts";
import { view as vib } from "./vib.ts";
import type { ModelView } from "./view.ts";

export const FAMILY: Readonly<Record<string, ModelView>> = { aae, ae, ali, eae, gan, vqvae, vib };
