//! Shapes are checked when a node is added, and the error names the op and both shapes.

use vae_lab::graph::{Graph, GraphError};

#[test]
fn errors_name_the_op_and_both_shapes() {
    let mut g = Graph::new();
    let (_, a) = g.input((2, 3));
    let (_, b) = g.input((2, 4));
    let said = |result: Result<_, GraphError>| result.expect_err("refused").to_string();
    assert_eq!(
        said(g.add(a, b)),
        "add: shapes (2, 3) and (2, 4) do not go together"
    );
    assert_eq!(
        said(g.matmul(a, b)),
        "matmul: shapes (2, 3) and (2, 4) do not go together"
    );
    assert_eq!(
        said(g.reshape(a, (4, 2))),
        "reshape: shapes (2, 3) and (4, 2) do not go together"
    );
    assert_eq!(
        said(g.slice(a, 2, 2)),
        "slice: shapes (2, 3) and (2, 4) do not go together"
    );
    assert_eq!(
        said(g.broadcast(a, (3, 3))),
        "broadcast: shapes (2, 3) and (3, 3) do not go together"
    );
    assert_eq!(
        said(g.sum_groups(a, 4)),
        "sum_groups: shapes (2, 3) and (4, 3) do not go together"
    );
    assert_eq!(
        g.gradient(a, &[a]).expect_err("refused").to_string(),
        "the gradient needs a (1, 1) loss, not (2, 3)"
    );
}
