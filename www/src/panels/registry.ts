/** The modules of the panels beside the plane. Each is fetched when its panel is opened. */
import type { TemplateResult } from "lit";
import type { LabStore } from "../store/lab-store.ts";
import type { ModelState } from "../store/model-state.ts";
import type { PanelKey } from "../store/panel-keys.ts";

/** The exports of a panel's module: the panel for one lab; the import defines its elements. */
export interface PanelModule {
  panel(store: LabStore): TemplateResult;
}

interface Panel {
  load(): Promise<PanelModule>;
  /** Whether it has something to show of the model; of any, where this is left out. */
  suits?(model: ModelState): boolean;
  /** Few models suit it: before it is known what the model is, it is not expected. */
  rare?: true;
}

const classifies = ({ spec }: ModelState) => spec.value.classifies;
/** Whether it has a p(x|z), or makes no images. */
const explains = ({ spec }: ModelState) => spec.value.judges !== "pairs";
const bounds = (model: ModelState) => model.spec.value.code === "gaussian" && !classifies(model) && explains(model);
const encodes = ({ spec }: ModelState) => spec.value.code !== "none";

export const PANELS: Readonly<Record<PanelKey, Panel>> = {
  live: { load: () => import("./live/panel.ts") },
  flow: { load: () => import("./flow/panel.ts"), suits: ({ view }) => view.value?.flow !== undefined },
  charts: { load: () => import("./charts/panel.ts") },
  dimensions: { load: () => import("./dimensions/panel.ts"), suits: ({ spec }) => spec.value.decodes },
  evidence: { load: () => import("./evidence/panel.ts"), suits: bounds },
  anomaly: { load: () => import("./anomaly/panel.ts"), suits: (model) => !classifies(model) && explains(model) },
  gan: { load: () => import("./gan/panel.ts"), suits: ({ spec }) => spec.value.judges === "images", rare: true },
  linear: { load: () => import("./linear/panel.ts"), suits: ({ linear }) => linear.value, rare: true },
  codes: { load: () => import("./codes/panel.ts"), suits: ({ spec }) => spec.value.method === "vqvae", rare: true },
  bottleneck: { load: () => import("./bottleneck/panel.ts"), suits: classifies, rare: true },
  runs: { load: () => import("./runs/panel.ts") },
  draw: { load: () => import("./draw/panel.ts"), suits: encodes },
  share: { load: () => import("./share/panel.ts") },
};
