//! Every op of every instruction set on this machine against its meaning for one number.

use super::*;

const SPECIAL: [f32; 16] = [
    0.0,
    -0.0,
    1.0,
    -1.5,
    2.5,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
    f32::MIN_POSITIVE,
    1.0e-42,
    f32::MAX,
    -3.0e-20,
    7.0,
    0.3,
    -123.75,
    1.0e10,
];

type Op = (&'static str, fn(f32, f32) -> f32);

/// The results of the ops for single numbers.
const OPS: [Op; 19] = [
    ("add", |a, b| a + b),
    ("sub", |a, b| a - b),
    ("mul", |a, b| a * b),
    ("div", |a, b| a / b),
    ("min", |a, b| if b < a { b } else { a }),
    ("max", |a, b| if a < b { b } else { a }),
    ("sqrt", |a, _| a.sqrt()),
    ("abs", |a, _| a.abs()),
    ("neg", |a, _| -a),
    ("lt", |a, b| f32::from(a < b)),
    ("le", |a, b| f32::from(a <= b)),
    ("eq", |a, b| f32::from(a == b)),
    ("bits add", |a, b| {
        f32::from_bits(a.to_bits().wrapping_add(b.to_bits()))
    }),
    ("bits sub", |a, b| {
        f32::from_bits(a.to_bits().wrapping_sub(b.to_bits()))
    }),
    ("and", |a, b| f32::from_bits(a.to_bits() & b.to_bits())),
    ("or", |a, b| f32::from_bits(a.to_bits() | b.to_bits())),
    ("xor", |a, b| f32::from_bits(a.to_bits() ^ b.to_bits())),
    ("shl", |a, _| f32::from_bits(a.to_bits() << 7)),
    ("shr", |a, _| f32::from_bits(a.to_bits() >> 9)),
];

struct All<'a> {
    a: &'a [f32; MAX_LANES],
    b: &'a [f32; MAX_LANES],
    out: &'a mut [[f32; MAX_LANES]; OPS.len()],
}

impl Kernel for All<'_> {
    type Output = ();
    #[inline(always)]
    fn run<L: Lanes>(self) {
        for start in (0..MAX_LANES).step_by(L::N) {
            let (a, b) = (L::load(&self.a[start..]), L::load(&self.b[start..]));
            let (one, zero) = (L::splat(1.0), L::splat(0.0));
            let (i, j) = (a.to_bits(), b.to_bits());
            let results = [
                a.add(b),
                a.sub(b),
                a.mul(b),
                a.div(b),
                a.min(b),
                a.max(b),
                a.sqrt(),
                a.abs(),
                a.neg(),
                L::select(a.lt(b), one, zero),
                L::select(a.le(b), one, zero),
                L::select(a.eq(b), one, zero),
                L::from_bits(i.add(j)),
                L::from_bits(i.sub(j)),
                L::from_bits(i.and(j)),
                L::from_bits(i.or(j)),
                L::from_bits(i.xor(j)),
                L::from_bits(i.shl::<7>()),
                L::from_bits(i.shr::<9>()),
            ];
            for (out, result) in self.out.iter_mut().zip(results) {
                result.store(&mut out[start..]);
            }
        }
    }
}

#[test]
fn every_op_means_what_it_means_for_one_number() {
    for isa in Isa::available() {
        for shift in 0..MAX_LANES {
            let a = SPECIAL;
            let mut b = SPECIAL;
            b.rotate_left(shift);
            let mut out = [[0.0; MAX_LANES]; OPS.len()];
            isa.dispatch(All {
                a: &a,
                b: &b,
                out: &mut out,
            });
            for ((name, op), out) in OPS.iter().zip(out) {
                for lane in 0..MAX_LANES {
                    let expected = op(a[lane], b[lane]);
                    let same = out[lane].to_bits() == expected.to_bits()
                        || (out[lane].is_nan() && expected.is_nan());
                    assert!(
                        same,
                        "{} {name}({}, {}) = {}, not {expected}",
                        isa.name(),
                        a[lane],
                        b[lane],
                        out[lane]
                    );
                }
            }
        }
    }
}

/// 0, 1, 2, ...
const COUNT: [f32; 2 * MAX_LANES] = {
    let mut count = [0.0; 2 * MAX_LANES];
    let mut i = 0;
    while i < count.len() {
        count[i] = i as f32;
        i += 1;
    }
    count
};

struct Rest;

impl Kernel for Rest {
    type Output = ();
    #[inline(always)]
    fn run<L: Lanes>(self) {
        // 1 + 2^-12 squared is 1 + 2^-11 + 2^-24: only one rounding keeps the last term.
        let x = L::splat(1.0 + 1.0 / 4096.0);
        let square = x.mul_add(x, L::splat(-1.0 - 1.0 / 2048.0));
        let expected = if L::FUSED {
            L::N as f32 / 16_777_216.0
        } else {
            0.0
        };
        assert_eq!(square.sum(), expected);

        let count = L::N - 1;
        let part = L::load_part(&SPECIAL[2..2 + count.min(3)]);
        let mut out = [7.0; 2];
        part.store_part(&mut out);
        assert_eq!(out, [1.0, -1.5]);
        assert_eq!(part.sum(), 2.0);

        let (mut pair, mut expected) = ([0.0; 2 * MAX_LANES], [0.0; 2 * MAX_LANES]);
        let (low, high) = L::load(&COUNT).zip(L::load(&COUNT[L::N..]));
        low.store(&mut pair);
        high.store(&mut pair[L::N..]);
        for lane in 0..L::N {
            expected[2 * lane] = COUNT[lane];
            expected[2 * lane + 1] = COUNT[L::N + lane];
        }
        assert_eq!(pair, expected);

        let mut iota = [0.0; MAX_LANES];
        L::from_bits(L::Bits::iota()).store(&mut iota);
        for (lane, value) in iota[..L::N].iter().enumerate() {
            assert_eq!(value.to_bits() as usize, lane);
        }
        assert_eq!(
            L::from_bits(L::Bits::splat(0x7fc0_0001))
                .reduce(|a, _| a)
                .to_bits(),
            0x7fc0_0001
        );
    }
}

#[test]
fn parts_sums_and_counts() {
    for isa in Isa::available() {
        isa.dispatch(Rest);
    }
}

/// `VAE_LAB_ENSURE_ISA=avx2,avx512` makes the test fail on a machine where the kernels' tests
/// would silently pass over one of them.
#[test]
fn wanted_instruction_sets_are_exercised() {
    let wanted = std::env::var("VAE_LAB_ENSURE_ISA").unwrap_or_default();
    for name in wanted.split(',').filter(|name| !name.is_empty()) {
        assert!(
            Isa::named(name).is_some(),
            "no {name} here: only {:?}",
            Isa::available().map(Isa::name).collect::<Vec<_>>()
        );
    }
}
