//! Rule I9: what an administrator set counts over the agent's own choice.

use callscribe_core::command::Command;
use callscribe_core::engine::Input;
use callscribe_core::settings::{Managed, Settings};
use callscribe_simulation::rig::{CRM, Rig, id};
use callscribe_simulation::sample::{ANN, BOB};

/// What an administrator sets.
pub fn managed(text: &str) -> Input {
    Input::Managed(Managed::read(&serde_json::from_str(text).expect("JSON")))
}

#[test]
fn i9_what_an_administrator_set_counts_until_it_is_free_again() {
    let mut rig = Rig::new();
    rig.command(Command::ChangeSettings(Settings { delay_minutes: 7, ..Settings::default() }));
    rig.tell(managed(&format!(r#"{{"never_log": ["{ANN}"], "delay_minutes": 2}}"#)));
    rig.crash();
    rig.call_from(ANN, "barred");
    assert_eq!((rig.records(), rig.entry_of("barred", CRM).as_str()), (0, "Excluded NeverLog"));

    let seen = rig.shell.working().settings.clone();
    rig.command(Command::ChangeSettings(Settings { log_internal: true, ..seen }));
    rig.tell(managed("{}"));
    rig.call_from(ANN, "free");
    let now = &rig.shell.working().settings;
    assert_eq!((rig.entry_of("free", CRM).as_str(), now.delay_minutes, now.log_internal), ("Logged", 7, true));
}

#[test]
fn i9_private_adds_to_the_own_choices_and_makes_nobody_else_s_the_own() {
    let mut rig = Rig::new();
    rig.command(Command::ChangeSettings(Settings { delay_minutes: 7, never_log: vec![BOB.into()], ..Settings::default() }));
    rig.tell(managed(r#"{"delay_minutes": 2}"#));
    rig.call_ends();
    rig.command(Command::Private { call: id("a") });
    rig.command(Command::Private { call: id("a") });
    rig.tell(managed("{}"));
    let now = &rig.shell.working().settings;
    assert_eq!((now.delay_minutes, now.never_log.as_slice()), (7, [BOB, ANN].map(str::to_owned).as_slice()));
}
