//! Matrix products where a processor plays the GPU. Memory is as near to every invocation there, and waiting for each
//! other is dear: no workgroup memory, and the epilogue follows in a dispatch of its own. But a load costs as much as
//! twenty multiply-adds, so that four invocations, a quad, share theirs by swapping registers.

use std::fmt::Write as _;

use super::codegen::{Style, Task, read, write};
use super::layout::Layout;
use crate::plan::{MatMul, View};

/// Rows and columns of C for which an invocation loads on its own, and terms of the sums in a round. Loads are dear,
/// and so is what a loop carries from round to round; but more would no longer fit a core's cache of instructions.
const BLOCK: usize = 4;
const TERMS: usize = 4;

/// How invocation i of a quad gets the rows of A that invocation i ^ 0, i ^ 1, i ^ 2 and i ^ 3 has loaded.
const SWAPS: [&str; 4] = ["", "quadSwapX", "quadSwapY", "quadSwapDiagonal"];
const QUAD: usize = SWAPS.len();

/// A product without its epilogue. Each quad makes a square of C: an invocation loads its own rows of A and columns of
/// B, and multiplies these columns by the rows of all four. Beyond an edge the last row, column or square is made
/// again: a condition around each of so many writes takes SwiftShader minutes to compile.
pub(super) fn product_of_quads(layout: &Layout, matmul: &MatMul) -> Task {
    let MatMul { m, k, n, .. } = *matmul;
    let rows = BLOCK.min(m.div_ceil(QUAD));
    let columns = BLOCK.min(n.div_ceil(QUAD));
    let across = n.div_ceil(columns * QUAD);
    let count = m.div_ceil(rows * QUAD) * across;
    let lanes = Style::Direct.lanes();
    let mut text = format!(
        "  let square = min((group * {lanes}u + lane) / {QUAD}u, {last}u);
  let own = lane % {QUAD}u;
  let row = square / {across}u * {}u;
  let column = square % {across}u * {}u;
",
        rows * QUAD,
        columns * QUAD,
        last = count - 1,
    );
    let line = |text: &mut String, line: String| {
        let _ = writeln!(text, "  {line}");
    };
    // Where the invocation's rows of A and columns of B begin.
    let (a, b) = (&matmul.a, &matmul.b);
    let strides = |view: &View, turned: bool| match turned {
        true => (1, view.row_stride),
        false => (view.row_stride, 1),
    };
    let (a_side, a_term) = strides(a, matmul.transpose_a);
    let (b_side, b_term) = strides(b, !matmul.transpose_b);
    for i in 0..rows {
        let at = format!("min(row + own * {rows}u + {i}u, {}u)", m - 1);
        line(
            &mut text,
            format!("let a{i} = {}u + {at} * {a_side}u;", a.offset),
        );
    }
    for j in 0..columns {
        let at = format!("min(column + own * {columns}u + {j}u, {}u)", n - 1);
        line(&mut text, format!("let c{j} = {at};"));
        line(
            &mut text,
            format!("let b{j} = {}u + c{j} * {b_side}u;", b.offset),
        );
    }
    let sums = || {
        (0..QUAD)
            .flat_map(move |swap| (0..rows).map(move |i| (swap, i)))
            .flat_map(move |(swap, i)| (0..columns).map(move |j| (swap, i, j)))
    };
    for (swap, i, j) in sums() {
        line(&mut text, format!("var sum{swap}_{i}_{j} = 0.0;"));
    }
    let round = |terms: usize| {
        let mut round = String::new();
        for term in 0..terms {
            for i in 0..rows {
                let x = read(
                    layout,
                    a.place,
                    &format!("a{i} + (term + {term}u) * {a_term}u"),
                );
                line(&mut round, format!("let x0_{i}_{term} = {x};"));
            }
            for j in 0..columns {
                let y = read(
                    layout,
                    b.place,
                    &format!("b{j} + (term + {term}u) * {b_term}u"),
                );
                line(&mut round, format!("let y{j}_{term} = {y};"));
            }
        }
        for (swap, function) in SWAPS.iter().enumerate().skip(1) {
            for (i, term) in (0..rows).flat_map(|i| (0..terms).map(move |term| (i, term))) {
                let value = format!("{function}(x0_{i}_{term})");
                line(&mut round, format!("let x{swap}_{i}_{term} = {value};"));
            }
        }
        for (swap, i, j) in sums() {
            let sum = format!("sum{swap}_{i}_{j}");
            let terms = (0..terms).fold(sum.clone(), |sum, term| {
                format!("fma(x{swap}_{i}_{term}, y{j}_{term}, {sum})")
            });
            line(&mut round, format!("{sum} = {terms};"));
        }
        round
    };
    let (rest, whole) = (k % TERMS, k - k % TERMS);
    if whole > 0 {
        let _ = writeln!(
            text,
            "  for (var term = 0u; term < {whole}u; term += {TERMS}u) {{\n{}  }}",
            round(TERMS)
        );
    }
    if rest > 0 {
        let _ = writeln!(text, "  {{\n  let term = {whole}u;\n{}  }}", round(rest));
    }
    for (swap, i, j) in sums() {
        let at = format!(
            "min(row + (own ^ {swap}u) * {rows}u + {i}u, {}u) * {n}u + c{j}",
            m - 1
        );
        let write = write(layout, matmul.c, &at, &format!("sum{swap}_{i}_{j}"));
        line(&mut text, write);
    }
    let groups = (count * QUAD).div_ceil(lanes);
    let task = Task::new(Style::Direct, usize::MAX, groups, |_| text.clone());
    task.of(vec![a.place, b.place], vec![matmul.c])
}
