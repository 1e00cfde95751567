//! Plays worlds and prints what they came to; fails when anything was doubled, lost or stuck.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use callscribe_simulation::world::{Play, Tally, World};

static PLAYING: AtomicU64 = AtomicU64::new(0);

fn main() -> ExitCode {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        told(panic);
        println!("failing seed: {}", PLAYING.load(Ordering::Relaxed));
    }));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)?.parse().ok());
    let fresh = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let (worlds, seed): (u64, u64) = (number("--worlds").unwrap_or(200), number("--seed").unwrap_or(fresh));
    let mut all = Tally::default();
    let mut failed = Vec::new();
    for seed in (0..worlds).map(|n| seed.wrapping_add(n)) {
        PLAYING.store(seed, Ordering::Relaxed);
        let tally = World::play(Play { told: arguments.iter().any(|a| a == "--tell"), ..Play::of(seed) });
        if !tally.is_clean() {
            failed.push(seed);
            tally.findings.iter().for_each(|finding| eprintln!("seed {seed}: {finding}"));
        }
        all.add(tally);
    }
    println!("{all}");
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("failing seeds: {failed:?}");
    ExitCode::FAILURE
}
