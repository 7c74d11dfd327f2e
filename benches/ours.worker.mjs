// Our own engine as a contender of the bench: the worker is named simd or relaxed. It draws its own batches from the
// data it was given, so the batches of the bench are its dataset.
import { serveTrainer } from "./trainer.mjs";

serveTrainer(async () => {
  const { default: init, Lab } = await import(`../pkg/${self.name}/vae_lab.js`);
  await init();
  const lab = new Lab(0);
  const response = await fetch("../target/mnist/train-images-idx3-ubyte");
  lab.loadIdx(["train-images-idx3-ubyte"], [new Uint8Array(await response.arrayBuffer())]);
  return { step: () => lab.step().loss };
});
