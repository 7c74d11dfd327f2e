//! Every way and every instruction set against a plain sum in f64.

use super::*;
use proptest::prelude::*;

/// How far a sum of k rounded terms may be from the true one, as a share of the sum of their sizes.
fn bound(k: usize) -> f64 {
    (k as f64 + 2.0) * f64::from(f32::EPSILON) / 2.0
}

/// Numbers in [-1, 1] with this share of zeros, from a counter.
fn numbers(len: usize, seed: u32, zeros: f32) -> Vec<f32> {
    (0..len as u32)
        .map(|i| {
            let [value, chance] = crate::noise::threefry([seed, 0], [i, 0]);
            if crate::noise::uniform(chance) < zeros {
                0.0
            } else {
                crate::noise::uniform(value) * 2.0 - 1.0
            }
        })
        .collect()
}

#[derive(Clone, Debug)]
struct Case {
    product: Product,
    /// Elements by which a row is longer than the matrix is wide.
    padding: usize,
    zeros: f32,
    seed: u32,
}

/// Runs a case on every instruction set into a C full of NaN; checks the values, that the padding is untouched
/// and that the blocks of rows follow one another.
fn check(case: &Case) {
    let &Case {
        product,
        padding,
        zeros,
        seed,
    } = case;
    let Product { m, k, n, .. } = product;
    let size = |rows: usize, columns: usize| (rows * (columns + padding), columns + padding);
    let (a_len, a_stride) = if product.transpose_a {
        size(k, m)
    } else {
        size(m, k)
    };
    let (b_len, b_stride) = if product.transpose_b {
        size(n, k)
    } else {
        size(k, n)
    };
    let a = numbers(a_len, seed, zeros);
    let b = numbers(b_len, seed + 1, 0.0);

    // The true sums, and those of the terms' sizes.
    let mut truth = vec![(0.0_f64, 0.0_f64); m * n];
    for i in 0..m {
        for p in 0..k {
            let a = if product.transpose_a {
                a[p * a_stride + i]
            } else {
                a[i * a_stride + p]
            };
            for (j, (sum, size)) in truth[i * n..(i + 1) * n].iter_mut().enumerate() {
                let b = if product.transpose_b {
                    b[j * b_stride + p]
                } else {
                    b[p * b_stride + j]
                };
                let term = f64::from(a) * f64::from(b);
                *sum += term;
                *size += term.abs();
            }
        }
    }

    for isa in Isa::available() {
        let c_stride = n + padding;
        let mut c = vec![f32::NAN; m * c_stride];
        let mut done = 0;
        product.run(
            isa,
            Matrix {
                data: &a,
                stride: a_stride,
            },
            Matrix {
                data: &b,
                stride: b_stride,
            },
            MatrixMut {
                data: &mut c,
                stride: c_stride,
            },
            &mut Scratch::default(),
            &mut |rows, part| {
                assert_eq!(rows.start, done);
                assert_eq!(part.len(), (rows.len() - 1) * c_stride + n);
                done = rows.end;
            },
        );
        assert_eq!(done, if n == 0 { 0 } else { m });
        for i in 0..m {
            let (row, beyond) = c[i * c_stride..(i + 1) * c_stride].split_at(n);
            for (j, (&value, &(sum, size))) in row.iter().zip(&truth[i * n..]).enumerate() {
                let error = (f64::from(value) - sum).abs();
                assert!(
                    error <= bound(k) * size,
                    "{} {case:?}: C[{i}, {j}] is off by {error:e}",
                    isa.name()
                );
            }
            assert!(beyond.iter().all(|x| x.is_nan()), "{} {case:?}", isa.name());
        }
    }
}

fn product((m, k, n): (usize, usize, usize), transposes: u8) -> Product {
    Product {
        m,
        k,
        n,
        transpose_a: transposes & 1 != 0,
        transpose_b: transposes & 2 != 0,
    }
}

fn check_all(shape: (usize, usize, usize), padding: usize, zeros: f32, seed: u32) {
    for transposes in 0..4 {
        check(&Case {
            product: product(shape, transposes),
            padding,
            zeros,
            seed,
        });
    }
}

