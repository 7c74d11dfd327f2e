/** The panels beside the plane, in their order. Each is fetched when it is opened; its name is the text `panels.KEY`. */
import type { TemplateResult } from "lit";
import type { Workbench } from "./workbench.ts";

/** What a panel's module gives: the panel for one lab, its elements being defined. */
export interface PanelModule {
  panel(bench: Workbench): TemplateResult;
}

export const PANELS = {
  live: () => import("./components/live/panel.ts"),
  flow: () => import("./components/flow/panel.ts"),
  charts: () => import("./components/charts/panel.ts"),
  dimensions: () => import("./components/dimensions/panel.ts"),
  runs: () => import("./components/runs/panel.ts"),
  draw: () => import("./components/draw/panel.ts"),
  share: () => import("./components/share/panel.ts"),
} satisfies Record<string, () => Promise<PanelModule>>;

export type PanelKey = keyof typeof PANELS;
