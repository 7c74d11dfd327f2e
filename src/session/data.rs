//! The images of a session: what it trains on, in which order, and what it is judged by.

use std::mem;
use std::ops::Range;
use std::rc::Rc;

use ndarray::Array2;

use super::{DatasetInfo, Result, SessionError};
use crate::data::generated::{self, Generated};
use crate::data::toys::{self, modes::Mode};
use crate::data::{Dataset, Images, shuffled};
use crate::executor::Executor;
use crate::graph::Table;
use crate::models::build::Tables;
use crate::models::{ImageShape, Options};
use crate::refusal::Refused;

/// The executor's tables: images, then labels.
const TRAIN: [u32; 2] = [0, 2];
const HELD_OUT: [u32; 2] = [1, 3];
/// Of one image that is looked at; only its label is in a table.
const SINGLE: [u32; 2] = [4, 5];

/// Stands for the label of an image that has none, among images that have.
pub(super) const NO_LABEL: u8 = u8::MAX;

/// Images written at once when a step needs more than there are.
const CHUNK: usize = 256;

/// A step names its images in f32, which has every whole number up to here.
const MOST: usize = 1 << 24;

/// Images to train on, in the executor's tables, and images to judge by.
pub(super) struct SessionData {
    pub info: DatasetInfo,
    pub held_out: Images,
    /// Training images made so far that the executor may not have yet, the reader's own first; empty once it has
    /// them all.
    made: Vec<u8>,
    /// Classes of the training images in their order, of those that are still to be made too; empty where they are not
    /// known.
    labels: Vec<u8>,
    /// Training images that the executor has.
    uploaded: Rc<Vec<u8>>,
    /// The images that are made while training goes on.
    more: Option<More>,
    /// The modes of what the images are drawn from, where they are known.
    pub modes: Vec<Mode>,
    order: Order,
}

/// Training images that are made on demand.
struct More {
    make: fn(u32, Range<u32>) -> Images,
    seed: u32,
}

/// The order of the images in one epoch.
#[derive(Default)]
struct Order {
    /// The seed, the epoch, how many images there are, and the class that is left out.
    of: Option<(u32, u32, usize, Option<u8>)>,
    places: Vec<u32>,
}

impl SessionData {
    /// Takes over a dataset.
    ///
    /// # Errors
    /// [`SessionError::EmptyDataset`] where there is nothing to train on or to judge by,
    /// [`SessionError::TooMany`] beyond 2²⁴ images.
    pub fn new(dataset: Dataset) -> Result<Self> {
        let (train, held_out) = (dataset.train, dataset.held_out);
        if train.count() == 0 || held_out.count() == 0 {
            return Err(SessionError::EmptyDataset {
                name: dataset.name,
                train: train.count(),
                held_out: held_out.count(),
            });
        }
        let count = train.count().max(held_out.count());
        if count > MOST {
            return Err(SessionError::TooMany { count, most: MOST });
        }
        let info = DatasetInfo {
            name: dataset.name,
            train: train.count(),
            own: 0,
            held_out: held_out.count(),
            height: train.height,
            width: train.width,
            planes: train.planes,
            labels: held_out.labels.is_some(),
            classes: classes(&train, &held_out),
            factors: Vec::new(),
            in_order: false,
            remarks: dataset.remarks.into_iter().map(Refused::from).collect(),
        };
        Ok(Self {
            labels: train
                .labels
                .filter(|_| info.classes > 0)
                .unwrap_or_default(),
            info,
            held_out,
            made: train.pixels.into_raw_vec_and_offset().0,
            uploaded: Rc::default(),
            more: None,
            modes: Vec::new(),
            order: Order::default(),
        })
    }

