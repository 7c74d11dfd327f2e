//! Matrix products where a processor plays the GPU. Memory is as near to every invocation there, and waiting for each
//! other is dear: no workgroup memory, and the epilogue follows in a dispatch of its own. But a load costs as much as
//! twenty multiply-adds, so that elements are loaded in fours where they lie so, and four invocations, a quad, share
//! theirs by swapping registers.

use std::fmt::Write as _;

use super::codegen::{FOUR, Style, Task, four, read, write};
use super::layout::Layout;
use crate::plan::{MatMul, Place, View};

/// Rows and columns of C for which an invocation loads on its own, and terms of the sums in a round. Loads are dear,
/// and so is what a loop carries from round to round; but more would no longer fit a core's cache of instructions.
const BLOCK: usize = FOUR.len();
const TERMS: usize = FOUR.len();

/// How invocation i of a quad gets the rows of A that invocation i ^ 0, i ^ 1, i ^ 2 and i ^ 3 has loaded.
const SWAPS: [&str; 4] = ["", "quadSwapX", "quadSwapY", "quadSwapDiagonal"];
const QUAD: usize = SWAPS.len();

/// A or B as an invocation loads it: some lines, rows of A or columns of B, in vectors along them or across.
struct Factor {
    name: &'static str,
    place: Place,
    offset: usize,
    /// From line to line and from term to term.
    strides: [usize; 2],
    /// Of an invocation.
    lines: usize,
    /// Of the matrix.
    all: usize,
}

impl Factor {
    fn new(name: &'static str, view: &View, lines_first: bool, all: usize) -> Self {
        Self {
            name,
            place: view.place,
            offset: view.offset,
            strides: match lines_first {
                true => [view.row_stride, 1],
                false => [1, view.row_stride],
            },
            lines: BLOCK.min(all.div_ceil(QUAD)),
            all,
        }
    }

    /// Quads that it takes.
    fn quads(&self) -> usize {
        self.all.div_ceil(self.lines * QUAD)
    }

    /// Vectors of neighbouring lines at one term, instead of neighbouring terms of one line.
    fn across(&self) -> bool {
        self.strides[0] == 1 && self.lines == FOUR.len() && self.all.is_multiple_of(FOUR.len())
    }

    /// Whether all its vectors are fours of the array, with `terms` in all.
    fn in_fours(&self, layout: &Layout, terms: usize) -> bool {
        let [line, term] = self.strides;
        let (step, next, along) = match self.across() {
            true => (line, term, self.all),
            false => (term, line, terms),
        };
        let even = |length: usize| length.is_multiple_of(FOUR.len());
        step == 1
            && even(next)
            && even(along)
            && even(self.offset)
            && four(layout, self.place, "").is_some()
    }

    /// The first line of a block. Beyond the edge the last lines come again.
    fn line(&self, block: &str) -> String {
        let Self { lines, all, .. } = *self;
        format!("min(({block}) * {lines}u, {}u)", all - lines)
    }

    /// Where an invocation's lines begin, in elements or in fours.
    fn start(&self, fours: bool) -> String {
        let (name, offset, stride) = (self.name, self.offset, self.strides[0]);
        let unit = unit(fours);
        match fours && self.across() {
            true => format!(
                "{}u + min({name}_block, {}u)",
                offset / unit,
                self.all / unit - 1
            ),
            false => {
                let line = self.line(&format!("{name}_block"));
                format!("{}u + {line} * {}u", offset / unit, stride / unit)
            }
        }
    }

    /// How many vectors there are in a round of so many terms.
    fn vectors(&self, terms: usize) -> usize {
        if self.across() { terms } else { self.lines }
    }

    /// The vectors of a round, as expressions.
    fn loads(&self, layout: &Layout, terms: usize, fours: bool) -> Vec<String> {
        let start = format!("{}_start", self.name);
        let [line, next] = self.strides;
        let in_fours = |number: usize| {
            let at = match self.across() {
                true => format!(
                    "{start} + (round * {TERMS}u + {number}u) * {}u",
                    next / FOUR.len()
                ),
                false => format!("{start} + {}u + round", number * line / FOUR.len()),
            };
            four(layout, self.place, &at).filter(|_| fours)
        };
        let one_by_one = |number: usize| {
            let elements = (0..FOUR.len()).map(|i| {
                let (place, term) = if self.across() {
                    (i, number)
                } else {
                    (number, i)
                };
                let at = format!(
                    "{start} + {}u + (round * {TERMS}u + {term}u) * {next}u",
                    place * line
                );
                match term < terms {
                    true => read(layout, self.place, &at),
                    false => "0.0".to_owned(),
                }
            });
            format!("vec4<f32>({})", elements.collect::<Vec<_>>().join(", "))
        };
        let vector = |number| in_fours(number).unwrap_or_else(|| one_by_one(number));
        (0..self.vectors(terms)).map(vector).collect()
    }

