//! Plays simulated worlds on one core and tells, as JSON, the seconds engine and in-memory store took for their events in each run,
//! and the seconds sha256 takes for the same bytes right after.
//!
//! The bytes are those that come in from outside: each input as the JSON it would travel as, and what the agent put on the desk, hashed
//! as one stream. The rows the engine reads and writes for them, many times as much, are not hashed; the time they take counts.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use callscribe_simulation::meter::Meter;
use callscribe_simulation::world::{Play, World};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Runs that count; one more is played first.
const RUNS: usize = 15;
/// Worlds of one run: the same in all.
const WORLDS: u64 = 4;

/// One run of each.
struct Run {
    events: u64,
    bytes: usize,
    engine: f64,
    sha256: f64,
}

fn main() -> ExitCode {
    let Some(runs) = (0..=RUNS).map(|_| run()).collect::<Option<Vec<Run>>>() else {
        eprintln!("a world came to something wrong: its rate says nothing");
        return ExitCode::FAILURE;
    };
    let runs = &runs[1..];
    let each = |of: fn(&Run) -> f64| runs.iter().map(of).collect::<Vec<f64>>();
    let (events, bytes) = (runs[0].events, runs[0].bytes);
    println!("{}", json!({ "events": events, "bytes": bytes, "engine": each(|run| run.engine), "sha256": each(|run| run.sha256) }));
    ExitCode::SUCCESS
}

/// The worlds of one run, then the sum of their bytes; `None` when a world was not clean.
fn run() -> Option<Run> {
    let mut all = Meter::default();
    for seed in 1..=WORLDS {
        let (tally, meter) = World::metered(Play::of(seed));
        if !tally.is_clean() {
            return None;
        }
        all.add(meter);
    }
    let begun = Instant::now();
    black_box(Sha256::digest(black_box(&all.bytes)));
    Some(Run { events: all.events, bytes: all.bytes.len(), engine: all.spent.as_secs_f64(), sha256: begun.elapsed().as_secs_f64() })
}