    /// The generated dataset of a name and a seed; images that are made on demand follow as they are needed.
    ///
    /// # Errors
    /// [`DataError::UnknownName`](crate::data::DataError::UnknownName)
    pub fn generated(name: &str, seed: u32) -> Result<Self> {
        let Generated {
            dataset,
            train,
            labels,
            factors,
            images,
        } = generated::load(name, seed)?;
        let modes = toys::named(name).map(|toy| toy.distribution().modes());
        let mut data = Self::new(dataset)?;
        data.info.train = train;
        data.labels = labels;
        data.info.factors = factors.iter().map(|&factor| factor.to_owned()).collect();
        data.info.in_order = images.is_some();
        data.more = images.map(|make| More { make, seed });
        data.modes = modes.unwrap_or_default();
        Ok(data)
    }

    /// The training images of another session with their labels, without anything that is held out.
    pub fn training(info: DatasetInfo, images: Vec<u8>, labels: Vec<u8>) -> Self {
        Self {
            held_out: Images {
                pixels: Array2::zeros((0, info.pixels())),
                labels: None,
                factors: None,
                height: info.height,
                width: info.width,
                planes: info.planes,
            },
            info,
            made: images,
            labels,
            uploaded: Rc::default(),
            more: None,
            modes: Vec::new(),
            order: Order::default(),
        }
    }

    /// The training images made so far.
    pub fn images(&self) -> &[u8] {
        if self.made.is_empty() {
            &self.uploaded
        } else {
            &self.made
        }
    }

    /// The classes of these images; empty where they are not known.
    pub fn labels(&self) -> &[u8] {
        &self.labels[..self.labels.len().min(self.made())]
    }

    /// The training images that a run may see: all, or the reader's own and the first `few` others.
    fn first(&self, options: &Options) -> usize {
        match options.few {
            0 => self.info.train,
            few => self.info.train.min(self.info.own + few),
        }
    }

    /// How many images an epoch shows: of those that it may, all but the class that is left out, unless all are of it.
    #[inline(never)]
    pub fn shown(&self, options: &Options) -> usize {
        let all = self.first(options);
        let Some(without) = options.without.label() else {
            return all;
        };
        let labels = self.labels.get(..all).unwrap_or_default();
        match all + 1 - labels.split(|&label| label == without).count() {
            0 => all,
            shown => shown,
        }
    }

    /// Trains on these images too, in place of those that were added before. They come first: the rows of what is
    /// still to be made follow those of what there is. Labels that are missing at the end are not known.
    ///
    /// # Errors
    /// [`SessionError::Pixels`] where an image is not whole, [`SessionError::TooMany`] beyond 2²⁴ images in all.
    pub fn set_own(
        &mut self,
        images: &[u8],
        labels: &[u8],
        executor: &mut dyn Executor,
    ) -> Result<()> {
        let (pixels, given) = (self.pixels(), self.info.train - self.info.own);
        let own = images.len() / pixels;
        if own * pixels != images.len() {
            let (expected, actual) = (pixels, images.len() % pixels);
            return Err(SessionError::Pixels { expected, actual });
        }
        if given + own > MOST {
            let (count, most) = (own, MOST - given);
            return Err(SessionError::TooMany { count, most });
        }
        self.made = [images, &self.images()[self.info.own * pixels..]].concat();
        if self.info.classes > 0 {
            let labels = labels.iter().copied().chain(std::iter::repeat(NO_LABEL));
            let others = self.labels[self.info.own..].iter().copied();
            self.labels = labels.take(own).chain(others).collect();
        }
        (self.info.own, self.info.train) = (own, given + own);
        self.order = Order::default();
        self.upload_train(executor);
        Ok(())
    }

    /// Values of an image.
    pub fn pixels(&self) -> usize {
        self.info.pixels()
    }

    /// What a model is to know of the images.
    pub fn shape(&self) -> ImageShape {
        ImageShape {
            height: self.info.height,
            width: self.info.width,
            planes: self.info.planes,
            classes: self.info.classes,
        }
    }

    /// The executor's tables of what is trained on.
    pub fn train_tables(&self) -> Tables {
        self.tables(TRAIN)
    }

    /// The executor's tables of what is held out.
    pub fn held_out_tables(&self) -> Tables {
        self.tables(HELD_OUT)
    }

