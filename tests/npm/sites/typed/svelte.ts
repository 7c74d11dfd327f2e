import type { SvelteHTMLElements } from "svelte/elements";
import "vae-lab/svelte";

export const right: SvelteHTMLElements["vae-latent"] = {
  pins: "0,1",
  height: 400,
  autoplay: true,
  theme: "dark",
  class: "wide",
  onmetrics: ({ detail }) => detail.step.toFixed(),
};
// @ts-expect-error -- no such theme
export const theme: SvelteHTMLElements["vae-latent"] = { theme: "blue" };
// @ts-expect-error -- only `<vae-lab>` has lessons
export const lesson: SvelteHTMLElements["vae-latent"] = { lesson: "elbo" };
