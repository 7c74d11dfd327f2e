// Our own engine as a contender of the bench: the worker is named simd, relaxed, gpu, or gpu-followed, where the lab
// follows the weights as often as someone looks. It draws its own batches from the data it was given, so the batches
// of the bench are its dataset.
import { serveTrainer } from "./trainer.mjs";

/** Milliseconds between weights that someone looks at, as in the page. */
const FOLLOW_MS = 75;

/** A lab with MNIST. @param {string} build */
async function openLab(build) {
  const { default: init, Lab } = await import(`../pkg/${build}/vae_lab.js`);
  await init();
  const lab = new Lab(0);
  const response = await fetch("../target/mnist/train-images-idx3-ubyte");
  lab.loadIdx(["train-images-idx3-ubyte"], [new Uint8Array(await response.arrayBuffer())]);
  return lab;
}

/** @param {boolean} followed */
async function openGpu(followed) {
  const lab = await openLab("simd");
  const { default: init, Device, Trainer } = await import("../pkg/gpu/vae_lab.js");
  await init();
  const trainer = new Trainer(await Device.request());
  const dataset = lab.dataset();
  const { train, height, width } = dataset;
  trainer.beginImages(dataset, lab.trainingLabels());
  trainer.images(lab.trainingImages(0, train * height * width));
  await trainer.restore(lab.snapshot());
  let shown = performance.now();
  return {
    async step() {
      const [step] = await trainer.train(1);
      if (followed && performance.now() - shown > FOLLOW_MS) {
        lab.follow(await trainer.position(false));
        shown = performance.now();
      }
      return step?.terms[0];
    },
  };
}

serveTrainer(async () => {
  if (self.name.startsWith("gpu")) return openGpu(self.name === "gpu-followed");
  const lab = await openLab(self.name);
  return { step: () => lab.step().terms[0] };
});
