//! Runs fused maps: every instruction goes over one tile at a time, small enough that the registers of the
//! map stay in the L1 cache. A tile is a part of one row, or several whole rows where rows are short.

use std::ops::Range;

use super::lanes::{Isa, Kernel, Lanes, MAX_LANES};
use super::math;
use super::step::{Function, MOST_OPERANDS, Step, steps};
use super::tile::{Source, TILE, Tile, copy_row, each, fill_noise, fold_rows, reduce_rows, stream};
use crate::graph::{Binary, Unary};
use crate::noise::Clock;
use crate::plan::{Group, Instr, Map, Operand, Place, View};

/// A map made ready to run: where each result goes, and which tiles it runs over.
#[derive(Debug)]
pub(super) struct TiledMap {
    map: Map,
    tile_rows: usize,
    tile_columns: usize,
    /// The slot into which a load must be copied, where it cannot be read in place.
    load_slots: Vec<Option<usize>>,
    steps: Vec<Step>,
    /// Of each step.
    targets: Vec<Target>,
    slots: usize,
    /// Numbers in the code. Sources are numbered: first the loads, then the results, then these.
    constants: Vec<f32>,
    /// The sources of each step; those that it does not have repeat its last.
    operands: Vec<[usize; MOST_OPERANDS]>,
    /// The source of each reduction.
    reduced: Vec<usize>,
}

/// The target of a step's result.
#[derive(Clone, Copy, Debug)]
struct Target {
    /// The slot, unless the result goes straight to its place.
    slot: Option<usize>,
    /// The place of a stored result.
    place: Option<Place>,
}

/// Memory for the tiles of any map, reused from run to run.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    slots: Vec<f32>,
    /// Copies of one number, for each source that is one number over a tile.
    splats: Vec<[f32; MAX_LANES]>,
    sources: Vec<Source>,
    noise: Vec<f32>,
}

impl Scratch {
    /// Grows to what a map needs, so that running it allocates nothing.
    pub(super) fn reserve(&mut self, tiled: &TiledMap) {
        let slots = tiled.slots * TILE;
        self.slots.resize(self.slots.len().max(slots), 0.0);
        let sources = self.sources.len().max(tiled.sources());
        self.splats.resize(sources, [0.0; MAX_LANES]);
        self.sources
            .resize(sources, Source::elements(std::ptr::null()));
        self.noise.resize(TILE + 2 * MAX_LANES, 0.0);
    }
}

impl TiledMap {
    /// Chooses tiles and slots.
    pub(super) fn new(map: Map) -> Self {
        let tile_rows = (TILE / map.columns.max(1)).clamp(1, map.rows.max(1));
        let tile_columns = map.columns.min(TILE);
        let mut slots = 0;
        let load_slots = map
            .loads
            .iter()
            .map(|view| {
                let in_place = if tile_rows > 1 {
                    is_scalar(view) || view.is_dense(map.columns)
                } else {
                    view.window == (0, map.columns)
                };
                (!in_place).then(|| {
                    slots += 1;
                    slots - 1
                })
            })
            .collect();
        let mut tiled = Self {
            tile_rows,
            tile_columns,
            load_slots,
            steps: steps(&map),
            targets: Vec::new(),
            slots,
            constants: Vec::new(),
            operands: Vec::new(),
            reduced: Vec::with_capacity(map.reduces.len()),
            map,
        };
        tiled.choose_targets();
        tiled.number_sources();
        tiled
    }

    /// How many sources the code has.
    fn sources(&self) -> usize {
        self.map.loads.len() + self.map.code.len() + self.constants.len()
    }

    fn number_sources(&mut self) {
        for at in 0..self.steps.len() {
            let mut numbers = [0; MOST_OPERANDS];
            for which in 0..self.steps[at].operands.len() {
                let operand = self.steps[at].operands[which];
                numbers[which..].fill(self.source(operand));
            }
            self.operands.push(numbers);
        }
        for at in 0..self.map.reduces.len() {
            let from = self.source(self.map.reduces[at].from);
            self.reduced.push(from);
        }
    }

    fn source(&mut self, operand: Operand) -> usize {
        let loads = self.map.loads.len();
        match operand {
            Operand::Load(load) => load,
            Operand::Code(code) => loads + code,
            Operand::Constant(value) => {
                self.constants.push(value);
                self.sources() - 1
            }
        }
    }

