//! Plays worlds and prints what they came to; fails when anything was doubled, lost or stuck, and says how to see it again.

use std::process::ExitCode;

use callscribe_simulation::world::{Play, World};
use callscribe_simulation::worlds::{Played, play_all, shortest};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is = |name: &str| arguments.iter().any(|a| a == name);
    let number = |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)?.parse::<u64>().ok());
    let fresh = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let (worlds, seed) = (number("--worlds").unwrap_or(200), number("--seed").unwrap_or(fresh));
    if is("--tell") {
        let usual = Play::of(seed);
        let calls = number("--calls").map_or(usual.calls, |calls| calls as i64);
        let tally = World::play(Play {
            told: true,
            calls,
            kills: !is("--no-kills"),
            agent: !is("--no-agent"),
            two: is("--two"),
            tasks: !is("--no-tasks"),
            ..usual
        });
        tally.findings.iter().for_each(|finding| println!("{finding}"));
        println!("{tally}");
        return if tally.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    // A panic is a finding, told with the seed it belongs to.
    std::panic::set_hook(Box::new(|_| {}));
    let Played { all, failed } = play_all((0..worlds).map(|n| Play::of(seed.wrapping_add(n))));
    println!("{all}");
    let Some(first) = failed.first() else { return ExitCode::SUCCESS };
    for (play, tally) in &failed {
        tally.findings.iter().for_each(|finding| println!("seed {}: {finding}", play.seed));
    }
    let (short, tally) = shortest(first);
    let without = |on: bool, flag: &'static str| if on { "" } else { flag };
    println!(
        "shortest replay found, {} happenings: make simulate REPLAY=\"--seed {} --calls {}{}{}{}\"\n{}",
        tally.happenings,
        short.seed,
        short.calls,
        without(short.kills, " --no-kills"),
        without(short.agent, " --no-agent"),
        without(!short.two, " --two"),
        tally.findings.join("\n"),
    );
    ExitCode::FAILURE
}
