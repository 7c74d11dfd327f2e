//! Tasks that do not need each other run side by side in one dispatch: every dispatch waits for the one before, and
//! costs some microseconds.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::codegen::{LANES, Task};
use crate::plan::Place;

/// Bindings and functions that any kernel may use.
const PRELUDE: &str = include_str!("prelude.wgsl");

/// A compute shader with one entry point `main`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shader {
    pub text: String,
    /// How many workgroups run it.
    count: usize,
    /// The table that it reads, if any.
    pub table: Option<u32>,
}

/// Workgroups in one dimension of a dispatch: the least that devices allow.
const MOST_GROUPS: usize = 65_535;

impl Shader {
    /// The workgroups in x and y, at least as many as are needed.
    pub fn groups(&self) -> (u32, u32) {
        let (x, y) = (
            self.count.min(MOST_GROUPS),
            self.count.div_ceil(MOST_GROUPS),
        );
        (x as u32, y as u32)
    }
}

/// Tasks of one dispatch.
#[derive(Default)]
struct Wave {
    /// By number. The small tasks of a block follow each other in one workgroup; another task is alone in its block.
    blocks: Vec<Vec<usize>>,
    table: Option<u32>,
}

/// The dispatches that do some tasks as if one ran after the other, with buffers of these lengths: the state, the
/// program's own, a run's inputs and results.
pub(super) fn schedule(tasks: &[Task], lengths: [usize; 4]) -> Vec<Shader> {
    let mut waves: Vec<Wave> = Vec::new();
    let mut wave_of: Vec<usize> = Vec::new();
    let mut accesses: HashMap<Place, Access> = HashMap::new();
    for (number, task) in tasks.iter().enumerate() {
        let needed = needed(task, number, &mut accesses);
        let joins = |other: usize| task.small && tasks[other].small;
        let earliest = needed
            .iter()
            .map(|&other| wave_of[other] + usize::from(!joins(other)));
        let mut at = earliest.max().unwrap_or(0);
        let clashes = |wave: &Wave| {
            task.table.is_some() && wave.table.is_some_and(|table| Some(table) != task.table)
        };
        while waves.get(at).is_some_and(clashes) {
            at += 1;
        }
        if waves.len() <= at {
            waves.resize_with(at + 1, Wave::default);
        }
        let wave = &mut waves[at];
        wave.table = wave.table.or(task.table);
        // All blocks of this wave that have what the task needs become one, with the task at its end.
        let mut block = Vec::new();
        wave.blocks.retain(|other| {
            let joined = other.iter().any(|task| needed.contains(task));
            if joined {
                block.extend(other);
            }
            !joined
        });
        block.sort_unstable();
        block.push(number);
        wave.blocks.push(block);
        wave_of.push(at);
    }
    let names = ["STATE", "WORK", "INPUTS", "RESULTS"];
    let lengths = names.iter().zip(lengths);
    let lengths: String = lengths
        // A buffer is never empty.
        .map(|(name, length)| format!("const {name} = {}u;\n", length.max(1)))
        .collect();
    waves
        .iter()
        .map(|wave| shader(wave, tasks, &lengths))
        .collect()
}

/// The tasks that used a place last: the one that wrote it, and those that have read that since.
#[derive(Default)]
struct Access {
    writer: Option<usize>,
    readers: Vec<usize>,
}

/// The earlier tasks that must end before `task` begins, and that no other of them waits for anyway; notes its own
/// accesses.
fn needed(task: &Task, number: usize, accesses: &mut HashMap<Place, Access>) -> HashSet<usize> {
    let mut needed = HashSet::new();
    for place in &task.reads {
        let access = accesses.entry(*place).or_default();
        needed.extend(access.writer);
        access.readers.push(number);
    }
    for place in &task.writes {
        let access = accesses.entry(*place).or_default();
        needed.extend(access.writer.replace(number));
        needed.extend(std::mem::take(&mut access.readers));
    }
    needed.remove(&number);
    needed
}

/// One dispatch: each block has workgroups of its own.
fn shader(wave: &Wave, tasks: &[Task], lengths: &str) -> Shader {
    let (mut functions, mut main) = (String::new(), String::new());
    let mut groups = 0;
    for block in &wave.blocks {
        let first = groups;
        groups += tasks[block[0]].groups;
        let _ = writeln!(main, "  if (group >= {first}u && group < {groups}u) {{");
        for (at, &number) in block.iter().enumerate() {
            let (task, name) = (&tasks[number], format!("task_{number}"));
            functions += &task.functions.replace("NAME", &name);
            let body = task.body.replace("NAME", &name);
            let _ = writeln!(functions, "fn {name}(group: u32, lane: u32) {{\n{body}}}\n");
            if at > 0 {
                let _ = writeln!(main, "    storageBarrier();\n    workgroupBarrier();");
            }
            let _ = writeln!(main, "    {name}(group - {first}u, lane);");
        }
        let _ = writeln!(main, "  }}");
    }
    Shader {
        text: format!(
            "{lengths}{PRELUDE}
{functions}
@compute @workgroup_size({LANES})
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) all: vec3<u32>,
    @builtin(local_invocation_index) lane: u32) {{
  let group = id.x + id.y * all.x;
{main}}}
"
        ),
        count: groups,
        table: wave.table,
    }
}
