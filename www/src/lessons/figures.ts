/** Figures that a lesson can show: of the gallery, and its own. Each is fetched when it is shown. */
import type { TemplateResult } from "lit";
import { refusal } from "../run/refusal.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { FIGURES } from "./shape.ts";

export type Figure = (typeof FIGURES)[number];

export interface FigureModule {
  /** The figure for one lab, with the pieces that are named. */
  panel(store: LabStore, pieces: ReadonlySet<string>): TemplateResult;
}

const MODULES: Record<Figure, () => Promise<FigureModule>> = {
  "vae-reparam": () => import("../figures/reparam/panel.ts"),
  "vae-distribution": () => import("../figures/distribution/panel.ts"),
  "vae-conditional": () => import("../figures/conditional/panel.ts"),
  "vae-square": () => import("../figures/square/panel.ts"),
  "vae-entropy": () => import("../figures/entropy/panel.ts"),
  sources: () => import("./figures/sources.ts"),
  "test-time": () => import("./figures/test-time.ts"),
  dimensions: () => import("./figures/dimensions.ts"),
};

export const fetchFigure = (name: Figure): Promise<FigureModule> =>
  MODULES[name]().catch(() => {
    throw refusal("part-missing");
  });