    /// An element of a round's vectors, which were swapped in that way.
    fn element(&self, swap: usize, line: usize, term: usize) -> String {
        let (vector, at) = if self.across() {
            (term, line)
        } else {
            (line, term)
        };
        format!("{}{swap}_{vector}.{}", self.name, FOUR[at])
    }
}

/// Elements to count by.
fn unit(fours: bool) -> usize {
    if fours { FOUR.len() } else { 1 }
}

/// A product without its epilogue. Each quad makes a square of C: an invocation loads its own rows of A and columns of
/// B, and multiplies these columns by the rows of all four. Beyond an edge the last rows, columns or square are made
/// again: a condition around each of so many writes takes SwiftShader minutes to compile.
pub(super) fn product_of_quads(layout: &Layout, matmul: &MatMul) -> Task {
    let MatMul { m, k, n, .. } = *matmul;
    let a = Factor::new("a", &matmul.a, !matmul.transpose_a, m);
    let b = Factor::new("b", &matmul.b, matmul.transpose_b, n);
    let (rows, columns) = (a.lines, b.lines);
    // What a shader has of an array is either elements or fours. A division by four is dear, so that fours are counted.
    let fours = columns == FOUR.len()
        && n.is_multiple_of(columns)
        && a.in_fours(layout, k)
        && b.in_fours(layout, k)
        && four(layout, matmul.c, "").is_some();
    let unit = unit(fours);
    let across = b.quads();
    let count = a.quads() * across;
    let lanes = Style::Direct.lanes();
    let column = match fours {
        true => format!("min(b_block, {}u)", n / unit - 1),
        false => b.line("b_block"),
    };
    let mut text = format!(
        "  let square = min((group * {lanes}u + lane) / {QUAD}u, {last}u);
  let own = lane % {QUAD}u;
  let a_quad = square / {across}u * {QUAD}u;
  let a_block = a_quad + own;
  let b_block = square % {across}u * {QUAD}u + own;
  let a_start = {};
  let b_start = {};
  let column = {column};
",
        a.start(fours),
        b.start(fours),
        last = count - 1,
    );
    let sums = || {
        (0..QUAD)
            .flat_map(move |swap| (0..rows).map(move |i| (swap, i)))
            .flat_map(move |(swap, i)| (0..columns).map(move |j| (swap, i, j)))
    };
    for (swap, i, j) in sums() {
        let _ = writeln!(text, "  var sum{swap}_{i}_{j} = 0.0;");
    }
    let round = |terms: usize| {
        let mut round = String::new();
        for factor in [&a, &b] {
            for (number, load) in factor.loads(layout, terms, fours).iter().enumerate() {
                let _ = writeln!(round, "  let {}0_{number} = {load};", factor.name);
            }
        }
        for (swap, function) in SWAPS.iter().enumerate().skip(1) {
            for number in 0..a.vectors(terms) {
                let _ = writeln!(round, "  let a{swap}_{number} = {function}(a0_{number});");
            }
        }
        for (swap, i, j) in sums() {
            let sum = format!("sum{swap}_{i}_{j}");
            let terms = (0..terms).fold(sum.clone(), |sum, term| {
                let (x, y) = (a.element(swap, i, term), b.element(0, j, term));
                format!("fma({x}, {y}, {sum})")
            });
            let _ = writeln!(round, "  {sum} = {terms};");
        }
        round
    };
    let (rounds, rest) = (k / TERMS, k % TERMS);
    if rounds > 0 {
        let _ = writeln!(
            text,
            "  for (var round = 0u; round < {rounds}u; round++) {{\n{}  }}",
            round(TERMS)
        );
    }
    if rest > 0 {
        let _ = writeln!(text, "  {{\n  let round = {rounds}u;\n{}  }}", round(rest));
    }
    for swap in 0..QUAD {
        let first = a.line(&format!("a_quad + (own ^ {swap}u)"));
        let _ = writeln!(text, "  let row{swap} = {first};");
        for i in 0..rows {
            let at = format!("(row{swap} + {i}u) * {}u + column", n / unit);
            let sums: Vec<String> = (0..columns).map(|j| format!("sum{swap}_{i}_{j}")).collect();
            match four(layout, matmul.c, &at).filter(|_| fours) {
                Some(four) => {
                    let _ = writeln!(text, "  {four} = vec4<f32>({});", sums.join(", "));
                }
                None => {
                    for (j, sum) in sums.iter().enumerate() {
                        let write = write(layout, matmul.c, &format!("{at} + {j}u"), sum);
                        let _ = writeln!(text, "  {write}");
                    }
                }
            }
        }
    }
    let groups = (count * QUAD).div_ceil(lanes);
    let task = Task::new(Style::Direct, usize::MAX, groups, |_| text.clone());
    task.of(vec![a.place, b.place], vec![matmul.c])
}
