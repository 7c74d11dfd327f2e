//! The tasks of maps, reductions and the kernels that look something up.

use std::fmt::Write as _;

use super::codegen::{
    FOUR, LANES, Style, Task, each, element, four, needed, number, operand, parts, read, sources,
    statements, stores, write,
};
use super::layout::Layout;
use crate::graph::{Reduction, Table};
use crate::plan::{Group, Map, Operand, Place, Reduce, View, flatten};

/// The tasks of a map: its reductions first, since its stores may overwrite what they read.
pub(super) fn map(layout: &Layout, map: &Map, style: Style) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut left: Vec<&Reduce> = map.reduces.iter().collect();
    while let Some(first) = left.first().copied() {
        let alike =
            |reduce: &&&Reduce| (reduce.group, reduce.reduction) == (first.group, first.reduction);
        let together: Vec<&Reduce> = left.iter().filter(alike).take(4).copied().collect();
        left.retain(|reduce| !together.contains(reduce));
        let writes = together.iter().map(|reduce| reduce.to).collect();
        tasks.push(reduction(layout, map, &together, style).of(sources(map), writes));
    }
    if !map.stores.is_empty() {
        tasks.push(elementwise(layout, map, style));
    }
    tasks
}

/// Rounds in which an invocation uses what it has loaded for all of them, where there are still enough workgroups.
const REPEATS: usize = 8;
const ENOUGH: usize = 32;

/// The stores of a map.
fn elementwise(layout: &Layout, map: &Map, style: Style) -> Task {
    let map = &flatten(Map {
        reduces: Vec::new(),
        ..map.clone()
    });
    let run = style.run(map.columns);
    let across = map.columns / run;
    let count = map.rows * across;
    let (row, part) = match map.rows {
        1 => ("0u".to_owned(), "i".to_owned()),
        _ => (format!("i / {across}u"), format!("i % {across}u")),
    };
    let fours = (run == FOUR.len()).then(|| in_fours(layout, map)).flatten();
    let apart = || (String::new(), one_by_one(layout, map, run));
    let (same, own) = fours.unwrap_or_else(apart);
    let body = format!("    let row = {row};\n    let part = {part};\n{own}");
    let rounds = count.div_ceil(style.lanes());
    let groups = match same.is_empty() {
        true => rounds,
        false => rounds.div_ceil(REPEATS).max(rounds.min(ENOUGH)),
    };
    // An element takes longer than a term of a sum.
    let task = Task::new(style, 4 * rounds, groups, |groups| {
        same.clone() + &each(style, groups, count, &body)
    });
    let writes = map.stores.iter().map(|store| store.1).collect();
    task.of(sources(map), writes)
}

/// What the stores of a map need.
fn stored(map: &Map) -> impl Iterator<Item = Operand> {
    map.stores.iter().map(|(code, _)| Operand::Code(*code))
}

/// A part of a row, `run` columns one after the other.
fn one_by_one(layout: &Layout, map: &Map, run: usize) -> String {
    let (shared, own) = parts(layout, map, stored(map), |_| None);
    let stores = stores(layout, map);
    let mut text = shared;
    for at in 0..run {
        let _ = write!(
            text,
            "    {{
    let column = part * {run}u + {at}u;
{own}{stores}    }}
"
        );
    }
    text
}

/// What is the same for all parts of rows, and a part of a row, four columns at once: what it reads and writes are fours
/// of the arrays. None where something is neither.
fn in_fours(layout: &Layout, map: &Map) -> Option<(String, String)> {
    let even = |length: usize| length.is_multiple_of(FOUR.len());
    let (loads, _) = needed(map, stored(map));
    let (mut same, mut text) = (String::new(), String::new());
    for (at, view) in map.loads.iter().enumerate().filter(|(at, _)| loads[*at]) {
        let (start, from) = (view.offset / FOUR.len(), view.offset % FOUR.len());
        let whole = view.times == 1 && view.window == (0, map.columns);
        match (view.row_stride, view.column_stride) {
            (0, 0) => {
                let element = match four(layout, view.place, &format!("{start}u")) {
                    Some(vector) => format!("{vector}.{}", FOUR[from]),
                    None => read(layout, view.place, &format!("{}u", view.offset)),
                };
                let _ = writeln!(same, "  let four{at} = vec4<f32>({element});");
            }
            (stride, 1) if from == 0 && even(stride) && whole => {
                let index = format!("{start}u + row * {}u + part", stride / FOUR.len());
                let vector = four(layout, view.place, &index)?;
                let _ = writeln!(text, "    let four{at} = {vector};");
            }
            _ => return None,
        }
    }
    for (number, _) in map.stores.iter().enumerate() {
        let _ = writeln!(text, "    var stored{number} = vec4<f32>();");
    }
    for (at, name) in FOUR.iter().enumerate() {
        let given = |view: &View| {
            let load = map.loads.iter().position(|load| load == view)?;
            Some(format!("four{load}.{name}"))
        };
        let body = statements(layout, map, stored(map), given);
        let stores = map.stores.iter().enumerate();
        let stores: String = stores
            .map(|(number, (code, _))| format!("  stored{number}.{name} = v{code};\n"))
            .collect();
        let _ = write!(
            text,
            "    {{
    let column = part * 4u + {at}u;
{body}{stores}    }}
"
        );
    }
    for (number, (_, place)) in map.stores.iter().enumerate() {
        let at = format!("row * {}u + part", map.columns / FOUR.len());
        let _ = writeln!(text, "    {} = stored{number};", four(layout, *place, &at)?);
    }
    Some((same, text))
}

