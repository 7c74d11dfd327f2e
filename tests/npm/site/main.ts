import "vae-lab";
import type { Metrics } from "vae-lab";

const lab = document.querySelector("vae-lab");
const progress = document.querySelector("#progress");
await customElements.whenDefined("vae-lab");
lab?.addEventListener("metrics", ({ detail }) => {
  const { step }: Metrics = detail;
  if (progress) progress.textContent = `${step} steps`;
});
await lab?.setOptions({ beta: 2 });
await lab?.train();
