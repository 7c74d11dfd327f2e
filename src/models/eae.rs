//! The entropic autoencoder (Ghose, Rashwan and Poupart, "Batch norm with entropic regularization turns deterministic
//! autoencoders into generative models", 2020): codes are normalised over the batch, so that each dimension has mean 0 and
//! variance 1, and training raises their entropy. Of all distributions of that mean and variance the normal one has the
//! largest, so codes become what N(0, I) gives.

use super::build::Build;
use super::networks::{self, Decoder, Encoder};
use super::spec::{Better, Code, Judged, Role, Source, Term};
use super::{Ask, Declaration, Encoded, ImageShape, Model, Objective, Options, Recognised, Spec};
use super::{Tensors, row_mean};
use crate::graph::{Axis, Graph, Reduction, Result, Tensor};
use crate::neighbours;
use crate::nn::{Nodes, Parameters};

pub const DECLARATION: Declaration = Declaration {
    options: &[
        "hidden",
        "activation",
        "latent",
        "likelihood",
        "output",
        "sigma",
        "entropy",
        "binarize",
    ],
    spec: |options| Spec {
        dimensions: options.latent,
        ..SPEC
    },
    build,
    recognise,
};

const SPEC: Spec = Spec {
    terms: &[
        // -ln p(x|z)
        Term::nats("recon", Role::Loss, Better::Lower),
        Term {
            source: Source::Together,
            ..Term::nats("entropy", Role::Figure, Better::Higher)
        },
    ],
    code: Code::Point,
    dimensions: 0,
    decodes: true,
    judges: Judged::Nothing,
    labels: false,
    classifies: false,
    prior: true,
    spread: 0.0,
};

/// How far a step moves the running mean and variance to those of its batch.
const MOMENTUM: f32 = 0.1;
/// What is added to a variance, as `torch.nn.BatchNorm1d` does.
const VARIANCE_FLOOR: f32 = 1e-5;

struct EntropicAutoencoder {
    parameters: Parameters,
    encoder: Encoder,
    decoder: Decoder,
    /// Numbers of the running mean and variance of the encoder's outputs, `(1, latent)` each.
    running: [usize; 2],
}

fn build(options: &Options, images: ImageShape) -> Box<dyn Model> {
    let mut parameters = Parameters::default();
    let p = &mut parameters;
    let encoder = Encoder::new(p, options, images.pixels());
    let decoder = Decoder::new(p, options, options.latent, images.pixels());
    let moments = [("mean", 0.0), ("variance", 1.0)];
    let running = moments.map(|(name, value)| p.state(name, (1, options.latent), value));
    Box::new(EntropicAutoencoder {
        parameters,
        encoder,
        decoder,
        running,
    })
}

fn recognise(tensors: &Tensors, options: &Options) -> Option<Recognised> {
    tensors.get("state.variance")?;
    networks::recognise(tensors, options)
}

