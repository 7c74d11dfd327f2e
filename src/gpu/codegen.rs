//! WGSL from the kernels of a plan: each becomes one or more functions of a workgroup's number and an invocation's
//! lane. Shapes and offsets are constants in their text.

use std::fmt::Write as _;

use super::layout::{Home, Layout};
use crate::graph::{Binary, Distribution, Unary};
use crate::plan::{Instr, Map, Operand, Place, View};

/// Invocations in a workgroup: what every device allows.
pub(super) const LANES: usize = 256;

/// A piece of work for some workgroups, which depends on others only by the places that it reads and writes.
#[derive(Clone, Debug)]
pub(super) struct Task {
    /// The body of `fn (group: u32, lane: u32)`, in which `group` runs below `groups`.
    pub body: String,
    /// Functions that the body calls; `NAME` in both stands for a name of its own.
    pub functions: String,
    pub groups: usize,
    /// Whether one workgroup does it in no time, so that several can follow each other in one.
    pub small: bool,
    pub reads: Vec<Place>,
    pub writes: Vec<Place>,
    pub table: Option<u32>,
}

/// Rounds of a workgroup that still are no time.
const SMALL: usize = 64;

impl Task {
    /// A task of `rounds` rounds for one workgroup, or of as many workgroups as `groups`.
    pub fn new(rounds: usize, groups: usize, body: impl Fn(usize) -> String) -> Self {
        let small = rounds <= SMALL;
        let groups = if small { 1 } else { groups };
        Self {
            body: body(groups),
            functions: String::new(),
            groups,
            small,
            reads: Vec::new(),
            writes: Vec::new(),
            table: None,
        }
    }

    /// The same with what it reads and writes.
    pub fn of(mut self, reads: Vec<Place>, writes: Vec<Place>) -> Self {
        (self.reads, self.writes) = (reads, writes);
        self
    }
}

/// A loop over `count` numbers `i`, an invocation each.
pub(super) fn each(groups: usize, count: usize, body: &str) -> String {
    let stride = groups * LANES;
    format!(
        "  for (var i = group * {LANES}u + lane; i < {count}u; i += {stride}u) {{
{body}  }}
"
    )
}

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
pub(super) fn element(
    layout: &Layout,
    view: &View,
    columns: usize,
    row: &str,
    column: &str,
) -> String {
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

pub(super) fn number(value: f32) -> String {
    if value.is_finite() {
        format!("{value:?}f")
    } else {
        // A constant expression must be finite: this is not one.
        format!("bitcast<f32>({}u + 0u * inputs[0])", value.to_bits())
    }
}

pub(super) fn operand(operand: Operand) -> String {
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

/// The places that a map reads.
pub(super) fn sources(map: &Map) -> Vec<Place> {
    map.loads.iter().map(|view| view.place).collect()
}
