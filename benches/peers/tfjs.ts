// TensorFlow.js as its users write a model, and on its wasm back-end also with the gradient written by hand.
import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import wasm from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreads from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { BATCH, initialWeights, LATENT, LAYERS, type LayerName, PIXELS, RATE, type Trainer } from "./model.ts";

type Layer = { weight: tf.Variable<tf.Rank.R2>; bias: tf.Variable<tf.Rank.R1> };
type Layers = Record<LayerName, Layer>;

async function makeLayers(backend: "wasm" | "webgpu"): Promise<Layers> {
  setWasmPaths({
    "tfjs-backend-wasm.wasm": wasm,
    "tfjs-backend-wasm-simd.wasm": wasmSimd,
    "tfjs-backend-wasm-threaded-simd.wasm": wasmThreads,
  });
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} here`);
  const layer = (name: LayerName): [LayerName, Layer] => {
    const [inputs, outputs] = LAYERS[name];
    const weight = tf.variable(tf.tensor2d(initialWeights(name), [inputs, outputs]), true, `${name}.weight`);
    return [name, { weight, bias: tf.variable(tf.zeros<tf.Rank.R1>([outputs]), true, `${name}.bias`) }];
  };
  return Object.fromEntries((Object.keys(LAYERS) as LayerName[]).map(layer)) as Layers;
}

/** As users write it: the forward pass, `minimize`, and automatic gradients. */
export async function plain(backend: "wasm" | "webgpu" = "wasm"): Promise<Trainer> {
  const layers = await makeLayers(backend);
  const optimizer = tf.train.adam(RATE);
  const dense = (x: tf.Tensor2D, { weight, bias }: Layer) => tf.add(tf.matMul(x, weight), bias) as tf.Tensor2D;

  const loss = (x: tf.Tensor2D): tf.Scalar => {
    const hidden = tf.relu(dense(x, layers.encoder));
    const mean = dense(hidden, layers.mean);
    const logvar = dense(hidden, layers.logvar);
    const noise = tf.randomNormal<tf.Rank.R2>([BATCH, LATENT]);
    const z = tf.add(mean, tf.mul(tf.exp(tf.mul(logvar, 0.5)), noise)) as tf.Tensor2D;
    const logits = dense(tf.relu(dense(z, layers.decoder)), layers.output);
    const reconstruction = tf.sum(tf.losses.sigmoidCrossEntropy(x, logits, undefined, undefined, tf.Reduction.NONE));
    const kl = tf.mul(tf.sum(tf.sub(tf.add(tf.square(mean), tf.exp(logvar)), tf.add(logvar, 1))), 0.5);
    return tf.div(tf.add(reconstruction, kl), BATCH);
  };

  return {
    async step(pixels) {
      const x = tf.tensor2d(pixels, [BATCH, PIXELS]);
      const value = optimizer.minimize(() => loss(x), true);
      // A GPU's numbers cannot be waited for.
      const result = (backend === "wasm" ? value?.dataSync() : await value?.data())?.[0] ?? Number.NaN;
      tf.dispose([x, value as tf.Tensor]);
      return result;
    },
  };
}

/**
 * Tuned: fused layers, the gradient by hand, and every transposed product as a transpose and a plain product (the
 * back-end's transposed products are an order of magnitude slower than its plain ones).
 */
export async function tuned(): Promise<Trainer> {
  const layers = await makeLayers("wasm");
  const optimizer = tf.train.adam(RATE);
  const dense = (x: tf.Tensor2D, { weight, bias }: Layer, activation: "linear" | "relu" = "linear") =>
    tf.fused.matMul({ a: x, b: weight, bias, activation });
  const gradients = (x: tf.Tensor2D, dy: tf.Tensor2D) => ({
    weight: tf.matMul(tf.transpose(x), dy),
    bias: tf.sum(dy, 0),
  });
  const back = (dy: tf.Tensor2D, { weight }: Layer) => tf.matMul(dy, tf.transpose(weight)) as tf.Tensor2D;
  const through = (dy: tf.Tensor2D, relu: tf.Tensor2D) => tf.mul(dy, tf.step(relu)) as tf.Tensor2D;

  const lossAndGradients = (x: tf.Tensor2D) => {
    const hidden = dense(x, layers.encoder, "relu");
    const mean = dense(hidden, layers.mean);
    const logvar = dense(hidden, layers.logvar);
    const deviation = tf.exp(tf.mul(logvar, 0.5));
    const noise = tf.randomNormal<tf.Rank.R2>([BATCH, LATENT]);
    const spread = tf.mul(deviation, noise);
    const z = tf.add(mean, spread) as tf.Tensor2D;
    const decoded = dense(z, layers.decoder, "relu");
    const logits = dense(decoded, layers.output);
    // softplus(l) - x l and the KL, as in the plain version
    const reconstruction = tf.sum(tf.sub(tf.softplus(logits), tf.mul(x, logits)));
    const variance = tf.square(deviation);
    const kl = tf.mul(tf.sum(tf.sub(tf.add(tf.square(mean), variance), tf.add(logvar, 1))), 0.5);

    const dLogits = tf.div(tf.sub(tf.sigmoid(logits), x), BATCH) as tf.Tensor2D;
    const dDecoded = through(back(dLogits, layers.output), decoded);
    const dz = back(dDecoded, layers.decoder);
    const dMean = tf.add(dz, tf.div(mean, BATCH)) as tf.Tensor2D;
    // d z / d logvar = σ ε / 2, and d KL / d logvar = (σ² - 1) / 2
    const dLogvar = tf.mul(tf.add(tf.mul(dz, spread), tf.div(tf.sub(variance, 1), BATCH)), 0.5) as tf.Tensor2D;
    const dHidden = through(tf.add(back(dMean, layers.mean), back(dLogvar, layers.logvar)) as tf.Tensor2D, hidden);
    const grads = {
      encoder: gradients(x, dHidden),
      mean: gradients(hidden, dMean),
      logvar: gradients(hidden, dLogvar),
      decoder: gradients(z, dDecoded),
      output: gradients(decoded, dLogits),
    };
    const named: tf.NamedTensorMap = {};
    for (const [name, { weight, bias }] of Object.entries(grads)) {
      named[`${name}.weight`] = weight;
      named[`${name}.bias`] = bias;
    }
    return { loss: tf.div(tf.add(reconstruction, kl), BATCH) as tf.Scalar, named };
  };

  return {
    step(pixels) {
      const x = tf.tensor2d(pixels, [BATCH, PIXELS]);
      const result = tf.tidy(() => {
        const { loss, named } = lossAndGradients(x);
        optimizer.applyGradients(named);
        return loss.dataSync()[0];
      });
      x.dispose();
      return result;
    },
  };
}
