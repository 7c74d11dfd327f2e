//! The tasks of maps, gathers and argmax.

use super::codegen::{
    LANES, Task, each, element, number, operand, read, sources, statements, stores, write,
};
use super::layout::Layout;
use crate::graph::{Reduction, Table};
use crate::plan::{Group, Map, Operand, Place, Reduce, View, flatten};

/// The tasks of a map: its reductions first, since its stores may overwrite what they read.
pub(super) fn map(layout: &Layout, map: &Map) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut left: Vec<&Reduce> = map.reduces.iter().collect();
    while let Some(first) = left.first().copied() {
        let alike =
            |reduce: &&&Reduce| (reduce.group, reduce.reduction) == (first.group, first.reduction);
        let together: Vec<&Reduce> = left.iter().filter(alike).take(4).copied().collect();
        left.retain(|reduce| !together.contains(reduce));
        let writes = together.iter().map(|reduce| reduce.to).collect();
        tasks.push(reduction(layout, map, &together).of(sources(map), writes));
    }
    if !map.stores.is_empty() {
        tasks.push(elementwise(layout, map));
    }
    tasks
}

/// The stores of a map.
fn elementwise(layout: &Layout, map: &Map) -> Task {
    let map = &flatten(Map {
        reduces: Vec::new(),
        ..map.clone()
    });
    let count = map.rows * map.columns;
    let (row, column) = match map.rows {
        1 => ("0u".to_owned(), "i".to_owned()),
        _ => (
            format!("i / {}u", map.columns),
            format!("i % {}u", map.columns),
        ),
    };
    let stored = map.stores.iter().map(|(code, _)| Operand::Code(*code));
    let body = format!("    let row = {row};\n    let column = {column};\n")
        + &statements(layout, map, stored, |_| None)
        + &stores(layout, map);
    let rounds = count.div_ceil(LANES);
    // An element takes longer than a term of a sum.
    let task = Task::new(4 * rounds, rounds, |groups| each(groups, count, &body));
    let writes = map.stores.iter().map(|store| store.1).collect();
    task.of(sources(map), writes)
}

/// The neutral element of a reduction.
pub(super) fn start(reduction: Reduction) -> &'static str {
    match reduction {
        Reduction::Sum => "0.0",
        Reduction::Max => "-3.4e38",
    }
}

/// Two terms of a reduction combined.
pub(super) fn join(reduction: Reduction, a: &str, b: &str) -> String {
    match reduction {
        Reduction::Sum => format!("{a} + {b}"),
        Reduction::Max => format!("max({a}, {b})"),
    }
}

/// Up to four reductions of one map and kind over the same groups.
fn reduction(layout: &Layout, map: &Map, reduces: &[&Reduce]) -> Task {
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
    if terms < 32 || results >= 8 * LANES {
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
        let rounds = results.div_ceil(LANES);
        return Task::new(rounds * terms, rounds, |groups| {
            each(groups, results, &body)
        });
    }
    // A workgroup for each result.
    let rounds = results * (terms.div_ceil(LANES) + 8);
    Task::new(rounds, results, |groups| {
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
    table: Table,
    index: Place,
    rows: usize,
    scale: f32,
    to: Place,
) -> Task {
    let columns = table.columns;
    let count = rows * columns;
    let row = read(layout, index, &format!("i / {columns}u"));
    let value = format!(
        "f32((word >> ((at & 3u) << 3u)) & 255u) * {}",
        number(scale)
    );
    let body = format!(
        "    let at = u32({row}) * {columns}u + i % {columns}u;
    let word = table[at >> 2u];
    {}
",
        write(layout, to, "i", &value)
    );
    let groups = count.div_ceil(LANES);
    let task = Task::new(usize::MAX, groups, |groups| each(groups, count, &body));
    Task {
        table: Some(table.id),
        ..task.of(vec![index], vec![to])
    }
}

/// The column of each row's first maximum.
pub(super) fn argmax(layout: &Layout, from: &View, rows: usize, columns: usize, to: Place) -> Task {
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
    let rounds = rows.div_ceil(LANES);
    let task = Task::new(rounds * columns, rounds, |groups| each(groups, rows, &body));
    task.of(vec![from.place], vec![to])
}
