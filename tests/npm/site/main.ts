import "vae-lab";
import type { Metrics, VaeLatentElement } from "vae-lab";

const figure: VaeLatentElement = document.createElement("vae-latent");
figure.pins = "0,1;-1,0.5";
figure.group = "one";
figure.controls = "digit";
figure.height = 400;
document.body.append(figure);

const lab = document.querySelector("vae-lab");
const progress = document.querySelector("#progress");
await customElements.whenDefined("vae-lab");
lab?.addEventListener("metrics", ({ detail }) => {
  const { step }: Metrics = detail;
  if (progress) progress.textContent = `${step} steps`;
});
await lab?.setOptions({ beta: 2 });
await lab?.train();