/// What a reduction begins with.
pub(super) fn start(reduction: Reduction) -> &'static str {
    match reduction {
        Reduction::Sum => "0.0",
        Reduction::Max => "-3.4e38",
    }
}

/// Two terms of a reduction brought together.
pub(super) fn join(reduction: Reduction, a: &str, b: &str) -> String {
    match reduction {
        Reduction::Sum => format!("{a} + {b}"),
        Reduction::Max => format!("max({a}, {b})"),
    }
}

/// Up to four reductions of one map and kind over the same groups.
fn reduction(layout: &Layout, map: &Map, reduces: &[&Reduce], style: Style) -> Task {
    let Reduce {
        group, reduction, ..
    } = *reduces[0];
    let columns = map.columns;
    // Divisions stay out of the sum's loop.
    let (results, terms, first, place) = match group {
        Group::Row => (
            map.rows,
            columns,
            String::new(),
            "let row = i; let column = k;",
        ),
        Group::Rows(count) => (
            map.rows / count * columns,
            count,
            format!("let first = i / {columns}u * {count}u; let column = i % {columns}u;"),
            "let row = first + k;",
        ),
    };
    let roots = reduces.iter().map(|reduce| reduce.from);
    let mut values: Vec<String> = roots.clone().map(operand).collect();
    values.resize(4, "0.0".to_owned());
    let term = format!(
        "{place}
{body}      sum = {join};",
        body = statements(layout, map, roots, |_| None),
        join = join(
            reduction,
            "sum",
            &format!("vec4<f32>({})", values.join(", "))
        ),
    );
    let zero = start(reduction);
    let written = reduces.iter().zip(["x", "y", "z", "w"]);
    let written: String = written
        .map(|(reduce, at)| write(layout, reduce.to, "i", &format!("sum.{at}")))
        .collect();
    if terms < 32 || results >= 8 * LANES || style == Style::Direct {
        // An invocation for each result.
        let body = format!(
            "    {first}
    var sum = vec4<f32>({zero});
    for (var k = 0u; k < {terms}u; k++) {{
      {term}
    }}
    {written}
"
        );
        let rounds = results.div_ceil(style.lanes());
        return Task::new(style, rounds * terms, rounds, |groups| {
            each(style, groups, results, &body)
        });
    }
    // A workgroup for each result.
    let rounds = results * (terms.div_ceil(LANES) + 8);
    Task::new(style, rounds, results, |groups| {
        format!(
            "  for (var i = group; i < {results}u; i += {groups}u) {{
    {first}
    var sum = vec4<f32>({zero});
    for (var k = lane; k < {terms}u; k += {LANES}u) {{
      {term}
    }}
    tiles[lane] = sum;
    workgroupBarrier();
    for (var step = {half}u; step > 0u; step /= 2u) {{
      if (lane < step) {{
        tiles[lane] = {both};
      }}
      workgroupBarrier();
    }}
    if (lane == 0u) {{
      sum = tiles[0];
      {written}
    }}
    workgroupBarrier();
  }}
",
            half = LANES / 2,
            both = join(reduction, "tiles[lane]", "tiles[lane + step]"),
        )
    })
}

/// Rows of a table of bytes, four to a word.
pub(super) fn gather(
    layout: &Layout,
    style: Style,
    table: Table,
    index: Place,
    rows: usize,
    scale: f32,
    to: Place,
) -> Task {
    let columns = table.columns;
    let run = style.run(columns);
    let across = columns / run;
    let count = rows * across;
    let row = read(layout, index, &format!("i / {across}u"));
    // A run of four is a word.
    let mut body = match run {
        1 => format!(
            "    let at = u32({row}) * {columns}u + i % {across}u;
    let word = table[at >> 2u];
"
        ),
        _ => format!("    let word = table[u32({row}) * {across}u + i % {across}u];\n"),
    };
    for element in 0..run {
        let shift = match run {
            1 => "(at & 3u) << 3u".to_owned(),
            _ => format!("{}u", 8 * element),
        };
        let value = format!("f32((word >> ({shift})) & 255u) * {}", number(scale));
        let write = write(layout, to, &format!("i * {run}u + {element}u"), &value);
        let _ = writeln!(body, "    {write}");
    }
    let groups = count.div_ceil(style.lanes());
    let task = Task::new(style, usize::MAX, groups, |groups| {
        each(style, groups, count, &body)
    });
    Task {
        table: Some(table.id),
        ..task.of(vec![index], vec![to])
    }
}

/// The column of each row's first maximum.
pub(super) fn argmax(
    layout: &Layout,
    style: Style,
    from: &View,
    rows: usize,
    columns: usize,
    to: Place,
) -> Task {
    let body = format!(
        "    let row = i;
    var best = 0u;
    var most = {zero};
    for (var column = 1u; column < {columns}u; column++) {{
      let x = {element};
      if (x > most) {{ most = x; best = column; }}
    }}
    {write}
",
        write = write(layout, to, "row", "f32(best)"),
        zero = element(layout, from, columns, "row", "0u"),
        element = element(layout, from, columns, "row", "column"),
    );
    let rounds = rows.div_ceil(style.lanes());
    let task = Task::new(style, rounds * columns, rounds, |groups| {
        each(style, groups, rows, &body)
    });
    task.of(vec![from.place], vec![to])
}
