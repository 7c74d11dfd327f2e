// jax-js on one of its back-ends: the whole step, Adam included, in one `jit`.
import { defaultDevice, init, jit, nn, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { BATCH, initialWeights, LATENT, LAYERS, type LayerName, PIXELS, RATE, type Trainer } from "./model.ts";

type Layer = { weight: np.Array; bias: np.Array };
type Layers = Record<LayerName, Layer>;
type State = { layers: Layers; first: Layers; second: Layers };

function makeLayers(weights: (name: LayerName) => Float32Array): Layers {
  const layer = (name: LayerName): [LayerName, Layer] => [
    name,
    { weight: np.array(weights(name)).reshape([...LAYERS[name]]), bias: np.zeros([LAYERS[name][1]]) },
  ];
  return Object.fromEntries((Object.keys(LAYERS) as LayerName[]).map(layer)) as Layers;
}

const dense = (x: np.Array, { weight, bias }: Layer) => np.matmul(x, weight).add(bias);

/** −ELBO in nats per image. Every argument is owned, `.ref` keeps one for another use. */
function loss(layers: Layers, x: np.Array, noise: np.Array): np.Array {
  const hidden = nn.relu(dense(x.ref, layers.encoder));
  const mean = dense(hidden.ref, layers.mean);
  const logvar = dense(hidden, layers.logvar);
  const z = mean.ref.add(np.exp(logvar.ref.mul(0.5)).mul(noise));
  const logits = dense(nn.relu(dense(z, layers.decoder)), layers.output);
  // softplus(l) - x l, with softplus(l) = max(l, 0) + ln(1 + exp(-|l|))
  const softplus = nn.relu(logits.ref).add(np.log1p(np.exp(np.abs(logits.ref).neg())));
  const reconstruction = softplus.sub(x.mul(logits)).sum();
  const kl = np.square(mean).add(np.exp(logvar.ref)).sub(logvar).sub(1).sum().mul(0.5);
  return reconstruction.add(kl).div(BATCH);
}

/** One step of Adam; `rate` carries the bias corrections of this step, `epsilon` likewise. */
const train = jit((state: State, x: np.Array, noise: np.Array, rate: np.Array, epsilon: np.Array) => {
  const [value, gradients] = valueAndGrad(loss)(tree.ref(state.layers), x, noise);
  const first = tree.map((m: np.Array, g: np.Array) => m.mul(0.9).add(g.mul(0.1)), state.first, tree.ref(gradients));
  const second = tree.map(
    (v: np.Array, g: np.Array) => v.mul(0.999).add(np.square(g).mul(0.001)),
    state.second,
    gradients,
  );
  const layers = tree.map(
    (w: np.Array, m: np.Array, v: np.Array) => w.sub(m.mul(rate.ref).div(np.sqrt(v).add(epsilon.ref))),
    state.layers,
    tree.ref(first),
    tree.ref(second),
  );
  rate.dispose();
  epsilon.dispose();
  return [value, { layers, first, second } as State] as [np.Array, State];
});

export async function jaxJs(device: "wasm" | "webgpu"): Promise<Trainer> {
  await init(device);
  defaultDevice(device);
  const zeros = (name: LayerName) => new Float32Array(LAYERS[name][0] * LAYERS[name][1]);
  let state: State = { layers: makeLayers(initialWeights), first: makeLayers(zeros), second: makeLayers(zeros) };
  let count = 0;
  return {
    async step(pixels) {
      count += 1;
      const correction = Math.sqrt(1 - 0.999 ** count);
      const x = np.array(pixels).reshape([BATCH, PIXELS]);
      const noise = random.normal(random.key(count), [BATCH, LATENT]);
      const rate = np.array((RATE * correction) / (1 - 0.9 ** count));
      const [value, next] = train(state, x, noise, rate, np.array(1e-8 * correction));
      state = next;
      return (await value.data())[0];
    },
  };
}
