/** The modules of the panels beside the plane. Each is fetched when its panel is opened. */
import type { TemplateResult } from "lit";
import type { PanelKey } from "../store/panel-keys.ts";
import type { LabStore } from "../store/lab-store.ts";

/** The exports of a panel's module: the panel for one lab; the import defines its elements. */
export interface PanelModule {
  panel(store: LabStore): TemplateResult;
}

export const PANELS: Readonly<Record<PanelKey, () => Promise<PanelModule>>> = {
  live: () => import("./live/panel.ts"),
  flow: () => import("./flow/panel.ts"),
  charts: () => import("./charts/panel.ts"),
  dimensions: () => import("./dimensions/panel.ts"),
  runs: () => import("./runs/panel.ts"),
  draw: () => import("./draw/panel.ts"),
  share: () => import("./share/panel.ts"),
};
