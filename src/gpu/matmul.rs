//! Matrix products in WGSL. A workgroup makes a square tile of C: it brings stripes of A and B into its memory, each
//! invocation multiplies 4x4 elements from there, and the tile goes through the epilogue on its way out.

use std::fmt::Write as _;

use super::codegen::{LANES, Task, operand, read, sources, statements, stores, write};
use super::kernels::{join, map, start};
use super::layout::Layout;
use crate::plan::{Group, Map, MatMul, Operand, Place, Reduce, View};

/// How a workgroup works on its tile. Both kinds take all lanes, and stripes or sums take all of `tiles`.
#[derive(Clone, Copy, Debug)]
struct Tile {
    /// Rows and columns of C.
    side: usize,
    /// Terms of the sums in a stripe.
    depth: usize,
    /// Parts of a stripe, each multiplied by other invocations: small tiles keep all lanes busy by that.
    parts: usize,
}

const LARGE: Tile = Tile {
    side: 64,
    depth: 32,
    parts: 1,
};

const SMALL: Tile = Tile {
    side: 32,
    depth: 64,
    parts: 4,
};

/// Terms of a sum that are written out: as many as `spot` tells apart.
const UNROLLED: usize = 8;

/// Large tiles are worth it from so many on: fewer leave parts of a large GPU without work.
const MANY: usize = 128;

/// The part of a reduction of the epilogue that each tile computes.
struct Partial {
    reduce: Reduce,
    /// A row for each tile along the reduction, unless one tile has it all.
    to: Place,
    tiles: usize,
    length: usize,
}

/// The tasks of a product and its epilogue.
pub(super) fn matmul(layout: &mut Layout, matmul: &MatMul) -> Vec<Task> {
    let tiles = |side: usize| matmul.m.div_ceil(side) * matmul.n.div_ceil(side);
    let tile = if tiles(LARGE.side) >= MANY {
        LARGE
    } else {
        SMALL
    };
    let Some(epilogue) = matmul.epilogue.as_deref() else {
        return vec![product(layout, matmul, tile, None, &[])];
    };
    let whole = |reduce: &Reduce| {
        matches!(reduce.group, Group::Row) || reduce.group == Group::Rows(matmul.m)
    };
    let dense = |view: &View| view.place != matmul.c || view.is_dense(matmul.n);
    let fuses = epilogue.reduces.len() <= 4
        && epilogue.reduces.iter().all(whole)
        && epilogue.loads.iter().all(dense);
    if !fuses {
        let mut tasks = vec![product(layout, matmul, tile, None, &[])];
        tasks.extend(map(layout, epilogue));
        return tasks;
    }
    let mut partials = Vec::new();
    for reduce in &epilogue.reduces {
        let (along, length) = match reduce.group {
            Group::Row => (matmul.n, matmul.m),
            Group::Rows(_) => (matmul.m, matmul.n),
        };
        let tiles = along.div_ceil(tile.side);
        let to = match tiles {
            1 => reduce.to,
            _ => layout.buffer(tiles * length),
        };
        partials.push(Partial {
            reduce: *reduce,
            to,
            tiles,
            length,
        });
    }
    let mut tasks = vec![product(layout, matmul, tile, Some(epilogue), &partials)];
    for partial in partials.iter().filter(|partial| partial.tiles > 1) {
        let sum = Map {
            rows: partial.tiles,
            columns: partial.length,
            loads: vec![View::dense(partial.to, (partial.tiles, partial.length))],
            code: Vec::new(),
            stores: Vec::new(),
            reduces: vec![Reduce {
                group: Group::Rows(partial.tiles),
                from: Operand::Load(0),
                ..partial.reduce
            }],
        };
        tasks.extend(map(layout, &sum));
    }
    tasks
}

/// A function that loads four elements of a stripe, neighbours along the side of C, and 0 beyond the matrix.
/// Neighbouring invocations load neighbouring elements, whichever way the matrix lies.
fn loader(
    layout: &Layout,
    name: &str,
    tile: Tile,
    view: &View,
    sides: [usize; 2],
    along_side: bool,
) -> String {
    let [side, terms] = sides;
    let Tile {
        side: across,
        depth,
        ..
    } = tile;
    let elements: String = (0..4)
        .map(|at| {
            let (row, column) = match along_side {
                true => ("term".to_owned(), format!("(side + {at}u)")),
                false => (format!("(side + {at}u)"), "term".to_owned()),
            };
            let at_element = format!("{}u + {row} * {}u + {column}", view.offset, view.row_stride);
            let element = read(layout, view.place, &at_element);
            let component = ["x", "y", "z", "w"][at];
            let mut checks = Vec::new();
            if !side.is_multiple_of(across) {
                checks.push(format!("side + {at}u < {side}u"));
            }
            if !terms.is_multiple_of(depth) {
                checks.push(format!("term < {terms}u"));
            }
            match checks.is_empty() {
                true => format!("  four.{component} = {element};\n"),
                false => format!(
                    "  if ({}) {{ four.{component} = {element}; }}\n",
                    checks.join(" && ")
                ),
            }
        })
        .collect();
    format!(
        "fn {name}(place: vec2<u32>, first: u32, start: u32) -> vec4<f32> {{
  let side = first + 4u * place.x;
  let term = start + place.y;
  var four = vec4<f32>();
{elements}  return four;
}}
"
    )
}