impl EntropicAutoencoder {
    /// What the encoder gives before it is normalised, `(rows, latent)`.
    fn raw(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result {
        let (_, raw) = self.encoder.forward(graph, nodes, x)?;
        Ok(raw)
    }

    /// z by the running mean and variance.
    fn point(&self, graph: &mut Graph, nodes: &Nodes, x: Tensor) -> Result {
        let raw = self.raw(graph, nodes, x)?;
        let [mean, variance] = self.running.map(|number| nodes.0[number]);
        normalise(graph, raw, mean, variance)
    }
}

/// z = (x - m) / √(v + ε)
fn normalise(graph: &mut Graph, x: Tensor, mean: Tensor, variance: Tensor) -> Result {
    let centred = graph.sub(x, mean)?;
    let variance = graph.shift(variance, VARIANCE_FLOOR)?;
    let deviation = graph.sqrt(variance);
    graph.div(centred, deviation)
}

/// The mean over rows, `(1, columns)`.
fn mean(graph: &mut Graph, x: Tensor) -> Result {
    let rows = graph.shape(x).0;
    let sum = graph.sum(x, Axis::Rows);
    graph.scale(sum, 1.0 / rows as f32)
}

/// What lies on the diagonal of squared distances, so that no point is its own neighbour.
const FAR: f32 = 1e9;
/// What is added to a squared distance before its logarithm.
const NEAR: f32 = 1e-12;

/// The entropy of the distribution that the rows of `z` are drawn from, in nats, `(1, 1)`, from the distance εᵢ of each to
/// its nearest neighbour: H = d/n Σ ln εᵢ + ln B_d + ψ(n) - ψ(1) (Kozachenko and Leonenko, 1987).
fn entropy(graph: &mut Graph, z: Tensor) -> Result {
    let (rows, latent) = graph.shape(z);
    // ‖a - b‖² = ‖a‖² + ‖b‖² - 2 a·b
    let squares = graph.square(z)?;
    let squares = graph.sum(squares, Axis::Columns);
    let across = graph.reshape(squares, (1, rows))?;
    let products = graph.matmul_with(z, z, false, true)?;
    let products = graph.scale(products, -2.0)?;
    let distances = graph.add(squares, across)?;
    let distances = graph.add(distances, products)?;
    let numbers = graph.iota(rows);
    let down = graph.reshape(numbers, (rows, 1))?;
    let own = graph.equal(down, numbers)?;
    let own = graph.scale(own, FAR)?;
    let distances = graph.add(distances, own)?;
    let nearer = graph.neg(distances);
    let nearest = graph.reduce(Reduction::Max, Axis::Columns, nearer);
    let nearest = graph.neg(nearest);
    // Rounding can leave less than 0 of the difference of two equal numbers.
    let nearest = graph.relu(nearest);
    let nearest = graph.shift(nearest, NEAR)?;
    let logarithms = graph.ln(nearest);
    let sum = row_mean(graph, logarithms)?;
    let scaled = graph.scale(sum, 0.5 * latent as f32)?;
    graph.shift(scaled, neighbours::constant(rows, latent, 1) as f32)
}

impl Model for EntropicAutoencoder {
    fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    fn objective(&self, _: usize, b: &mut Build) -> Result<Objective> {
        let x = b.images()?;
        let raw = self.raw(&mut b.graph, &b.nodes, x)?;
        let g = &mut b.graph;
        let batch_mean = mean(g, raw)?;
        let centred = g.sub(raw, batch_mean)?;
        let squares = g.square(centred)?;
        let batch_variance = mean(g, squares)?;
        let z = normalise(g, raw, batch_mean, batch_variance)?;
        let entropy = entropy(g, z)?;
        let (recons, xhat) = self.decoder.reconstruct(b, x, z, 1)?;
        let recon = row_mean(&mut b.graph, recons)?;
        // -ln p(x|z) - λ H
        let weight = b.fed(|options, _| options.entropy);
        let g = &mut b.graph;
        let raised = g.mul(weight, entropy)?;
        let loss = g.sub(recon, raised)?;
        let mut assigns = Vec::with_capacity(2);
        for (number, now) in self.running.into_iter().zip([batch_mean, batch_variance]) {
            let before = b.nodes.0[number];
            let moved = g.sub(now, before)?;
            let moved = g.scale(moved, MOMENTUM)?;
            assigns.push((number, g.add(before, moved)?));
        }
        Ok(Objective {
            minimise: Some(loss),
            terms: vec![("recon", recon), ("entropy", entropy)],
            assigns,
            traced: vec![("x", x), ("z", z), ("xhat", xhat), ("recon", recons)],
        })
    }

    fn evaluate(&self, b: &mut Build) -> Result<Vec<(&'static str, Tensor)>> {
        let x = b.images()?;
        let z = self.point(&mut b.graph, &b.nodes, x)?;
        let (recon, _) = self.decoder.reconstruct(b, x, z, 1)?;
        Ok(vec![("recon", recon)])
    }

    fn encode(&self, ask: &mut Ask, x: Tensor) -> Result<Encoded> {
        let z = self.point(&mut ask.graph, &ask.nodes, x)?;
        Ok(Encoded::Point(z))
    }

    fn decode(&self, ask: &mut Ask, z: Tensor) -> Result {
        self.decoder.mean(&mut ask.graph, &ask.nodes, z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Variable;
    use crate::interp::Interp;
    use crate::noise::Clock;
    use ndarray::Array2;

    /// The entropy of points and its gradient, by the graph in f64.
    fn of_graph(points: &Array2<f64>) -> (f64, Array2<f64>) {
        let mut graph = Graph::new();
        let variable = Variable {
            id: 0,
            shape: points.dim(),
        };
        let z = graph.variable(variable);
        let entropy = entropy(&mut graph, z).unwrap();
        let gradient = graph.gradient(entropy, &[z]).unwrap()[0];
        let mut interp = Interp::<f64>::new();
        interp.set(variable, points.clone());
        let values = interp.values(&graph, &[], Clock::default());
        let gradient = values[gradient.index()].clone();
        (values[entropy.index()][[0, 0]], gradient)
    }

    fn points(rows: usize, columns: usize) -> Array2<f64> {
        Array2::from_shape_fn((rows, columns), |(row, column)| {
            f64::from(crate::noise::uniform(
                crate::noise::threefry([7, column as u32], [row as u32, 0])[0],
            ))
        })
    }

    #[test]
    fn the_graph_and_the_host_estimate_the_same_entropy() {
        let points = points(60, 3);
        let expected = neighbours::entropy(points.mapv(|x| x as f32).view(), 1);
        let found = of_graph(&points).0;
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }

    #[test]
    fn the_gradient_of_the_entropy_is_that_of_differences() {
        let points = points(20, 2);
        let (_, gradient) = of_graph(&points);
        let step = 1e-6;
        for (place, &slope) in gradient.indexed_iter() {
            let at = |change: f64| {
                let mut moved = points.clone();
                moved[place] += change;
                of_graph(&moved).0
            };
            let difference = (at(step) - at(-step)) / (2.0 * step);
            assert!((slope - difference).abs() < 1e-5, "{slope} {difference}");
        }
    }
}
