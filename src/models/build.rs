//! What a model finds where it builds its part of a program: images, labels, noise and numbers that are fed.

use super::Options;
use super::streams::{Streams, Use};
use crate::graph::{Distribution, Graph, Input, Result, Table, Tensor};
use crate::nn::{Nodes, Parameters};

/// Bytes to [0, 1].
pub(crate) const BYTE: f32 = 1.0 / 255.0;

/// The tables of an executor that a program reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tables {
    /// Images, a row each.
    pub images: Table,
    /// Their classes, one byte a row, where they are known.
    pub labels: Option<Table>,
    /// How many classes there are.
    pub classes: usize,
}

impl Tables {
    /// Images without labels.
    pub fn of(images: Table) -> Self {
        Self {
            images,
            labels: None,
            classes: 0,
        }
    }
}

/// Where a run stands when a program begins.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moment {
    /// Passes over the training images so far.
    pub epoch: f64,
    /// How often the phase has been made in this round.
    pub repetition: u32,
}

/// A number that is fed at each run of a program.
pub type Feed = fn(&Options, Moment) -> f64;

/// A graph in the making, for a batch of images of a table.
pub struct Build<'a> {
    pub graph: Graph,
    /// The parameters, as the program finds them.
    pub nodes: Nodes,
    pub options: &'a Options,
    /// Images in the batch.
    pub rows: usize,
    tables: Tables,
    streams: Streams,
    pixel_streams: Streams,
    index: Option<(Input, Tensor)>,
    fed: Vec<(Input, Feed)>,
}

impl<'a> Build<'a> {
    /// A graph that holds the parameters. `streams` are the model's, `pixel_streams` for images that are drawn.
    pub fn new(
        parameters: &Parameters,
        options: &'a Options,
        tables: Tables,
        rows: usize,
        [streams, pixel_streams]: [Streams; 2],
    ) -> Self {
        let mut graph = Graph::new();
        let nodes = parameters.nodes(&mut graph);
        Self {
            graph,
            nodes,
            options,
            rows,
            tables,
            streams,
            pixel_streams,
            index: None,
            fed: Vec::new(),
        }
    }

    /// The batch's images, `(rows, pixels)` in [0, 1]; with `binarize` each pixel is drawn black or white.
    pub fn images(&mut self) -> Result {
        let index = self.index();
        let x = self.graph.gather(self.tables.images, index, BYTE)?;
        if !self.options.binarize {
            return Ok(x);
        }
        // 1 with probability x: where U(0, 1) < x.
        let shape = self.graph.shape(x);
        let stream = self.pixel_streams.take();
        let threshold = self.graph.noise(Distribution::Uniform, stream, shape);
        self.graph.less(threshold, x)
    }

    /// Images `(rows, pixels)` as an encoder reads them in training: with noise of the standard deviation `corrupt`, a share
    /// `mask` of the pixels erased (Vincent et al., "Extracting and Composing Robust Features with Denoising
    /// Autoencoders", 2008).
    pub fn corrupted(&mut self, x: Tensor) -> Result {
        let (mut seen, shape) = (x, self.graph.shape(x));
        let mut streams = Streams::new(Use::Corruption, 0);
        let [normal, uniform] = [streams.take(), streams.take()];
        if self.options.corrupt > 0.0 {
            let noise = self.graph.noise(Distribution::Normal, normal, shape);
            let noise = self.graph.scale(noise, self.options.corrupt as f32)?;
            seen = self.graph.add(seen, noise)?;
        }
        if self.options.mask > 0.0 {
            let threshold = self.graph.noise(Distribution::Uniform, uniform, shape);
            // Kept with probability 1 - ρ: where U(0, 1) < 1 - ρ.
            let kept = self.graph.constant(1.0 - self.options.mask as f32);
            let kept = self.graph.less(threshold, kept)?;
            seen = self.graph.mul(seen, kept)?;
        }
        Ok(seen)
    }

    /// The batch's classes, `(rows, classes)`: 1 at an image's class, else 0; all 0 where it has none.
    pub fn labels(&mut self) -> Result {
        let index = self.index();
        let column = match self.tables.labels {
            Some(table) => self.graph.gather(table, index, 1.0)?,
            // A session refuses data without labels to a model that needs them.
            None => self.graph.scale(index, 0.0)?,
        };
        one_hot(&mut self.graph, column, self.tables.classes)
    }

    /// Noise of its own.
    pub fn noise(&mut self, distribution: Distribution, shape: (usize, usize)) -> Tensor {
        self.graph.noise(distribution, self.streams.take(), shape)
    }

    /// A stream of noise of its own.
    pub fn stream(&mut self) -> u32 {
        self.streams.take()
    }

    /// A number that is fed at each run, `(1, 1)`.
    pub fn fed(&mut self, feed: Feed) -> Tensor {
        let (input, node) = self.graph.input((1, 1));
        self.fed.push((input, feed));
        node
    }

    /// Numbers of the batch's rows in the tables, `(rows, 1)`.
    fn index(&mut self) -> Tensor {
        let (_, node) = *self
            .index
            .get_or_insert_with(|| self.graph.input((self.rows, 1)));
        node
    }

    /// The graph; the input for the batch's rows, where it reads any; the numbers that are fed.
    pub fn finish(self) -> (Graph, Option<Input>, Vec<(Input, Feed)>) {
        (self.graph, self.index.map(|(input, _)| input), self.fed)
    }
}

/// Class numbers `(rows, 1)` to `(rows, classes)`: 1 at the class, else 0.
pub fn one_hot(graph: &mut Graph, labels: Tensor, classes: usize) -> Result {
    let numbers = graph.iota(classes);
    graph.equal(labels, numbers)
}