/// The function that finishes an element of C: its result is what the reductions take from it.
fn finisher(layout: &Layout, matmul: &MatMul, epilogue: Option<&Map>) -> String {
    let body = match epilogue {
        Some(map) => {
            let stored = map.stores.iter().map(|(code, _)| Operand::Code(*code));
            let reduced = map.reduces.iter().map(|reduce| reduce.from);
            let given = |view: &View| (view.place == matmul.c).then(|| "product".to_owned());
            let mut values: Vec<String> = reduced.clone().map(operand).collect();
            values.resize(4, "0.0".to_owned());
            statements(layout, map, stored.chain(reduced), given)
                + &stores(layout, map)
                + &format!("  return vec4<f32>({});\n", values.join(", "))
        }
        None => {
            let at = format!("row * {}u + column", matmul.n);
            format!(
                "  {}\n  return vec4<f32>();\n",
                write(layout, matmul.c, &at, "product")
            )
        }
    };
    format!(
        "fn NAME_finish(row: u32, column: u32, product: f32) -> vec4<f32> {{
{body}}}
"
    )
}

/// The sums over a tile that the epilogue's reductions need, from `held`: element (row, column) of C is with lane
/// row % rows * side + column, in its `row / rows`.
fn reductions(layout: &Layout, matmul: &MatMul, tile: Tile, partials: &[Partial]) -> String {
    let side = tile.side;
    let rows = LANES / side;
    let quads = side / rows / 4;
    let mut text = String::new();
    for (partial, at) in partials.iter().zip(["x", "y", "z", "w"]) {
        let kind = partial.reduce.reduction;
        let _ = writeln!(text, "  workgroupBarrier();");
        for quad in 0..quads {
            let held = [0, 1, 2, 3].map(|i| format!("held[{}].{at}", 4 * quad + i));
            let _ = writeln!(
                text,
                "  tiles[lane + {}u] = vec4<f32>({});",
                quad * LANES,
                held.join(", ")
            );
        }
        let _ = writeln!(text, "  workgroupBarrier();");
        let both = |term: &str| join(kind, "sum", term);
        let zero = start(kind);
        match partial.reduce.group {
            Group::Row => {
                let results: String = (["x", "y", "z", "w"].iter().enumerate())
                    .map(|(i, component)| {
                        let at = format!("across * {}u + row + {}u", matmul.m, i * rows);
                        let write = write(layout, partial.to, &at, &format!("sum.{component}"));
                        format!(
                            "    if (row + {}u < {}u) {{ {write} }}\n",
                            i * rows,
                            matmul.m
                        )
                    })
                    .collect();
                let _ = write!(
                    text,
                    "  if (lane < {threads}u) {{
    var sum = vec4<f32>({zero});
    for (var i = 0u; i < {side}u; i++) {{ sum = {both}; }}
    let row = down * {side}u + lane / {rows}u * {four}u + lane % {rows}u;
{results}  }}
",
                    threads = rows * quads,
                    both = both(&format!(
                        "tiles[lane / {rows}u * {LANES}u + lane % {rows}u * {side}u + i]"
                    )),
                    four = 4 * rows,
                );
            }
            Group::Rows(_) => {
                let total = join(
                    kind,
                    &join(kind, "sum.x", "sum.y"),
                    &join(kind, "sum.z", "sum.w"),
                );
                let at = format!("down * {}u + column", matmul.n);
                let _ = write!(
                    text,
                    "  if (lane < {side}u) {{
    var sum = vec4<f32>({zero});
    for (var i = 0u; i < {count}u; i++) {{ sum = {both}; }}
    let column = across * {side}u + lane;
    if (column < {n}u) {{ {write} }}
  }}
",
                    count = rows * quads,
                    both = both(&format!("tiles[i * {side}u + lane]")),
                    n = matmul.n,
                    write = write(layout, partial.to, &at, &format!("({total})")),
                );
            }
        }
    }
    text
}

