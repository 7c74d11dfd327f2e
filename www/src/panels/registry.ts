/** The panels beside the plane, in their order. Each is fetched when it is opened; its name is the text `panels.KEY`. */
import type { TemplateResult } from "lit";
import type { Workbench } from "../store/workbench.ts";

/** What a panel's module gives: the panel for one lab, its elements being defined. */
export interface PanelModule {
  panel(bench: Workbench): TemplateResult;
}

export const PANELS = {
  live: () => import("./live/panel.ts"),
  flow: () => import("./flow/panel.ts"),
  charts: () => import("./charts/panel.ts"),
  dimensions: () => import("./dimensions/panel.ts"),
  runs: () => import("./runs/panel.ts"),
  draw: () => import("./draw/panel.ts"),
  share: () => import("./share/panel.ts"),
} satisfies Record<string, () => Promise<PanelModule>>;

export type PanelKey = keyof typeof PANELS;
