//! Counter-based noise: every number is a function of (seed, stream, step, element) alone, so a run is
//! its seed, on every executor. The integers are Threefry-2x32 with 20 rounds (Salmon et al., "Parallel
//! random numbers: as easy as 1, 2, 3", 2011), made of additions, rotations and xors of 32-bit words.

/// The seed and the step, on which the noise of a run depends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The seed of the whole training run.
    pub seed: u32,
    /// The training step.
    pub step: u32,
}

/// Threefry-2x32-20: encrypts `counter` with `key`.
#[inline(always)]
pub fn threefry(key: [u32; 2], counter: [u32; 2]) -> [u32; 2] {
    const ROTATIONS: [[u32; 4]; 2] = [[13, 15, 26, 6], [17, 29, 16, 24]];
    let keys = [key[0], key[1], 0x1BD1_1BDA ^ key[0] ^ key[1]];
    let mut x = [
        counter[0].wrapping_add(keys[0]),
        counter[1].wrapping_add(keys[1]),
    ];
    for group in 0..5 {
        for rotation in ROTATIONS[group % 2] {
            x[0] = x[0].wrapping_add(x[1]);
            x[1] = x[1].rotate_left(rotation) ^ x[0];
        }
        x[0] = x[0].wrapping_add(keys[(group + 1) % 3]);
        x[1] = x[1]
            .wrapping_add(keys[(group + 2) % 3])
            .wrapping_add(group as u32 + 1);
    }
    x
}

/// The two random words of elements `2 * pair` and `2 * pair + 1` of a stream at a step.
#[inline(always)]
pub fn words(clock: Clock, stream: u32, pair: u32) -> [u32; 2] {
    threefry([clock.seed, stream], [pair, clock.step])
}

/// A word as a number in (0, 1): the middle of one of 2²³ equal parts, exact in f32.
#[inline(always)]
pub fn uniform(word: u32) -> f32 {
    ((word >> 9) as f32 + 0.5) * (1.0 / 8_388_608.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers from the paper's own distribution (Random123, `kat_vectors`).
    #[test]
    fn threefry_gives_the_known_answers() {
        assert_eq!(threefry([0, 0], [0, 0]), [0x6b20_0159, 0x99ba_4efe]);
        assert_eq!(
            threefry([u32::MAX, u32::MAX], [u32::MAX, u32::MAX]),
            [0x1cb9_96fc, 0xbb00_2be7]
        );
        assert_eq!(
            threefry([0x1319_8a2e, 0x0370_7344], [0x243f_6a88, 0x85a3_08d3]),
            [0xc492_3a9c, 0x483d_f7a0]
        );
    }

    #[test]
    fn uniform_stays_inside_the_unit_interval() {
        assert!(uniform(0) > 0.0);
        assert!(uniform(u32::MAX) < 1.0);
    }
}
