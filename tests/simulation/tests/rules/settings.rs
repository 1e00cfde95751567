//! Rule I9: what an administrator set counts over the agent's own choice.

use callscribe_core::command::Command;
use callscribe_core::engine::Input;
use callscribe_core::settings::{Managed, Settings};
use callscribe_simulation::rig::{CRM, Rig};
use callscribe_simulation::sample::ANN;

fn managed(text: &str) -> Input {
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
