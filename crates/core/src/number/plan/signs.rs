//! Which signs a number may end with: letters and digits of all scripts, as Unicode knows them.

use super::{PLANS, POOL, SIGNS};

/// Whether this is a letter, a digit, or a sign Unicode does not know.
///
/// The other ones beyond ASCII are laid down as ranges in order, for each how far its first is from the last of the range before, and
/// how far its last is from its first, in sevens of bits from the lowest, the eighth bit set where more follow.
pub(in crate::number) fn may_end_a_number(sign: char) -> bool {
    if sign.is_ascii() {
        return sign.is_ascii_alphanumeric();
    }
    let (mut at, mut last) = (SIGNS, 0);
    while at < POOL {
        let first = last + distance(&mut at);
        last = first + distance(&mut at);
        if u32::from(sign) <= last {
            return u32::from(sign) < first;
        }
    }
    true
}

fn distance(at: &mut usize) -> u32 {
    let (mut distance, mut bits) = (0, 0);
    loop {
        let byte = PLANS[*at];
        *at += 1;
        distance |= u32::from(byte & 0x7F) << bits;
        if byte & 0x80 == 0 {
            return distance;
        }
        bits += 7;
    }
}