    /// Gives each result a slot from its instruction to its last use, unless it can go straight to its place.
    fn choose_targets(&mut self) {
        let map = &self.map;
        // The step, or the end of the tile, that reads each result last, and each place.
        let mut last = vec![0; map.code.len()];
        let mut last_load: Vec<(Place, usize)> = Vec::new();
        let steps = self.steps.iter().enumerate();
        let operands = steps.flat_map(|(at, step)| step.operands.iter().map(move |x| (at, *x)));
        let reduced = map.reduces.iter().map(|reduce| (usize::MAX, reduce.from));
        for (at, operand) in operands.chain(reduced) {
            match operand {
                Operand::Code(from) => last[from] = at,
                Operand::Load(load) => {
                    last_load.push((map.loads[load].place, at));
                }
                Operand::Constant(_) => {}
            }
        }
        let mut place_of = vec![None; map.code.len()];
        for &(code, place) in &map.stores {
            place_of[code] = Some(place);
        }
        let mut free: Vec<usize> = Vec::new();
        let mut held: Vec<Option<usize>> = vec![None; map.code.len()];
        for (at, step) in self.steps.iter().enumerate() {
            for operand in &step.operands {
                if let Operand::Code(from) = *operand
                    && last[from] == at
                {
                    free.extend(held[from].take());
                }
            }
            let place: Option<Place> = place_of[step.code];
            // Writing over what a later step loads would change it.
            let read_later = |place| last_load.iter().any(|load| load.0 == place && load.1 > at);
            let direct = place.is_some_and(|place| !read_later(place));
            let slot = (!direct).then(|| {
                free.pop().unwrap_or_else(|| {
                    self.slots += 1;
                    self.slots - 1
                })
            });
            // A slot that is copied to its place at the end of the tile is never given to another.
            held[step.code] = slot.filter(|_| place.is_none());
            self.targets.push(Target { slot, place });
        }
    }

    /// Runs the map over some of its rows; `memory` returns the pointer to a place.
    ///
    /// # Safety
    /// `memory` gives, for each place of the map, memory as large as the views and stores of the map need,
    /// which nothing else uses meanwhile; `scratch` was reserved for this map.
    // SAFETY: nothing else has this name.
    #[cfg_attr(fast_exports, unsafe(export_name = "fast_map"))]
    pub(super) unsafe fn run(
        &self,
        isa: Isa,
        rows: Range<usize>,
        memory: &dyn Fn(Place) -> *mut f32,
        scratch: &mut Scratch,
        clock: Clock,
    ) {
        isa.dispatch(Run {
            tiled: self,
            rows,
            memory,
            slots: scratch.slots.as_mut_ptr(),
            splats: scratch.splats.as_mut_ptr(),
            sources: &mut scratch.sources,
            noise: &mut scratch.noise,
            clock,
        });
    }
}

/// Zero for what is on its way to be subnormal: see [`Unary::Flush`].
#[inline(always)]
fn flush<L: Lanes>(x: L) -> L {
    L::select(x.abs().lt(L::splat(1e-20)), L::splat(0.0), x)
}

fn is_scalar(view: &View) -> bool {
    view.row_stride == 0 && view.column_stride == 0
}

/// A run of a map; only [`TiledMap::run`] makes one, under its contract on the memory.
struct Run<'a> {
    tiled: &'a TiledMap,
    rows: Range<usize>,
    memory: &'a dyn Fn(Place) -> *mut f32,
    slots: *mut f32,
    splats: *mut [f32; MAX_LANES],
    sources: &'a mut [Source],
    noise: &'a mut [f32],
    clock: Clock,
}

