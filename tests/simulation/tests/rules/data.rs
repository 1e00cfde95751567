//! Rule I10: what is forgotten is gone here, stays in the CRM, and does not come back.

use callscribe_core::backup::{HEAD, Part, TAIL, lines, pieces};
use callscribe_core::command::Command;
use callscribe_core::crm::ErrorKind;
use callscribe_core::desk::DeskItem;
use callscribe_core::engine::{Asked, DeskRow, Job};
use callscribe_core::integration::IntegrationId;
use callscribe_core::settings::Settings;
use callscribe_core::store::{Query, Store, decode};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script};
use callscribe_simulation::sample::{ANN, BOB, whole};

const DAY: i64 = 24 * HOUR;

fn stored(rig: &Rig, store: Store) -> usize {
    rig.shell.store.query(&Query::all(store)).len()
}

#[test]
fn i10_a_number_is_forgotten_with_its_calls_and_notes_and_its_records_stay() {
    let mut rig = Rig::new();
    for n in 0..45 {
        rig.now += 2 * MINUTE;
        rig.call_from(ANN, &format!("a{n}"));
    }
    rig.notes("a7", "a note");
    rig.call_from(BOB, "b");
    let records = rig.records();
    rig.command(Command::ForgetNumber(ANN.into()));
    rig.wait(SETTLED);
    assert_eq!((stored(&rig, Store::Calls), stored(&rig, Store::Entries), stored(&rig, Store::Notes)), (1, 1, 0));
    let counters = rig.shell.working().counters;
    assert_eq!((counters.calls.all, counters.calls.noted, rig.records()), (1, 0, records));
    assert!(rig.shell.working().jobs.is_empty());
}

#[test]
fn i10_a_late_event_does_not_bring_a_forgotten_call_back() {
    let mut rig = Rig::new();
    let event = whole(LINE, "a", ANN, rig.now - 65 * SECOND);
    rig.phone(event.clone());
    rig.wait(SETTLED);
    rig.command(Command::ForgetNumber(ANN.into()));
    rig.crash();
    rig.phone(event);
    rig.notes("a", "too late");
    rig.wait(SETTLED);
    assert_eq!((stored(&rig, Store::Calls), rig.records(), stored(&rig, Store::Desk)), (0, 1, 0));
}

#[test]
fn i10_a_request_under_way_is_awaited_before_its_call_is_forgotten() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    rig.command(Command::ForgetNumber(ANN.into()));
    assert_eq!((rig.entry().as_str(), stored(&rig, Store::Calls)), ("InDoubt", 1));
    rig.wait(HOUR);
    assert_eq!((stored(&rig, Store::Calls), rig.records()), (0, 1));
}

#[test]
fn i10_history_is_kept_for_some_days_and_what_waits_for_a_person_longer() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.call_from(BOB, "unresolved");
    rig.wait(3 * DAY);
    rig.call_from(ANN, "new");
    rig.command(Command::ChangeSettings(Settings { keep_days: Some(2), ..Settings::default() }));
    assert_eq!((stored(&rig, Store::Calls), rig.records()), (2, 2));
    assert_eq!((rig.entry_of("unresolved", CRM).as_str(), rig.entry_of("new", CRM).as_str()), ("Unresolved NoContact", "Logged"));
    rig.wait(3 * DAY);
    assert_eq!(stored(&rig, Store::Calls), 1, "and the next day, and every day");
    rig.command(Command::ChangeSettings(Settings::default()));
    rig.wait(2 * DAY);
    assert!(!rig.shell.working().jobs.contains_key(Job::FORGET_OLD));
}

#[test]
fn i10_history_that_is_to_be_kept_for_less_time_is_forgotten_at_once() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(3 * DAY);
    let keep = |days| Command::ChangeSettings(Settings { keep_days: Some(days), ..Settings::default() });
    rig.command(keep(5));
    assert_eq!(stored(&rig, Store::Calls), 1);
    rig.command(keep(2));
    assert_eq!(stored(&rig, Store::Calls), 0);
}

