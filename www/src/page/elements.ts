/** The elements that every mode of the page begins with. */
import { LatentPlane } from "../plane/latent-plane.ts";
import { Pins } from "../plane/pins/pins.ts";
import { Points } from "../plane/pins/points.ts";
import { define } from "../ui/define.ts";
import { Sheet } from "../ui/sheet.ts";
import { Layout } from "./layout.ts";

/** Makes them known to the document. */
export function defineElements(): void {
  define({
    "vae-layout": Layout,
    "vae-pins": Pins,
    "vae-points": Points,
    "vae-plane": LatentPlane,
    "vae-sheet": Sheet,
  });
}
