//! The loops of a map over a tile, each for one instruction or for a chain of instructions that only feed each
//! other. A chain spares a load and a store for each of them; its arithmetic, and so its bits, are the same.

use crate::graph::{Binary, Unary};
use crate::plan::{Instr, Map, Operand};

/// Most operands of a loop.
pub(super) const MOST_OPERANDS: usize = 6;

/// One loop over a tile.
#[derive(Debug)]
pub(super) struct Step {
    /// The instruction whose result it is.
    pub code: usize,
    pub function: Function,
    pub operands: Vec<Operand>,
}

/// The function of a [`Step`] of its operands a, b, c, …
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Function {
    Instr(Instr),
    /// a b + c d, flushed: the moving averages of the optimisers.
    Average,
    /// a - b c / (d √e + f): Adam's change of a weight.
    RootStep,
}

/// The steps of a map, in the order of its code.
pub(super) fn steps(map: &Map) -> Vec<Step> {
    let mut uses = vec![0; map.code.len()];
    let operands = map.code.iter().flat_map(Instr::operands);
    let reduced = map.reduces.iter().map(|reduce| reduce.from);
    for operand in operands.chain(reduced) {
        if let Operand::Code(from) = operand {
            uses[from] += 1;
        }
    }
    for (code, _) in &map.stores {
        uses[*code] += 1;
    }
    let chains = Chains { map, uses };
    let mut absorbed = vec![false; map.code.len()];
    let mut steps = Vec::with_capacity(map.code.len());
    for code in (0..map.code.len()).rev() {
        if absorbed[code] {
            continue;
        }
        let (function, operands) = match chains.ending(code) {
            Some(chain) => {
                for link in chain.links {
                    absorbed[link] = true;
                }
                (chain.function, chain.operands)
            }
            None => {
                let instr = map.code[code];
                (Function::Instr(instr), instr.operands().collect())
            }
        };
        steps.push(Step {
            code,
            function,
            operands,
        });
    }
    steps.reverse();
    steps
}

struct Chain {
    function: Function,
    operands: Vec<Operand>,
    /// The instructions before its last.
    links: Vec<usize>,
}

struct Chains<'a> {
    map: &'a Map,
    /// How often each instruction's result is used.
    uses: Vec<usize>,
}

impl Chains<'_> {
    /// The instruction behind an operand, if nothing else needs its result.
    fn link(&self, operand: Operand) -> Option<(usize, Instr)> {
        match operand {
            Operand::Code(code) if self.uses[code] == 1 => Some((code, self.map.code[code])),
            _ => None,
        }
    }

    fn ending(&self, code: usize) -> Option<Chain> {
        match self.map.code[code] {
            Instr::Unary(Unary::Flush, sum) => self.average(sum),
            Instr::NegMulAdd(quotient, factor, from) => self.root_step(quotient, factor, from),
            _ => None,
        }
    }

    fn average(&self, sum: Operand) -> Option<Chain> {
        let (sum, Instr::MulAdd(a, b, product)) = self.link(sum)? else {
            return None;
        };
        let (product, Instr::Binary(Binary::Mul, c, d)) = self.link(product)? else {
            return None;
        };
        Some(Chain {
            function: Function::Average,
            operands: vec![a, b, c, d],
            links: vec![sum, product],
        })
    }

    fn root_step(&self, quotient: Operand, factor: Operand, from: Operand) -> Option<Chain> {
        let (quotient, Instr::Binary(Binary::Div, dividend, divisor)) = self.link(quotient)? else {
            return None;
        };
        let (divisor, Instr::MulAdd(root, scale, least)) = self.link(divisor)? else {
            return None;
        };
        let (root, Instr::Unary(Unary::Sqrt, square)) = self.link(root)? else {
            return None;
        };
        Some(Chain {
            function: Function::RootStep,
            operands: vec![from, factor, dividend, scale, square, least],
            links: vec![quotient, divisor, root],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Variable};
    use crate::nn::optimizers::{self, OptimizerKind};
    use crate::plan::{Kernel, Plan};

    fn functions(graph: &Graph) -> Vec<Function> {
        let plan = Plan::new(graph);
        let maps = plan.kernels.iter().filter_map(|kernel| match kernel {
            Kernel::Map(map) => Some(map),
            Kernel::MatMul(_) | Kernel::Gather { .. } | Kernel::ArgMax { .. } => None,
        });
        let steps = maps.flat_map(steps);
        steps.map(|step| step.function).collect()
    }

    /// Adam's update of one matrix, whose second average is also looked at where `shown`.
    fn adam(shown: bool) -> Graph {
        let mut graph = Graph::new();
        let g = &mut graph;
        let shape = (3, 5);
        let variable = |id| Variable { id, shape };
        let [w, m, v] = [0, 1, 2].map(|id| g.variable(variable(id)));
        let (_, gradient) = g.input(shape);
        let scalars = optimizers::scalar_count(OptimizerKind::Adam);
        let scalars: Vec<_> = (0..scalars).map(|_| g.input((1, 1)).1).collect();
        let kind = OptimizerKind::Adam;
        let (w, slots) = optimizers::update(g, kind, &scalars, w, gradient, &[m, v]).unwrap();
        g.assign(variable(0), w).unwrap();
        for (id, slot) in (1..).zip(&slots) {
            g.assign(variable(id), *slot).unwrap();
        }
        if shown {
            let root = g.sqrt(slots[1]);
            g.output(root);
        }
        graph
    }

    #[test]
    fn adam_takes_four_steps() {
        use Function::{Average, Instr, RootStep};
        let functions = functions(&adam(false));
        assert!(
            matches!(functions[..], [Average, Instr(_), Average, RootStep]),
            "{functions:?}"
        );
    }

    #[test]
    fn a_result_that_is_needed_elsewhere_is_not_absorbed() {
        let functions = functions(&adam(true));
        assert!(!functions.contains(&Function::RootStep), "{functions:?}");
    }
}
