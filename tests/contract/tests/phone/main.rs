//! Phones: what real ones told, broken in thousands of ways. A decoder never panics and never tells of calls that nobody made.
//! `MANGLED=1000000` tries so many of each.

mod asterisk;
mod ringcentral;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use callscribe_contract::mangle::{Dice, inputs};

/// Tries `input` with dice of their own as often as is asked for, and says how fast.
fn try_all(what: &str, few: u64, input: impl Fn(&mut Dice) -> u64) {
    let (wanted, began) = (inputs(few), Instant::now());
    let (mut tried, mut seed) = (0, 0);
    while tried < wanted {
        seed += 1;
        let outcome = catch_unwind(AssertUnwindSafe(|| input(&mut Dice::new(seed))));
        tried += outcome.unwrap_or_else(|_| panic!("{what}: seed {seed} panics"));
    }
    println!("{what}: {tried} broken, {:.0} a second", tried as f64 / began.elapsed().as_secs_f64());
}