impl Kernel for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self) {
        let tiled = self.tiled;
        // A number that is the same over the whole map is spread once.
        let constants = tiled.sources() - tiled.constants.len();
        for (at, value) in (constants..).zip(&tiled.constants) {
            self.splat(at, *value);
        }
        for (at, view) in tiled.map.loads.iter().enumerate() {
            if is_scalar(view) {
                // SAFETY: a scalar view reads one element, which lies inside its place (`TiledMap::run`).
                let value = unsafe { *(self.memory)(view.place).add(view.offset) };
                self.splat(at, value);
            }
        }
        let mut row = self.rows.start;
        while row < self.rows.end {
            let rows = tiled.tile_rows.min(self.rows.end - row);
            let mut column = 0;
            while column < tiled.map.columns {
                let columns = tiled.tile_columns.min(tiled.map.columns - column);
                let tile = Tile {
                    row,
                    rows,
                    column,
                    columns,
                };
                // SAFETY: the places of the map hold the tile (`TiledMap::run`), and `reserve` made the slots.
                unsafe { self.tile::<L>(tile) };
                column += columns;
            }
            row += rows;
        }
    }
}

impl Run<'_> {
    /// # Safety
    /// As [`TiledMap::run`].
    #[inline(always)]
    unsafe fn tile<L: Lanes>(&mut self, tile: Tile) {
        let map = &self.tiled.map;
        let length = tile.rows * tile.columns;
        let offset = tile.row * map.columns + tile.column;
        for (load, view) in map.loads.iter().enumerate() {
            if !is_scalar(view) {
                // SAFETY: the tile lies inside the map, and so inside the view.
                unsafe { self.load(load, view, tile) };
            }
        }
        for (at, step) in self.tiled.steps.iter().enumerate() {
            let Target { slot, place } = self.tiled.targets[at];
            let to = match (slot, place) {
                (None, Some(place)) => {
                    // SAFETY: a stored result has as many elements as the map.
                    unsafe { (self.memory)(place).add(offset) }
                }
                (slot, _) => self.slot(slot.unwrap_or(0)),
            };
            // SAFETY: `to` has room for the tile, and so have all sources elements.
            unsafe { self.step::<L>(step.function, self.tiled.operands[at], to, length, offset) };
            self.sources[map.loads.len() + step.code] = Source::elements(to);
        }
        for (reduce, from) in map.reduces.iter().zip(&self.tiled.reduced) {
            let source = self.sources[*from];
            let to = (self.memory)(reduce.to);
            // SAFETY: the place of a reduction has an element a group.
            unsafe {
                match reduce.group {
                    Group::Row => reduce_rows::<L>(reduce.reduction, source, to, tile),
                    Group::Rows(count) => {
                        fold_rows::<L>(reduce.reduction, source, to, tile, map.columns, count)
                    }
                }
            }
        }
        for target in &self.tiled.targets {
            if let (Some(slot), Some(place)) = (target.slot, target.place) {
                let from = self.slot(slot);
                // SAFETY: both have room for the tile, and a slot is never a place.
                unsafe {
                    let to = (self.memory)(place).add(offset);
                    std::ptr::copy_nonoverlapping(from, to, length);
                }
            }
        }
    }

    #[inline(always)]
    fn slot(&mut self, slot: usize) -> *mut f32 {
        self.slots.wrapping_add(slot * TILE)
    }

    /// Makes a source of one number.
    #[inline(always)]
    fn splat(&mut self, at: usize, value: f32) {
        let to = self.splats.wrapping_add(at);
        // SAFETY: `reserve` made a splat for each source.
        unsafe { *to = [value; MAX_LANES] };
        self.sources[at] = Source::splat(to.cast());
    }

    /// The elements of a view that a tile covers, in place if they lie there as the tile needs them.
    ///
    /// # Safety
    /// As [`TiledMap::run`].
    #[inline(always)]
    unsafe fn load(&mut self, load: usize, view: &View, tile: Tile) {
        let place = (self.memory)(view.place);
        // SAFETY: the view's elements are inside its place.
        unsafe {
            let row = |row: usize| place.add(view.offset + row / view.times * view.row_stride);
            if let Some(slot) = self.tiled.load_slots[load] {
                let to = self.slot(slot);
                for line in 0..tile.rows {
                    let from = row(tile.row + line);
                    let to = to.add(line * tile.columns);
                    copy_row(view, from, to, tile.column, tile.columns);
                }
                self.sources[load] = Source::elements(to);
            } else if view.column_stride == 0 {
                self.splat(load, *row(tile.row));
            } else {
                self.sources[load] = Source::elements(row(tile.row).add(tile.column));
            }
        }
    }

    /// Computes one step over a tile.
    ///
    /// # Safety
    /// `to` and all sources have `length` elements.
    #[inline(always)]
    unsafe fn step<L: Lanes>(
        &mut self,
        function: Function,
        operands: [usize; MOST_OPERANDS],
        to: *mut f32,
        length: usize,
        offset: usize,
    ) {
        let [a, b, c, d, e, f] = operands.map(|source| self.sources[source]);
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        let instr = match function {
            Function::Instr(instr) => instr,
            // SAFETY: `to` and the four sources have `length` elements, by the contract above.
            Function::Average => unsafe {
                stream!(L, to, length, [x = a, y = b, z = c, w = d] => flush(x.mul_add(y, z.mul(w))));
                return;
            },
            // SAFETY: as above, with all six sources.
            Function::RootStep => unsafe {
                stream!(L, to, length, [x = a, y = b, z = c, w = d, v = e, u = f] => {
                    z.div(v.sqrt().mul_add(w, u)).neg().mul_add(y, x)
                });
                return;
            },
        };
        // SAFETY: `to` and the instruction's sources have `length` elements, by the contract above.
        unsafe {
            match instr {
                Instr::Copy(_) => stream!(L, to, length, [x = a] => x),
                Instr::Unary(unary, _) => match unary {
                    Unary::Neg => stream!(L, to, length, [x = a] => L::neg(x)),
                    Unary::Exp => each!(L, to, length, [x = a] => math::exp(x)),
                    Unary::Ln => each!(L, to, length, [x = a] => math::ln(x)),
                    Unary::Sqrt => stream!(L, to, length, [x = a] => L::sqrt(x)),
                    Unary::Recip => stream!(L, to, length, [x = a] => one.div(x)),
                    Unary::Abs => stream!(L, to, length, [x = a] => L::abs(x)),
                    Unary::Tanh => each!(L, to, length, [x = a] => math::tanh(x)),
                    Unary::Sigmoid => stream!(L, to, length, [x = a] => math::sigmoid(x)),
                    Unary::Softplus => stream!(L, to, length, [x = a] => math::softplus(x)),
                    Unary::Relu => stream!(L, to, length, [x = a] => x.max(zero)),
                    Unary::Step => {
                        stream!(L, to, length, [x = a] => L::select(zero.lt(x), one, zero))
                    }
                    Unary::Flush => stream!(L, to, length, [x = a] => flush(x)),
                },
                Instr::Binary(binary, _, _) => match binary {
                    Binary::Add => stream!(L, to, length, [x = a, y = b] => L::add(x, y)),
                    Binary::Sub => stream!(L, to, length, [x = a, y = b] => L::sub(x, y)),
                    Binary::Mul => stream!(L, to, length, [x = a, y = b] => L::mul(x, y)),
                    Binary::Div => stream!(L, to, length, [x = a, y = b] => L::div(x, y)),
                    Binary::Max => stream!(L, to, length, [x = a, y = b] => L::max(x, y)),
                    Binary::Min => stream!(L, to, length, [x = a, y = b] => L::min(x, y)),
                    Binary::Less => {
                        stream!(L, to, length, [x = a, y = b] => L::select(x.lt(y), one, zero))
                    }
                    Binary::Equal => {
                        stream!(L, to, length, [x = a, y = b] => L::select(x.eq(y), one, zero))
                    }
                },
                Instr::MulAdd(..) => {
                    stream!(L, to, length, [x = a, y = b, z = c] => x.mul_add(y, z))
                }
                Instr::NegMulAdd(..) => {
                    stream!(L, to, length, [x = a, y = b, z = c] => x.neg().mul_add(y, z))
                }
                Instr::Select(..) => {
                    stream!(L, to, length, [x = a, y = b, z = c] => L::select(zero.lt(x), y, z))
                }
                Instr::Iota => {
                    let columns = self.tiled.map.columns;
                    for element in 0..length {
                        *to.add(element) = ((offset + element) % columns) as f32;
                    }
                }
                Instr::Noise {
                    distribution,
                    stream,
                } => {
                    let out = std::slice::from_raw_parts_mut(to, length);
                    let clock = self.clock;
                    fill_noise::<L>(distribution, clock, stream, offset, out, self.noise);
                }
            }
        }
    }
}
