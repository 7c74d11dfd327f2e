// A figure and a whole lab from the npm package, in a project of any bundler: the lab trains, and says how far it is.
import "vae-lab";

const figure = document.createElement("vae-latent");
figure.pins = "0,1;-1,0.5";
figure.group = "one";
figure.controls = "digit";
figure.height = 400;
document.body.append(figure);

const lab = document.querySelector("vae-lab");
const progress = document.querySelector("#progress");
await customElements.whenDefined("vae-lab");
lab?.addEventListener("metrics", ({ detail }) => {
  if (progress) progress.textContent = `${detail.step} steps, ${detail.testLoss.toFixed(1)} nats held out`;
});
await lab?.setOptions({ beta: 2 });
await lab?.train();
