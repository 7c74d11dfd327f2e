//! WGSL from the kernels of a plan. Every kernel sees the same four bindings, and shapes and offsets are
//! constants in its text.

use std::fmt::Write as _;

use super::layout::{Home, Layout};
use crate::graph::{Binary, Distribution, Reduction, Unary};
use crate::plan::{Group, Instr, Map, Operand, Place, Reduce, View};

/// A compute shader with one entry point `main`, and how many workgroups run it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shader {
    pub text: String,
    pub groups: usize,
}

/// Invocations in a workgroup: within the limits of every device.
pub(super) const GROUP: usize = 64;

/// Fewer results of a reduction than this, and a whole workgroup makes each.
const FEW: usize = 1024;

/// Bindings and functions that any kernel may use.
pub(super) const PRELUDE: &str = include_str!("prelude.wgsl");

/// Element `at` of a place, as an expression.
pub(super) fn read(layout: &Layout, place: Place, at: &str) -> String {
    match layout.home(place) {
        Home::State(start) => format!("state[{start}u + {at}]"),
        Home::Work(start) => format!("work[{start}u + {at}]"),
        Home::Input(start) => format!("bitcast<f32>(inputs[{start}u + {at}])"),
        Home::Result(start) => format!("results[{start}u + {at}]"),
    }
}

/// Sets element `at` of a place, as a statement.
pub(super) fn write(layout: &Layout, place: Place, at: &str, value: &str) -> String {
    format!("{} = {value};", read(layout, place, at))
}

/// Element (`row`, `column`) of a view, as an expression.
fn element(layout: &Layout, view: &View, columns: usize, row: &str, column: &str) -> String {
    let mut at = format!("{}u", view.offset);
    if view.row_stride != 0 {
        let row = match view.times {
            1 => row.to_owned(),
            times => format!("{row} / {times}u"),
        };
        let _ = write!(at, " + ({row}) * {}u", view.row_stride);
    }
    let (first, end) = view.window;
    if view.column_stride != 0 {
        let _ = write!(at, " + ({column}) - {first}u");
    }
    if (first, end) == (0, columns) {
        return read(layout, view.place, &at);
    }
    let inside = format!("({column}) >= {first}u && ({column}) < {end}u");
    let element = read(layout, view.place, &format!("select(0u, {at}, {inside})"));
    format!("select(0.0, {element}, {inside})")
}

fn number(value: f32) -> String {
    if value.is_finite() {
        format!("{value:?}f")
    } else {
        // A constant expression must be finite: this is not one.
        format!("bitcast<f32>({}u + 0u * inputs[0])", value.to_bits())
    }
}

fn operand(operand: Operand) -> String {
    match operand {
        Operand::Load(load) => format!("l{load}"),
        Operand::Code(code) => format!("v{code}"),
        Operand::Constant(value) => number(value),
    }
}

/// One instruction as an expression; `row` and `column` are in scope.
fn expression(map: &Map, instr: &Instr) -> String {
    let flag = |condition: String| format!("select(0.0, 1.0, {condition})");
    match *instr {
        Instr::Copy(x) => operand(x),
        Instr::Unary(unary, x) => {
            let x = operand(x);
            match unary {
                Unary::Neg => format!("-({x})"),
                Unary::Exp => format!("exp({x})"),
                Unary::Ln => format!("log({x})"),
                Unary::Sqrt => format!("sqrt({x})"),
                Unary::Recip => format!("1.0 / {x}"),
                Unary::Abs => format!("abs({x})"),
                Unary::Tanh => format!("bounded_tanh({x})"),
                Unary::Sigmoid => format!("sigmoid({x})"),
                Unary::Softplus => format!("softplus({x})"),
                // NaN stays NaN.
                Unary::Relu => format!("select({x}, 0.0, {x} < 0.0)"),
                Unary::Step => flag(format!("{x} > 0.0")),
                Unary::Flush => format!("select({x}, 0.0, abs({x}) < 1e-20)"),
            }
        }
        Instr::Binary(binary, a, b) => {
            let (a, b) = (operand(a), operand(b));
            match binary {
                Binary::Add => format!("{a} + {b}"),
                Binary::Sub => format!("{a} - {b}"),
                Binary::Mul => format!("{a} * {b}"),
                Binary::Div => format!("{a} / {b}"),
                Binary::Max => format!("max({a}, {b})"),
                Binary::Min => format!("min({a}, {b})"),
                Binary::Less => flag(format!("{a} < {b}")),
                Binary::Equal => flag(format!("{a} == {b}")),
            }
        }
        Instr::MulAdd(a, b, c) => format!("fma({}, {}, {})", operand(a), operand(b), operand(c)),
        Instr::NegMulAdd(a, b, c) => {
            format!("fma(-({}), {}, {})", operand(a), operand(b), operand(c))
        }
        Instr::Select(condition, a, b) => {
            let (condition, a, b) = (operand(condition), operand(a), operand(b));
            format!("select({b}, {a}, {condition} > 0.0)")
        }
        Instr::Iota => "f32(column)".to_owned(),
        Instr::Noise {
            distribution,
            stream,
        } => {
            let function = match distribution {
                Distribution::Uniform => "uniform_noise",
                Distribution::Normal => "normal_noise",
            };
            format!("{function}({stream}u, row * {}u + column)", map.columns)
        }
    }
}

