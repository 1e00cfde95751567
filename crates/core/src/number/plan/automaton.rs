//! Walks the automaton that knows which digits are numbers.
//!
//! A state is one byte, how many edges it has, with the highest bit set where the digits so far are taken, and its edges. An edge is
//! the digits it is for and the state they lead to: one byte each for usual digits and for favourite or near states, two more for the
//! other digits, one more for states farther away. States lie behind those they lead to; at the first one nothing leads on.

use super::{PLANS, STATES, USUAL, short};

/// How many sets of digits, one bit for each digit, and how many favourite states there are.
pub(super) const USUALS: usize = 255;
pub(super) const FAVOURITES: usize = 64;
/// States so near, in bytes, are one byte away.
const NEAR: usize = 30;
const FARTHER: usize = FAVOURITES + NEAR;

/// Set in a state where the digits that lead to it are taken.
const TAKEN: u8 = 1 << 7;

/// Whether these digits, all of them ASCII, are taken from this state on.
pub(super) fn takes(start: usize, digits: &[u8]) -> bool {
    let end = digits.iter().try_fold(start, |state, digit| follow(state, digit.wrapping_sub(b'0')));
    end.is_some_and(|state| PLANS[STATES + state] & TAKEN != 0)
}

fn follow(state: usize, digit: u8) -> Option<usize> {
    let mut at = STATES + state;
    let mut next = || {
        at += 1;
        usize::from(PLANS[at])
    };
    for _ in 0..PLANS[STATES + state] & !TAKEN {
        let digits = match next() {
            USUALS => next() | next() << 8,
            usual => short(USUAL + usual * 2),
        };
        let to = match next() {
            favourite @ 0..FAVOURITES => short(USUAL + (USUALS + favourite) * 2),
            near @ FAVOURITES..FARTHER => state - (near - FAVOURITES),
            high => state - ((high - FARTHER) << 8 | next()),
        };
        if digits >> digit & 1 != 0 {
            return Some(to);
        }
    }
    None
}
