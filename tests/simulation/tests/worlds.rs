//! Whole worlds: fresh ones, those that once failed, and one killed after each of its steps.

use callscribe_simulation::world::{Kill, Play, Tally, World};
use callscribe_simulation::worlds::{Played, play_all, play_killed_at_each_effect};

/// Seeds of worlds that once failed.
const FAILED_ONCE: &str = include_str!("failed-once.txt");

/// What the worlds came to, all of which have to be whole.
fn whole(played: Played) -> Tally {
    let failed: Vec<String> =
        played.failed.iter().map(|(play, tally)| format!("{play:?}: {tally}\n{}", tally.findings.join("\n"))).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    println!("{}", played.all);
    played.all
}

#[test]
fn nothing_is_doubled_lost_or_stuck_in_any_world() {
    let fresh = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |since| since.as_secs());
    println!("worlds from seed {}", fresh.wrapping_mul(1_000));
    let all = whole(play_all((0..300).map(|n| Play::of(fresh.wrapping_mul(1_000) + n))));
    let entries = all.logged + all.unresolved + all.unlogged;
    assert!(all.logged * 2 > entries, "a product that logs little fails: {all}");
    assert!(all.unresolved * 20 > entries, "conflicts are not hidden: {all}");
    assert!(all.kills > 20 * all.worlds && all.notes > 5 * all.worlds, "the worlds became tame: {all}");
}

#[test]
fn worlds_that_once_failed_do_not_fail_again() {
    let seeds = FAILED_ONCE.lines().filter_map(|line| line.split('#').next()?.trim().parse().ok());
    // As they were then, and with all there is now.
    whole(play_all(seeds.flat_map(|seed| [Play { tasks: false, ..Play::of(seed) }, Play::of(seed)])));
}

#[test]
fn g1_a_kill_at_any_boundary_of_an_effect_in_a_world_of_fifty_calls_loses_and_doubles_nothing() {
    let quiet = Play { calls: 50, kills: false, ..Play::of(7) };
    let effects = World::play(quiet).effects;
    assert!(effects > 150, "{effects}");
    assert_eq!(whole(play_killed_at_each_effect(quiet)).kills, effects * 2);
}

#[test]
fn g1_a_kill_after_any_step_of_a_small_world_loses_and_doubles_nothing() {
    let quiet = Play { calls: 3, kills: false, ..Play::of(7) };
    let steps = World::play(quiet).steps_of_storm;
    assert!(steps > 100, "{steps}");
    let killed = (1..=steps).map(|step| Play { kill: Some(Kill::AfterStep(step)), ..quiet });
    assert_eq!(whole(play_all(killed)).kills, steps);
}

#[test]
fn a_world_is_the_same_whenever_it_is_played() {
    assert_eq!(World::play(Play::of(11)), World::play(Play::of(11)));
    let quiet = Play { calls: 3, kills: false, ..Play::of(7) };
    for world in World::killed_at_each_effect(quiet) {
        assert_eq!(World::play(world.how()), world.played_on());
    }
}
