/** The view of each method, by its name. Each is fetched when a model of that method is to be shown. */
import type { ModelView } from "./view.ts";

export const VIEWS: Readonly<Record<string, () => Promise<{ view: ModelView }>>> = {
  vae: () => import("./vae.ts"),
  ae: () => import("./ae.ts"),
  gan: () => import("./gan.ts"),
};
