import type { GlobalComponents } from "vue";
import "vae-lab/vue";

type Props<Name extends keyof GlobalComponents> = InstanceType<GlobalComponents[Name]>["$props"];

export const right: Props<"vae-latent"> = { pins: "0,1", height: 400, autoplay: true, theme: "dark", class: "wide" };
// @ts-expect-error -- no such theme
export const theme: Props<"vae-latent"> = { theme: "blue" };
// @ts-expect-error -- only `<vae-lab>` has lessons
export const lesson: Props<"vae-latent"> = { lesson: "elbo" };

declare const figure: InstanceType<GlobalComponents["vae-latent"]>;
figure.$emit("metrics", new CustomEvent("metrics", { detail: figure.metrics }));
// @ts-expect-error -- no such event
figure.$emit("metric", new CustomEvent("metric"));
