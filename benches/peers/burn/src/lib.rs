//! The VAE's training step in Burn, compiled to wasm: 784-400-2-400-784, ReLU, Bernoulli, Adam.

use burn::backend::{Autodiff, Flex, flex::FlexDevice};
use burn::module::Module;
use burn::nn::{Linear, LinearConfig};
use burn::optim::{Adam, AdamConfig, GradientsParams, Optimizer, adaptor::OptimizerAdaptor};
use burn::tensor::{Distribution, Tensor, TensorData, activation, backend::Backend};
use wasm_bindgen::prelude::wasm_bindgen;

type Back = Autodiff<Flex>;

const PIXELS: usize = 784;
const HIDDEN: usize = 400;
const LATENT: usize = 2;

#[derive(Module, Debug)]
struct Vae<B: Backend> {
    encoder: Linear<B>,
    mean: Linear<B>,
    logvar: Linear<B>,
    decoder: Linear<B>,
    output: Linear<B>,
}

impl<B: Backend> Vae<B> {
    fn new(device: &B::Device) -> Self {
        Self {
            encoder: LinearConfig::new(PIXELS, HIDDEN).init(device),
            mean: LinearConfig::new(HIDDEN, LATENT).init(device),
            logvar: LinearConfig::new(HIDDEN, LATENT).init(device),
            decoder: LinearConfig::new(LATENT, HIDDEN).init(device),
            output: LinearConfig::new(HIDDEN, PIXELS).init(device),
        }
    }

    /// −ELBO in nats per image of `x` (batch, 784).
    fn loss(&self, x: Tensor<B, 2>) -> Tensor<B, 1> {
        let [batch, _] = x.dims();
        let hidden = activation::relu(self.encoder.forward(x.clone()));
        let mean = self.mean.forward(hidden.clone());
        let logvar = self.logvar.forward(hidden);
        let noise = mean.random_like(Distribution::Normal(0.0, 1.0));
        let z = mean.clone() + (logvar.clone() * 0.5).exp() * noise;
        let logits = self.output.forward(activation::relu(self.decoder.forward(z)));
        // softplus(l) - x l, with softplus(l) = max(l, 0) + ln(1 + exp(-|l|))
        let reconstruction =
            (logits.clone().clamp_min(0.0) + logits.clone().abs().neg().exp().log1p() - x * logits).sum();
        // KL(N(mean, var) || N(0, 1)) = (mean² + var - logvar - 1) / 2
        let kl = (mean.powi_scalar(2) + logvar.clone().exp() - logvar - 1.0).sum() * 0.5;
        (reconstruction + kl) / batch as f32
    }
}

/// A model that trains on batches from JavaScript.
#[wasm_bindgen]
pub struct Trainer {
    device: FlexDevice,
    model: Vae<Back>,
    optimizer: OptimizerAdaptor<Adam, Vae<Back>, Back>,
}

#[wasm_bindgen]
impl Trainer {
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        let device = Default::default();
        Self { model: Vae::new(&device), optimizer: AdamConfig::new().init(), device }
    }

    /// One training step on `batch` rows of pixels in [0, 1]; returns the loss.
    pub fn step(&mut self, pixels: Vec<f32>, batch: usize) -> f32 {
        let x = Tensor::from_data(TensorData::new(pixels, [batch, PIXELS]), &self.device);
        let loss = self.model.loss(x);
        let gradients = GradientsParams::from_grads(loss.backward(), &self.model);
        self.model = self.optimizer.step(1e-3, self.model.clone(), gradients);
        loss.into_scalar()
    }
}