    /// The executor's tables of one image.
    pub fn single_tables(&self) -> Tables {
        self.tables(SINGLE)
    }

    fn tables(&self, [images, labels]: [u32; 2]) -> Tables {
        let classes = self.info.classes;
        let table = |id, columns| Table { id, columns };
        Tables {
            images: table(images, self.pixels()),
            labels: (classes > 0).then(|| table(labels, 1)),
            classes,
        }
    }

    /// Gives the images to the executor.
    pub fn upload(&mut self, executor: &mut dyn Executor) {
        let held_out = self.held_out.pixels.iter().copied().collect();
        let tables = self.held_out_tables();
        executor.set_table(tables.images, Rc::new(held_out));
        if let (Some(table), Some(labels)) = (tables.labels, &self.held_out.labels) {
            executor.set_table(table, labels.clone().into());
        }
        self.upload_train(executor);
    }

    fn upload_train(&mut self, executor: &mut dyn Executor) {
        // What is whole is not copied: it may be all that there is room for.
        self.uploaded = Rc::new(if self.made() == self.info.train {
            mem::take(&mut self.made)
        } else {
            self.made.clone()
        });
        let tables = self.train_tables();
        executor.set_table(tables.images, self.uploaded.clone());
        if let Some(table) = tables.labels {
            executor.set_table(table, self.labels.clone().into());
        }
    }

    /// How many training images there are so far.
    fn made(&self) -> usize {
        self.images().len() / self.pixels()
    }

    /// Makes up to `count` more training images; returns how many are still to come.
    pub fn grow(&mut self, count: usize) -> usize {
        let made = self.made();
        let end = made.saturating_add(count).min(self.info.train);
        if let (Some(More { make, seed }), true) = (&self.more, made < end) {
            let own = self.info.own;
            let more = make(*seed, (made - own) as u32..(end - own) as u32);
            self.made.extend(more.pixels.iter());
        }
        self.info.train - end
    }

    /// The rows of the images that a run has to see after `seen` others, `(batch, 1)`; they are in the
    /// executor's table when this returns. A batch goes on into the next epoch where one ends, so that all
    /// images are seen equally often.
    pub fn batch(&mut self, executor: &mut dyn Executor, options: &Options, seen: u64) -> Vec<f32> {
        let (batch, first) = (options.batch, self.first(options));
        let shown = self.shown(options);
        let without = options.without.label().filter(|_| shown < first);
        let count = shown as u64;
        let mut rows = Vec::with_capacity(batch);
        let mut last = 0;
        for position in seen..seen + batch as u64 {
            let (epoch, place) = ((position / count) as u32, (position % count) as u32);
            self.put_in_order(options.seed, epoch, first, without);
            let row = self.order.places[place as usize];
            last = last.max(row as usize);
            rows.push(row as f32);
        }
        if last >= self.uploaded.len() / self.pixels() {
            if last >= self.made() {
                self.grow((last + 1 - self.made()).max(CHUNK));
            }
            self.upload_train(executor);
        }
        rows
    }

    /// The order in which an epoch shows the first images: those of the class that is left out are passed over.
    fn put_in_order(&mut self, seed: u32, epoch: u32, count: usize, without: Option<u8>) {
        let of = Some((seed, epoch, count, without));
        if self.order.of != of {
            let mut places = match self.info.in_order && epoch == 0 {
                true => (0..).take(count).collect(),
                false => shuffled(seed, epoch, count),
            };
            if without.is_some() {
                places.retain(|&place| Some(self.labels[place as usize]) != without);
            }
            self.order = Order { of, places };
        }
    }
}

/// How many classes the labels tell apart; 0 where some of the images have none.
fn classes(train: &Images, held_out: &Images) -> usize {
    let (Some(train), Some(held_out)) = (&train.labels, &held_out.labels) else {
        return 0;
    };
    let largest = train.iter().chain(held_out).max();
    largest.map_or(0, |&label| usize::from(label) + 1)
}