fn product(
    layout: &Layout,
    matmul: &MatMul,
    tile: Tile,
    epilogue: Option<&Map>,
    partials: &[Partial],
) -> Task {
    let MatMul { m, k, n, .. } = *matmul;
    let Tile { side, depth, parts } = tile;
    let (a_along, b_along) = (matmul.transpose_a, !matmul.transpose_b);
    let functions = loader(layout, "NAME_a", tile, &matmul.a, [m, k], a_along)
        + &loader(layout, "NAME_b", tile, &matmul.b, [n, k], b_along)
        + &finisher(layout, matmul, epilogue);
    let quarter = side / 4;
    let stripe = depth * quarter;
    let each = stripe / LANES;
    // The place of a lane's elements in a stripe: number along the side, in fours, and term.
    let place = |along_side: bool, at: usize| {
        let at = format!("(lane + {}u)", at * LANES);
        match along_side {
            true => format!("vec2<u32>({at} % {quarter}u, {at} / {quarter}u)"),
            false => format!("vec2<u32>({at} / {depth}u, {at} % {depth}u)"),
        }
    };
    let (mut declare, mut keep, mut load) = (String::new(), String::new(), String::new());
    for (name, along, first, offset) in
        [("a", a_along, "down", 0), ("b", b_along, "across", stripe)]
    {
        for at in 0..each {
            let _ = writeln!(declare, "  let {name}_place{at} = {};", place(along, at));
            let _ = writeln!(declare, "  var {name}{at}: vec4<f32>;");
            let _ = writeln!(
                load,
                "      {name}{at} = NAME_{name}({name}_place{at}, {first} * {side}u, start);"
            );
            let _ = writeln!(
                keep,
                "      tiles[{offset}u + spot({name}_place{at}.x, {name}_place{at}.y, {quarter}u)] = {name}{at};"
            );
        }
    }
    let count = side * side / LANES;
    let total: Vec<String> = (0..parts)
        .map(|part| format!("tiles[(e + {}u) / 4u][lane % 4u]", part * side * side))
        .collect();
    // Only what is reduced is held.
    let (declare_held, begin_held, held) = match partials {
        [] => (String::new(), String::new(), "_"),
        _ => (
            format!("  var held: array<vec4<f32>, {count}>;\n"),
            format!("    held[i] = vec4<f32>({});\n", zeros(partials)),
            "held[i]",
        ),
    };
    let across = n.div_ceil(side);
    let body = format!(
        "  let down = group / {across}u;
  let across = group % {across}u;
{declare}  let part = lane / {square}u;
  let y = lane % {square}u / {quarter}u;
  let x = lane % {quarter}u;
  var a: vec4<f32>;
  var b: vec4<f32>;
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var start = 0u; start <= {end}u; start += {depth}u) {{
    // On its way while the stripe before it is multiplied.
    if (start < {end}u) {{
{load}    }}
    if (start > 0u) {{
{multiply}    }}
    workgroupBarrier();
    if (start < {end}u) {{
{keep}    }}
    workgroupBarrier();
  }}
  // Through the workgroup's memory, so that neighbours write neighbouring elements.
  let own = (part * {side}u + 4u * y) * {quarter}u + x;
  tiles[own] = sum0;
  tiles[own + {quarter}u] = sum1;
  tiles[own + {two}u] = sum2;
  tiles[own + {three}u] = sum3;
  workgroupBarrier();
{declare_held}  for (var i = 0u; i < {count}u; i++) {{
    let e = i * {LANES}u + lane;
    let row = down * {side}u + e / {side}u;
    let column = across * {side}u + e % {side}u;
{begin_held}    if (row < {m}u && column < {n}u) {{
      {held} = NAME_finish(row, column, {total});
    }}
  }}
{reductions}",
        square = quarter * quarter,
        end = k.next_multiple_of(depth),
        two = 2 * quarter,
        three = 3 * quarter,
        multiply = multiply(tile),
        total = total.join(" + "),
        reductions = reductions(layout, matmul, tile, partials),
    );
    let mut reads = vec![matmul.a.place, matmul.b.place];
    let mut writes: Vec<Place> = partials.iter().map(|partial| partial.to).collect();
    match epilogue {
        Some(map) => {
            let others = sources(map).into_iter().filter(|place| *place != matmul.c);
            reads.extend(others);
            writes.extend(map.stores.iter().map(|store| store.1));
        }
        None => writes.push(matmul.c),
    }
    Task {
        body,
        functions,
        groups: m.div_ceil(side) * across,
        small: false,
        reads,
        writes,
        table: None,
    }
}

/// Adds a stripe's products to the sums: a loop over a few terms that are written out, since counting single ones
/// would cost as much, and compilers take seconds for all of them.
fn multiply(Tile { side, depth, parts }: Tile) -> String {
    let (quarter, terms) = (side / 4, depth / parts);
    let mut text = format!(
        "    for (var term = 0u; term < {terms}u; term += {UNROLLED}u) {{
      let begin = (part * {terms}u + term) * {quarter}u;
"
    );
    for term in 0..UNROLLED {
        let at = |start: usize, place: &str| {
            // As `spot`, of which the loop's terms change nothing.
            format!(
                "tiles[begin + {}u + ({place} ^ {term}u)]",
                start + term * quarter
            )
        };
        let _ = writeln!(text, "      a = {};", at(0, "y"));
        let _ = writeln!(text, "      b = {};", at(depth * quarter, "x"));
        for (row, of) in ["x", "y", "z", "w"].iter().enumerate() {
            let _ = writeln!(
                text,
                "      sum{row} = fma(vec4<f32>(a.{of}), b, sum{row});"
            );
        }
    }
    text + "    }\n"
}

/// The terms of the reductions for an element beyond C.
fn zeros(partials: &[Partial]) -> String {
    let mut zeros: Vec<&str> = (partials.iter())
        .map(|partial| start(partial.reduce.reduction))
        .collect();
    zeros.resize(4, "0.0");
    zeros.join(", ")
}