/// The loads and instructions that `roots` need, as statements; a load for which `given` has a text is that.
pub(super) fn statements(
    layout: &Layout,
    map: &Map,
    roots: impl Iterator<Item = Operand>,
    given: impl Fn(&View) -> Option<String>,
) -> String {
    let mut loads = vec![false; map.loads.len()];
    let mut code = vec![false; map.code.len()];
    let mut open: Vec<Operand> = roots.collect();
    while let Some(root) = open.pop() {
        match root {
            Operand::Load(load) => loads[load] = true,
            Operand::Code(at) if !code[at] => {
                code[at] = true;
                open.extend(map.code[at].operands());
            }
            Operand::Code(_) | Operand::Constant(_) => {}
        }
    }
    let mut text = String::new();
    for (at, view) in map.loads.iter().enumerate().filter(|(at, _)| loads[*at]) {
        let value =
            given(view).unwrap_or_else(|| element(layout, view, map.columns, "row", "column"));
        let _ = writeln!(text, "  let l{at} = {value};");
    }
    for (at, instr) in map.code.iter().enumerate().filter(|(at, _)| code[*at]) {
        let _ = writeln!(text, "  let v{at} = {};", expression(map, instr));
    }
    text
}

/// The stores of a map as statements.
pub(super) fn stores(layout: &Layout, map: &Map) -> String {
    let mut text = String::new();
    for (code, place) in &map.stores {
        let at = format!("row * {}u + column", map.columns);
        let _ = writeln!(
            text,
            "  {}",
            write(layout, *place, &at, &format!("v{code}"))
        );
    }
    text
}

/// The kernels of a map: its reductions first, since its stores may overwrite what they read.
pub(super) fn map(layout: &Layout, map: &Map) -> Vec<Shader> {
    let mut shaders = Vec::new();
    let mut left: Vec<&Reduce> = map.reduces.iter().collect();
    while let Some(first) = left.first() {
        let group = first.group;
        let (together, others) = left.iter().partition(|reduce| reduce.group == group);
        shaders.push(reduction(layout, map, group, together));
        left = others;
    }
    if !map.stores.is_empty() {
        let count = map.rows * map.columns;
        let roots = map.stores.iter().map(|(code, _)| Operand::Code(*code));
        let text = format!(
            "{PRELUDE}
@compute @workgroup_size({GROUP})
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>,
    @builtin(local_invocation_index) lane: u32) {{
  let i = (id.x + id.y * all.x) * {GROUP}u + lane;
  if (i >= {count}u) {{ return; }}
  let row = i / {columns}u;
  let column = i % {columns}u;
{body}{stores}}}
",
            columns = map.columns,
            body = statements(layout, map, roots, |_| None),
            stores = stores(layout, map),
        );
        shaders.push(Shader {
            text,
            groups: count.div_ceil(GROUP),
        });
    }
    shaders
}

fn start(reduction: Reduction) -> &'static str {
    match reduction {
        Reduction::Sum => "0.0",
        Reduction::Max => "-3.4e38",
    }
}

fn join(reduction: Reduction, a: &str, b: &str) -> String {
    match reduction {
        Reduction::Sum => format!("{a} + {b}"),
        Reduction::Max => format!("max({a}, {b})"),
    }
}

