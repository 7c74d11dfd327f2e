/** How models of a method are shown. */
import type { ModelView } from "./view.ts";

/** The view of a method: fails where there is none, and where it cannot be fetched. */
export async function viewOf(method: string): Promise<ModelView> {
  // The first screen shows one of these, and need not know what else there is.
  if (method === "vae") return (await import("./vae.ts")).view;
  const view = (await import("./family.ts")).FAMILY[method];
  if (!view) throw new Error(method);
  return view;
}
