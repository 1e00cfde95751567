//! Finds the prefix of a dialled number, as a regular expression does: the first way that fits, tried in order.

use super::{PLANS, POOL};

/// The steps of a prefix, each with its kind in the high half of its first byte.
#[derive(Debug, Clone, Copy)]
pub(in crate::number) struct Prefix(&'static [u8]);

/// Takes a digit among those of the ten low bits.
const DIGIT: u8 = 0x00;
/// Tries the next step, then the one at the place of the twelve low bits.
const EITHER: u8 = 0x10;
/// Goes on at the place of the twelve low bits.
const JUMP: u8 = 0x20;
/// Remembers the place in the number: two for each group, its begin and its end.
const SAVE: u8 = 0x30;
/// Goes on at the end of the number only.
const END: u8 = 0x40;

/// Where a prefix was found at the front of a number.
#[derive(Debug, Default)]
pub(in crate::number) struct Found {
    /// How many digits it has.
    pub end: usize,
    /// Where its groups lie.
    saved: [Option<usize>; 6],
}

impl Found {
    /// The digits of a group; `None` where it was not needed.
    pub(in crate::number) fn group<'a>(&self, group: usize, digits: &'a str) -> Option<&'a str> {
        digits.get(self.saved[group * 2]?..self.saved[group * 2 + 1]?)
    }
}

impl Prefix {
    pub(super) fn at(place: usize) -> Option<Self> {
        (place != 0).then(|| Self(&PLANS[POOL + place..]))
    }

    /// The prefix these digits begin with.
    pub(in crate::number) fn find(self, digits: &[u8]) -> Option<Found> {
        let mut found = Found::default();
        found.end = self.fit(0, digits, 0, &mut found.saved)?;
        Some(found)
    }

    /// Where the prefix ends if the steps from `step` on fit the digits from `at` on.
    fn fit(self, mut step: usize, digits: &[u8], mut at: usize, saved: &mut [Option<usize>; 6]) -> Option<usize> {
        loop {
            let kind = self.0[step];
            let wide = || usize::from(kind & 0xF) << 8 | usize::from(self.0[step + 1]);
            match kind & 0xF0 {
                DIGIT => {
                    let digit = digits.get(at)?.wrapping_sub(b'0');
                    if wide() >> digit & 1 == 0 {
                        return None;
                    }
                    at += 1;
                    step += 2;
                }
                EITHER => {
                    if let Some(end) = self.fit(step + 2, digits, at, saved) {
                        return Some(end);
                    }
                    step = wide();
                }
                JUMP => step = wide(),
                SAVE => {
                    let place = usize::from(kind & 0xF);
                    let before = saved[place].replace(at);
                    let end = self.fit(step + 1, digits, at, saved);
                    if end.is_none() {
                        saved[place] = before;
                    }
                    return end;
                }
                END if at < digits.len() => return None,
                END => step += 1,
                _ => return Some(at),
            }
        }
    }
}
