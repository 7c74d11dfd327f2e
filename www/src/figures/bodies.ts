/** The bodies of the elements, fetched when one of them comes near the screen. */
import type { TemplateResult } from "lit";
import type { LabStore } from "../store/lab-store.ts";
import type { ElementName } from "./declaration.ts";

export interface Body {
  /** The body for one lab, with the pieces that are named; its elements are defined. */
  panel(store: LabStore, pieces: ReadonlySet<string>): TemplateResult;
  /** It brings its own notice, and its own way with texts: the whole lab. */
  whole?: true;
}

export const BODIES: Record<ElementName, () => Promise<Body>> = {
  "vae-lab": () => import("./bodies/lab.ts"),
  "vae-latent": () => import("./bodies/latent.ts"),
  "vae-train": () => import("./bodies/train.ts"),
  "vae-draw": () => import("./bodies/draw.ts"),
  "vae-elbo": () => import("./bodies/elbo.ts"),
  "vae-reparam": () => import("./reparam/panel.ts"),
  "vae-morph": () => import("./bodies/morph.ts"),
  "vae-compare": () => import("./bodies/compare.ts"),
  "vae-evidence": () => import("./bodies/evidence.ts"),
  "vae-anomaly": () => import("./bodies/anomaly.ts"),
  "vae-clouds": () => import("./clouds/panel.ts"),
  "vae-entropy": () => import("./entropy/panel.ts"),
  "vae-gan": () => import("./bodies/gan.ts"),
  "vae-square": () => import("./square/panel.ts"),
  "vae-vq": () => import("./bodies/vq.ts"),
  "vae-bottleneck": () => import("./bodies/bottleneck.ts"),
  "vae-svd": () => import("./svd/panel.ts"),
  "vae-conditional": () => import("./bodies/conditional.ts"),
  "vae-distribution": () => import("./distribution/panel.ts"),
};
