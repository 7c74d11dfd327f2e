//! Matrix products C = op(A) op(B), row-major, C overwritten; op transposes or not.
//!
//! Two ways, both adding each element's terms in the order of k from +0, so that both give the same bits:
//! - `dense`: panels of B packed, tiles of 6 rows by 2 vectors kept in registers;
//! - `sparse`: one row of A at a time, walking only its nonzeros over B as it lies. Images are four
//!   fifths zeros and ReLU's outputs half, so it is the faster way for most products of a training step.
//!
//! Where B is not finite the ways differ: 0 * inf is NaN in the dense way and skipped in the sparse one.

mod dense;
mod sparse;

use std::ops::Range;

use super::lanes::{Isa, Kernel, Lanes};

/// Rows that are finished together: enough to reuse what is in the first-level cache, few enough that
/// their part of C is still in the second when [`Product::run`] hands them to the caller.
const ROW_BLOCK: usize = 132;

/// The shape of a product: op(A) is (m, k), op(B) is (k, n), C is (m, n).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    pub m: usize,
    pub k: usize,
    pub n: usize,
    /// A is stored as (k, m).
    pub transpose_a: bool,
    /// B is stored as (n, k).
    pub transpose_b: bool,
}

/// A matrix in memory: row i starts at `data[i * stride]`.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    pub data: &'a [f32],
    pub stride: usize,
}

/// A matrix to write: row i starts at `data[i * stride]`.
pub struct MatrixMut<'a> {
    pub data: &'a mut [f32],
    pub stride: usize,
}

/// Memory that products share; it grows to the largest product it was readied for.
#[derive(Default)]
pub struct Scratch {
    packed: dense::Packed,
    rows: sparse::Rows,
}

impl Scratch {
    /// Takes the memory that a product needs, so that running it takes none.
    pub fn ready(&mut self, isa: Isa, product: &Product) {
        struct Ready<'a>(&'a mut Scratch, &'a Product);
        impl Kernel for Ready<'_> {
            type Output = ();
            #[inline(always)]
            fn run<L: Lanes>(self) {
                let Ready(scratch, product) = self;
                scratch.packed.ready::<L>();
                scratch.rows.ready(product);
            }
        }
        isa.dispatch(Ready(self, product));
    }
}

impl Product {
    /// Computes C; after each block of rows is complete, `finished` gets their range and their part of C.
    ///
    /// Panics if a matrix is shorter than its shape.
    #[allow(
        clippy::too_many_arguments,
        reason = "the operands of a matrix product"
    )]
    // SAFETY: nothing else has this name.
    #[cfg_attr(fast_exports, unsafe(export_name = "fast_product"))]
    pub fn run(
        &self,
        isa: Isa,
        a: Matrix,
        b: Matrix,
        c: MatrixMut,
        scratch: &mut Scratch,
        finished: &mut dyn FnMut(Range<usize>, &mut [f32]),
    ) {
        let &Product { m, k, n, .. } = self;
        let (a_rows, a_columns) = if self.transpose_a { (k, m) } else { (m, k) };
        let (b_rows, b_columns) = if self.transpose_b { (n, k) } else { (k, n) };
        assert!(
            fits(a.data.len(), a_rows, a_columns, a.stride),
            "A is short"
        );
        assert!(
            fits(b.data.len(), b_rows, b_columns, b.stride),
            "B is short"
        );
        assert!(fits(c.data.len(), m, n, c.stride), "C is short");
        scratch.ready(isa, self);
        if m == 0 || n == 0 {
            return;
        }
        let run = Run {
            product: *self,
            a,
            b,
            c,
            scratch,
            finished,
        };
        isa.dispatch(run);
    }
}

fn fits(len: usize, rows: usize, columns: usize, stride: usize) -> bool {
    columns <= stride && (rows == 0 || (rows - 1) * stride + columns <= len)
}

/// The operands of one product, whose lengths `Product::run` has checked.
struct Run<'a> {
    product: Product,
    a: Matrix<'a>,
    b: Matrix<'a>,
    c: MatrixMut<'a>,
    scratch: &'a mut Scratch,
    finished: &'a mut dyn FnMut(Range<usize>, &mut [f32]),
}

impl Kernel for Run<'_> {
    type Output = ();

    // No closure around the products: what it calls would be compiled without the vectors' instructions.
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let Run {
            product,
            a,
            b,
            c,
            scratch: Scratch { packed, rows },
            finished,
        } = self;
        let walks_nonzeros = sparse::wins(&product, a);
        let mut start = 0;
        while start < product.m {
            let end = product.m.min(start + ROW_BLOCK);
            let last = (end - 1) * c.stride + product.n;
            let block = &mut c.data[start * c.stride..last];
            if product.k == 0 {
                for row in block.chunks_mut(c.stride) {
                    row[..product.n].fill(0.0);
                }
            } else if walks_nonzeros {
                rows.collect(&product, a, b.stride, start..end);
                sparse::multiply::<L>(&product, rows, b, block, c.stride);
            } else {
                dense::multiply::<L>(&product, a, b, packed, start..end, block, c.stride);
            }
            finished(start..end, block);
            start = end;
        }
    }
}

#[cfg(test)]
mod tests;
