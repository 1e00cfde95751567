//! Whole worlds: fresh ones, those that once failed, and one killed after each of its steps.

use callscribe_simulation::world::{Play, Tally, World};

/// Seeds of worlds that once failed.
const FAILED_ONCE: &str = include_str!("failed-once.txt");

fn play(seeds: impl Iterator<Item = u64>) -> Tally {
    let mut all = Tally::default();
    for seed in seeds {
        println!("world {seed}");
        let tally = World::play(Play::of(seed));
        assert!(tally.is_clean(), "world {seed}: {tally}\n{}", tally.findings.join("\n"));
        all.add(tally);
    }
    println!("{all}");
    all
}

#[test]
fn nothing_is_doubled_lost_or_stuck_in_any_world() {
    let fresh = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |since| since.as_secs());
    let all = play((0..300).map(|n| fresh.wrapping_mul(1_000) + n));
    let entries = all.logged + all.unresolved + all.unlogged;
    assert!(all.logged * 2 > entries, "a product that logs little fails: {all}");
    assert!(all.unresolved * 20 > entries, "conflicts are not hidden: {all}");
    assert!(all.kills > 20 * all.worlds && all.notes > 5 * all.worlds, "the worlds became tame: {all}");
}

#[test]
fn worlds_that_once_failed_do_not_fail_again() {
    play(FAILED_ONCE.lines().filter_map(|line| line.split('#').next()?.trim().parse().ok()));
}

#[test]
fn g1_a_kill_after_any_step_of_a_world_loses_and_doubles_nothing() {
    let quiet = Play { calls: 3, kills: false, ..Play::of(7) };
    let steps = World::play(quiet).steps_of_storm;
    assert!(steps > 100, "{steps}");
    for step in 1..=steps {
        let tally = World::play(Play { kill_after: Some(step), ..quiet });
        assert!(tally.is_clean(), "killed after step {step}: {tally}\n{}", tally.findings.join("\n"));
    }
}

#[test]
fn a_world_is_the_same_whenever_it_is_played() {
    assert_eq!(World::play(Play::of(11)), World::play(Play::of(11)));
}
