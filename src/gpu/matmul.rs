//! Matrix products in WGSL: tiles of C in registers, tiles of A and B in workgroup memory.

use super::codegen::{PRELUDE, Shader, map, read, statements, stores, write};
use super::layout::Layout;
use crate::plan::{MatMul, Operand, View};

/// Terms of the sum that a workgroup holds at a time.
const DEPTH: usize = 16;
/// Rows and columns of C that one invocation computes.
const EACH: usize = 4;
/// A tile is at most this many rows and columns of C.
const SIDE: usize = 32;

/// The kernels of a product: itself, with the epilogue where that reduces nothing, else followed by it.
pub(super) fn matmul(layout: &Layout, matmul: &MatMul) -> Vec<Shader> {
    let fused = matmul
        .epilogue
        .as_deref()
        .filter(|map| map.reduces.is_empty());
    let mut shaders = vec![product(layout, matmul, fused.is_some())];
    if let (None, Some(epilogue)) = (fused, matmul.epilogue.as_deref()) {
        shaders.extend(map(layout, epilogue));
    }
    shaders
}

/// What is done with element (`row`, `column`) of C, whose value is `product`.
fn finish(layout: &Layout, matmul: &MatMul, fused: bool) -> String {
    match matmul.epilogue.as_deref() {
        Some(map) if fused => {
            let roots = map.stores.iter().map(|(code, _)| Operand::Code(*code));
            let given = |view: &View| (view.place == matmul.c).then(|| "product".to_owned());
            statements(layout, map, roots, given) + &stores(layout, map)
        }
        _ => {
            let at = format!("row * {}u + column", matmul.n);
            write(layout, matmul.c, &at, "product") + "\n"
        }
    }
}

/// An element of op(X), whose row and column are in bounds.
fn element(layout: &Layout, view: &View, transposed: bool, row: &str, column: &str) -> String {
    let (row, column) = if transposed {
        (column, row)
    } else {
        (row, column)
    };
    let at = format!("{}u + {row} * {}u + {column}", view.offset, view.row_stride);
    read(layout, view.place, &at)
}

fn product(layout: &Layout, matmul: &MatMul, fused: bool) -> Shader {
    let MatMul { m, k, n, .. } = *matmul;
    let across = SIDE / EACH;
    let threads = across * across;
    let (tiles_down, tiles_across) = (m.div_ceil(SIDE), n.div_ceil(SIDE));
    let text = format!(
        "{PRELUDE}
var<workgroup> tile_a: array<f32, {tile}>;
var<workgroup> tile_b: array<f32, {tile}>;

@compute @workgroup_size({threads})
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>,
    @builtin(local_invocation_index) lane: u32) {{
  let tile = id.x + id.y * all.x;
  let first_row = tile / {tiles_across}u * {SIDE}u;
  let first_column = tile % {tiles_across}u * {SIDE}u;
  let y = lane / {across}u * {EACH}u;
  let x = lane % {across}u * {EACH}u;
  var sums: array<vec4<f32>, {EACH}>;
  for (var start = 0u; start < {k}u; start += {DEPTH}u) {{
    for (var i = lane; i < {tile}u; i += {threads}u) {{
      {{
        let row = first_row + {a_side};
        let term = start + {a_term};
        var value = 0.0;
        if (row < {m}u && term < {k}u) {{ value = {a}; }}
        tile_a[{a_term} * {SIDE}u + {a_side}] = value;
      }}
      {{
        let column = first_column + {b_side};
        let term = start + {b_term};
        var value = 0.0;
        if (column < {n}u && term < {k}u) {{ value = {b}; }}
        tile_b[{b_term} * {SIDE}u + {b_side}] = value;
      }}
    }}
    workgroupBarrier();
    for (var term = 0u; term < {DEPTH}u; term++) {{
      let at = term * {SIDE}u;
      let b = vec4<f32>(tile_b[at + x], tile_b[at + x + 1u], tile_b[at + x + 2u], tile_b[at + x + 3u]);
      for (var i = 0u; i < {EACH}u; i++) {{
        sums[i] = fma(vec4<f32>(tile_a[at + y + i]), b, sums[i]);
      }}
    }}
    workgroupBarrier();
  }}
  for (var i = 0u; i < {EACH}u; i++) {{
    for (var j = 0u; j < {EACH}u; j++) {{
      let row = first_row + y + i;
      let column = first_column + x + j;
      if (row < {m}u && column < {n}u && tile < {tiles}u) {{
        let product = sums[i][j];
{finish}      }}
    }}
  }}
}}
",
        tile = SIDE * DEPTH,
        tiles = tiles_down * tiles_across,
        // Neighbouring invocations read neighbouring elements, whichever way the operand lies.
        a_side = side(matmul.transpose_a),
        a_term = term(matmul.transpose_a),
        b_side = side(!matmul.transpose_b),
        b_term = term(!matmul.transpose_b),
        a = element(layout, &matmul.a, matmul.transpose_a, "row", "term"),
        b = element(layout, &matmul.b, matmul.transpose_b, "term", "column"),
        finish = finish(layout, matmul, fused),
    );
    Shader {
        text,
        groups: tiles_down * tiles_across,
    }
}

/// Where in the tile's side element `i` of a tile is: along the side first, or along the terms.
fn side(along_side: bool) -> String {
    if along_side {
        format!("i % {SIDE}u")
    } else {
        format!("i / {DEPTH}u")
    }
}

fn term(along_side: bool) -> String {
    if along_side {
        format!("i / {SIDE}u")
    } else {
        format!("i % {DEPTH}u")
    }
}
