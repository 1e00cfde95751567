//! Each safeguard, switched off alone, makes the worlds fail; a build that knows the switch is never shipped.
//!
//! Compiled by `without-safeguards.sh`; otherwise there is nothing to switch.
#![cfg(callscribe_sabotage)]

use callscribe_core::safeguard::{Safeguard, switch_off};
use callscribe_simulation::world::Play;
use callscribe_simulation::worlds::play;

/// Worlds in which a missing safeguard has to show.
const WORLDS: u64 = 200;

/// Which of the worlds of a fresh seed is the first to fail.
fn first_failure(without: Option<Safeguard>, worlds: u64) -> Option<(u64, String)> {
    let fresh = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |since| since.as_secs());
    switch_off(without);
    (0..worlds).find_map(|n| {
        let tally = play(Play::of(fresh.wrapping_mul(1_000) + n));
        (!tally.is_clean()).then(|| (n + 1, tally.findings.first().cloned().unwrap_or_default()))
    })
}

fn is_missed(safeguard: Safeguard) {
    let failed = first_failure(Some(safeguard), WORLDS);
    println!("without {safeguard:?}: {failed:?}");
    assert!(failed.is_some(), "without {safeguard:?} {WORLDS} worlds found nothing wrong");
}

#[test]
fn with_every_safeguard_worlds_are_whole() {
    assert_eq!(first_failure(None, 20), None);
}
#[test]
fn g1_without_a_claim_before_a_write_worlds_fail() {
    is_missed(Safeguard::ClaimBeforeSend);
}
#[test]
fn g3_without_a_look_before_a_create_worlds_fail() {
    is_missed(Safeguard::FindBeforeCreate);
}
#[test]
fn b6_without_durable_drafts_worlds_fail() {
    is_missed(Safeguard::DurableDraft);
}
#[test]
fn e3_without_attempts_counted_in_their_claim_worlds_fail() {
    is_missed(Safeguard::BudgetInClaim);
}
#[test]
fn g1_without_the_wait_before_absent_worlds_fail() {
    is_missed(Safeguard::SettleWait);
}
#[test]
fn without_inputs_sent_again_worlds_fail() {
    is_missed(Safeguard::ResendInputs);
}
#[test]
fn nothing_that_runs_in_a_browser_can_be_built_with_the_switch() {
    let core = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/core");
    let arguments = ["check", "--locked", "--lib", "--target", "wasm32-unknown-unknown"];
    let build = std::process::Command::new(env!("CARGO")).args(arguments).current_dir(core).output();
    let build = build.expect("cargo runs");
    let said = String::from_utf8_lossy(&build.stderr).into_owned();
    assert!(!build.status.success() && said.contains("switches safeguards off"), "{said}");
}