/// Lengths at which a kernel can go wrong: one, primes, one off a vector and a block.
fn length() -> impl Strategy<Value = usize> {
    prop_oneof![
        Just(1),
        1_usize..20,
        prop::sample::select(vec![
            31, 32, 33, 47, 48, 49, 63, 65, 97, 127, 128, 129, 131, 133, 192, 193
        ]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_shape(
        shape in (length(), length(), length()),
        padding in 0_usize..4,
        zeros in prop::sample::select(vec![0.0_f32, 0.5, 0.8, 1.0]),
        seed in any::<u16>(),
    ) {
        check_all(shape, padding, zeros, u32::from(seed));
    }
}

#[test]
fn shapes_of_a_training_step() {
    for shape in [
        (128, 784, 400),
        (128, 400, 4),
        (128, 2, 400),
        (784, 128, 400),
        (401, 130, 785),
        (128, 1023, 50),
    ] {
        for zeros in [0.0, 0.8] {
            check_all(shape, 0, zeros, 7);
        }
    }
}

#[test]
fn nothing_in_gives_zeros_or_nothing() {
    check_all((3, 0, 5), 1, 0.0, 1);
    check_all((130, 0, 40), 0, 0.0, 1);
    check_all((0, 3, 5), 0, 0.0, 1);
    check_all((3, 5, 0), 0, 0.0, 1);
}

/// The sparse and the dense way add the same terms in the same order.
#[test]
fn both_ways_give_the_same_bits() {
    for isa in Isa::available() {
        for transpose_a in [false, true] {
            for shape in [(37, 401, 131), (133, 128, 50), (5, 200, 400)] {
                let (m, k, n) = shape;
                let a = numbers(m * k, 3, 0.7);
                let b = numbers(k * n, 4, 0.0);
                // B's transpose is always multiplied the dense way.
                let mut turned = vec![0.0; k * n];
                for i in 0..k {
                    for j in 0..n {
                        turned[j * k + i] = b[i * n + j];
                    }
                }
                let mut results = Vec::new();
                for (data, transpose_b) in [(&b, false), (&turned, true)] {
                    let mut c = vec![f32::NAN; m * n];
                    let product = Product {
                        m,
                        k,
                        n,
                        transpose_a,
                        transpose_b,
                    };
                    let a = Matrix {
                        data: &a,
                        stride: if transpose_a { m } else { k },
                    };
                    assert_eq!(sparse::wins(&product, a), !transpose_b);
                    product.run(
                        isa,
                        a,
                        Matrix {
                            data,
                            stride: if transpose_b { k } else { n },
                        },
                        MatrixMut {
                            data: &mut c,
                            stride: n,
                        },
                        &mut Scratch::default(),
                        &mut |_, _| {},
                    );
                    results.push(c.into_iter().map(f32::to_bits).collect::<Vec<_>>());
                }
                assert!(results[0] == results[1], "{} {shape:?}", isa.name());
            }
        }
    }
}

/// Narrow vectors first: the memory that they took is too small for wide ones.
#[test]
fn instruction_sets_can_share_scratch_memory() {
    let product = Product {
        m: 6,
        k: 400,
        n: 32,
        transpose_a: false,
        transpose_b: false,
    };
    let (a, b) = (numbers(6 * 400, 1, 0.0), numbers(400 * 32, 2, 0.0));
    let sets: Vec<Isa> = Isa::available().collect();
    let run = |isa: Isa, scratch: &mut Scratch| {
        let mut c = vec![0.0; 6 * 32];
        let (a, b) = (
            Matrix {
                data: &a,
                stride: 400,
            },
            Matrix {
                data: &b,
                stride: 32,
            },
        );
        let to = MatrixMut {
            data: &mut c,
            stride: 32,
        };
        product.run(isa, a, b, to, scratch, &mut |_, _| ());
        c
    };
    let mut shared = Scratch::default();
    for &isa in sets.iter().rev() {
        assert_eq!(
            run(isa, &mut shared),
            run(isa, &mut Scratch::default()),
            "{isa:?}"
        );
    }
}
