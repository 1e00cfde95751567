//! Walks the automaton that knows which digits are numbers.

use super::{EDGE, EDGES, PLANS, STATE, STATES, short};

/// Set in a state where the digits that lead to it are taken.
const TAKEN: usize = 1 << 15;
/// Set in the last edge of a state.
const LAST: usize = 1 << 23;
/// The state no digits are taken from.
const NOWHERE: usize = 0;

/// Whether these digits, all of them ASCII, are taken from this state.
pub(super) fn takes(start: usize, digits: &[u8]) -> bool {
    let end = digits.iter().try_fold(start, |state, digit| follow(state, digit.wrapping_sub(b'0')));
    end.is_some_and(|state| short(STATES + state * STATE) & TAKEN != 0)
}

fn follow(state: usize, digit: u8) -> Option<usize> {
    if state == NOWHERE {
        return None;
    }
    let mut at = EDGES + (short(STATES + state * STATE) & !TAKEN) * EDGE;
    loop {
        let edge = short(at) | usize::from(PLANS[at + 2]) << 16;
        if edge >> digit & 1 != 0 {
            return Some(edge >> 10 & 0x1FFF);
        }
        if edge & LAST != 0 {
            return None;
        }
        at += EDGE;
    }
}
