//! A small generator of numbers, so that a seed is a world for ever.

/// SplitMix64.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    /// A number from `from` on, below `to`.
    pub fn within(&mut self, from: i64, to: i64) -> i64 {
        from + (self.any() % (to - from).max(1) as u64) as i64
    }
    /// True once in `n` times.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.any().is_multiple_of(n)
    }
    /// One of several.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.within(0, all.len() as i64) as usize)
    }
    /// Another order.
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.within(0, last as i64 + 1) as usize);
        }
    }
}
