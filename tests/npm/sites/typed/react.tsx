import type { VaeLatentElement } from "vae-lab/react";

export const right = (
  <vae-latent
    pins="0,1"
    height={400}
    autoplay
    theme="dark"
    className="wide"
    ref={(figure: VaeLatentElement | null) => void figure?.train()}
    onmetrics={({ detail }) => detail.step.toFixed()}
    onlesson-progress={({ detail }) => detail.done}
  />
);
// @ts-expect-error -- no such theme
export const theme = <vae-latent theme="blue" />;
// @ts-expect-error -- only `<vae-lab>` has lessons
export const lesson = <vae-latent lesson="elbo" />;
// @ts-expect-error -- no such element
export const element = <vae-latend />;