/// Everything of a browser, as its screens export it.
fn exported(rig: &Rig) -> String {
    let mut text = HEAD.to_owned();
    for part in Part::ALL {
        let mut after = None;
        loop {
            let rows = rig.shell.store.query(&part.page(after.as_deref()));
            let Some(last) = rows.last() else { break };
            after = Some(last.key.clone());
            let hanging: Vec<_> = part.hanging(&rows).iter().map(|query| rig.shell.store.query(query)).collect();
            text += &lines(part, &rows, &hanging);
        }
    }
    text + TAIL
}

/// Takes a file in, as the screens lay it on the desk.
fn import(rig: &mut Rig, text: &str) {
    for (n, piece) in pieces(text).expect("a file of ours").into_iter().enumerate() {
        rig.shell.put(&DeskRow { key: format!("restore/{n:04}"), item: DeskItem::Restore(piece) });
    }
    rig.command(Command::Restore);
}

/// What the one row of the desk says of an import: whether it is done, how many calls were added, and how many were here already.
fn said(rig: &Rig) -> (bool, usize, usize) {
    let rows: Vec<DeskRow> =
        rig.shell.store.query(&Query::all(Store::Desk)).iter().map(|row| decode(row).expect("a row of ours")).collect();
    match &rows[..] {
        [DeskRow { item: DeskItem::Restored(report), .. }] => (report.done, report.calls, report.known),
        other => panic!("{other:?}"),
    }
}

#[test]
fn i10_an_export_comes_back_whole_and_logs_nothing_once_more() {
    let mut rig = Rig::new();
    for n in 0..30 {
        rig.now += 2 * MINUTE;
        rig.call_from(ANN, &format!("a{n}"));
    }
    rig.notes("a7", "a note");
    rig.call_from(BOB, "unresolved");
    rig.wait(SETTLED);
    rig.fails(Asked::Log, ErrorKind::Offline);
    rig.call_from(ANN, "waits");
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_from(ANN, "doubt");
    let text = exported(&rig);
    rig.wait(HOUR);
    let records = rig.records();

    let mut other = Rig::bare();
    other.now = rig.now;
    import(&mut other, &text);
    other.crms = rig.crms.clone();
    other.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: true });
    other.crash();
    other.wait(DAY);
    assert_eq!((stored(&other, Store::Calls), other.records()), (33, records));
    assert_eq!(said(&other), (true, 33, 0), "what came of it stays on the desk until it is read, and nothing else");
    assert_eq!(other.shell.working().counters.calls.all, 33);
    assert_eq!(other.case("a7").note.map(|note| note.text).as_deref(), Some("a note"));
    let words = ["a0", "unresolved", "waits", "doubt"].map(|session| other.entry_of(session, CRM));
    assert_eq!(words, ["Logged", "Earlier", "Earlier", "Unresolved OutcomeUnknown"]);

    let before = other.shell.store.query(&Query::all(Store::Entries));
    import(&mut other, &text);
    assert_eq!(other.shell.store.query(&Query::all(Store::Entries)), before, "what is known stays as it is");
    assert_eq!(said(&other), (true, 0, 33));
}

#[test]
fn i10_a_forgotten_call_is_not_brought_back_by_a_file() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(SETTLED);
    let text = exported(&rig);
    rig.command(Command::ForgetNumber(ANN.into()));
    import(&mut rig, &text);
    assert_eq!(stored(&rig, Store::Calls), 0);
}

#[test]
fn i10_delete_all_leaves_nothing_of_the_agents() {
    let mut rig = Rig::new();
    for n in 0..50 {
        rig.now += 2 * MINUTE;
        rig.call_from(BOB, &format!("b{n}"));
    }
    rig.notes("b3", "a note");
    rig.command(Command::ChangeSettings(Settings { region: "GB".into(), ..Settings::default() }));
    rig.command(Command::DeleteAll);
    rig.wait(MINUTE);
    for store in [Store::Calls, Store::Entries, Store::Notes, Store::Aliases, Store::Contacts, Store::Activities, Store::Jobs, Store::Desk]
    {
        assert_eq!(stored(&rig, store), 0, "{store:?}");
    }
    rig.crash();
    rig.wait(MINUTE);
    let working = rig.shell.working();
    assert!(working.integrations.is_empty() && working.accounts.is_empty() && working.open.is_empty());
    assert_eq!((&working.settings, working.counters), (&Settings::default(), Default::default()));
}