/// Reductions of one map over the same groups. Result `i` is of `terms` elements; where there are few results,
/// a workgroup shares the terms of each.
fn reduction(layout: &Layout, map: &Map, group: Group, reduces: Vec<&Reduce>) -> Shader {
    let (results, terms, place) = match group {
        Group::Row => (
            map.rows,
            map.columns,
            "let row = i; let column = k;".to_owned(),
        ),
        Group::Rows(count) => (
            map.rows / count * map.columns,
            count,
            format!(
                "let row = i / {0}u * {count}u + k; let column = i % {0}u;",
                map.columns
            ),
        ),
    };
    let shared = terms >= GROUP / 2 && (results <= FEW || group == Group::Row);
    let lanes = if shared { GROUP } else { 1 };
    let body = statements(
        layout,
        map,
        reduces.iter().map(|reduce| reduce.from),
        |_| None,
    );
    let mut declare = String::new();
    let mut begin = String::new();
    let mut step = String::new();
    let mut combine = String::new();
    let mut end = String::new();
    let mut written = String::new();
    for (at, reduce) in reduces.iter().enumerate() {
        let (kind, from) = (reduce.reduction, operand(reduce.from));
        let _ = writeln!(begin, "  var sum{at} = {};", start(kind));
        let _ = writeln!(
            step,
            "    sum{at} = {};",
            join(kind, &format!("sum{at}"), &from)
        );
        if shared {
            let _ = writeln!(declare, "var<workgroup> part{at}: array<f32, {GROUP}>;");
            let _ = writeln!(end, "  part{at}[lane] = sum{at};");
            let (a, b) = (format!("part{at}[lane]"), format!("part{at}[lane + step]"));
            let _ = writeln!(combine, "      part{at}[lane] = {};", join(kind, &a, &b));
        }
        let result = if shared {
            format!("part{at}[0]")
        } else {
            format!("sum{at}")
        };
        written += &write(layout, reduce.to, "i", &result);
    }
    let index = if shared {
        "id.x + id.y * all.x".to_owned()
    } else {
        format!("(id.x + id.y * all.x) * {GROUP}u + lane")
    };
    let tree = if shared {
        format!(
            "{end}  workgroupBarrier();
  for (var step = {half}u; step > 0u; step /= 2u) {{
    if (lane < step) {{
{combine}    }}
    workgroupBarrier();
  }}
  if (lane == 0u && i < {results}u) {{ {written} }}
",
            half = GROUP / 2
        )
    } else {
        format!("  if (i < {results}u) {{ {written} }}\n")
    };
    let first = if shared { "lane" } else { "0u" };
    let text = format!(
        "{PRELUDE}
{declare}@compute @workgroup_size({GROUP})
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>,
    @builtin(local_invocation_index) lane: u32) {{
  let i = {index};
{begin}  for (var k = {first}; k < {terms}u && i < {results}u; k += {lanes}u) {{
    {place}
{body}{step}  }}
{tree}}}
"
    );
    Shader {
        text,
        groups: if shared {
            results
        } else {
            results.div_ceil(GROUP)
        },
    }
}

/// Rows of a table of bytes, four to a word.
pub(super) fn gather(
    layout: &Layout,
    columns: usize,
    index: Place,
    rows: usize,
    scale: f32,
    to: Place,
) -> Shader {
    let count = rows * columns;
    let text = format!(
        "{PRELUDE}
@compute @workgroup_size({GROUP})
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>,
    @builtin(local_invocation_index) lane: u32) {{
  let i = (id.x + id.y * all.x) * {GROUP}u + lane;
  if (i >= {count}u) {{ return; }}
  let at = u32({row}) * {columns}u + i % {columns}u;
  let value = f32((table[at / 4u] >> (at % 4u * 8u)) & 255u) * {scale};
  {write}
}}
",
        scale = number(scale),
        row = read(layout, index, &format!("i / {columns}u")),
        write = write(layout, to, "i", "value"),
    );
    Shader {
        text,
        groups: count.div_ceil(GROUP),
    }
}

/// The column of each row's first maximum.
pub(super) fn argmax(
    layout: &Layout,
    from: &View,
    rows: usize,
    columns: usize,
    to: Place,
) -> Shader {
    let text = format!(
        "{PRELUDE}
@compute @workgroup_size({GROUP})
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>,
    @builtin(local_invocation_index) lane: u32) {{
  let row = (id.x + id.y * all.x) * {GROUP}u + lane;
  if (row >= {rows}u) {{ return; }}
  var best = 0u;
  var most = {zero};
  for (var column = 1u; column < {columns}u; column++) {{
    let x = {element};
    if (x > most) {{ most = x; best = column; }}
  }}
  {write}
}}
",
        write = write(layout, to, "row", "f32(best)"),
        zero = element(layout, from, columns, "row", "0u"),
        element = element(layout, from, columns, "row", "column"),
    );
    Shader {
        text,
        groups: rows.div_ceil(GROUP),
    }
}
