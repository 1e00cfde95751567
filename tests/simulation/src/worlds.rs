//! Plays many worlds, on all cores, and looks for the shortest play that fails like one of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::world::{Play, Tally, World};

/// How long a shorter play is looked for.
const PATIENCE: Duration = Duration::from_secs(30);
/// Worlds tried for each shorter form.
const TRIES: u64 = 12;

/// What many worlds came to.
#[derive(Debug, Default)]
pub struct Played {
    /// All together.
    pub all: Tally,
    /// Those that failed, by seed, each with what was found.
    pub failed: Vec<(Play, Tally)>,
}

/// Plays one world; a broken promise of the engine is a finding like any other.
pub fn play(play: Play) -> Tally {
    caught(|| World::play(play))
}

/// Plays these on all cores.
pub fn play_all(plays: impl Iterator<Item = Play> + Send) -> Played {
    on_all_cores(plays.map(|play| (play, move || World::play(play))))
}

/// Plays this once for each boundary of an effect in it, on all cores, with a kill there.
pub fn play_killed_at_each_effect(play: Play) -> Played {
    on_all_cores(World::killed_at_each_effect(play).map(|world| (world.how(), move || world.played_on())))
}

fn on_all_cores<F: FnOnce() -> Tally>(plays: impl Iterator<Item = (Play, F)> + Send) -> Played {
    let plays = Mutex::new(plays);
    let played = Mutex::new(Played::default());
    let next = || plays.lock().ok()?.next();
    let work = || {
        while let Some((play, tally)) = next() {
            let tally = caught(tally);
            let Ok(mut played) = played.lock() else { return };
            if !tally.is_clean() {
                played.failed.push((play, tally.clone()));
            }
            played.all.add(tally);
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    let mut played = played.into_inner().unwrap_or_default();
    played.failed.sort_by_key(|(play, _)| play.seed);
    played
}

fn caught(tally: impl FnOnce() -> Tally) -> Tally {
    catch_unwind(AssertUnwindSafe(tally)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        Tally { worlds: 1, broken: 1, findings: vec![said.unwrap_or_default()], ..Tally::default() }
    })
}

/// The play with the fewest happenings that still fails: fewer calls, no kills, no agent, and worlds next to it.
pub fn shortest(failed: &(Play, Tally)) -> (Play, Tally) {
    let begun = Instant::now();
    let mut best = failed.clone();
    for calls in 1..=failed.0.calls {
        for (kills, agent) in [(false, false), (false, true), (true, false), (true, true)] {
            for n in 0..TRIES {
                if begun.elapsed() > PATIENCE {
                    return best;
                }
                let shorter = Play { seed: failed.0.seed.wrapping_add(n), calls, kills, agent, ..failed.0 };
                let tally = play(shorter);
                if !tally.is_clean() && tally.happenings < best.1.happenings.max(1) {
                    best = (shorter, tally);
                }
            }
        }
        if best.0.calls <= calls {
            return best;
        }
    }
    best
}
