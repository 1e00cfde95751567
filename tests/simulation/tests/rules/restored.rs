//! Rule I10: an exported file comes back, with what is known here left as it is.

use callscribe_core::account::{Gap, GapState, Line, LineProblem, PhoneAccount, Sync};
use callscribe_core::backup::{HEAD, Part, TAIL, lines, pieces};
use callscribe_core::book::{Activity, BookContact, BookNumber};
use callscribe_core::call::{AccountId, CallEvent};
use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::contact::Contact;
use callscribe_core::crm::ErrorKind;
use callscribe_core::desk::{DeskItem, RestoreReport};
use callscribe_core::engine::{Asked, DeskRow};
use callscribe_core::entry::LogKey;
use callscribe_core::integration::{Integration, IntegrationId, SignIn};
use callscribe_core::practice;
use callscribe_core::settings::Settings;
use callscribe_core::store::{Query, Store, decode};
use callscribe_core::time::{HOUR, MINUTE};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, key};
use callscribe_simulation::sample::{ANN, BOB, line, number, whole};

const DAY: i64 = 24 * HOUR;

fn stored(rig: &Rig, store: Store) -> usize {
    rig.shell.store.query(&Query::all(store)).len()
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
    let report = report(rig);
    (report.done, report.calls, report.known)
}

fn report(rig: &Rig) -> RestoreReport {
    let rows: Vec<DeskRow> =
        rig.shell.store.query(&Query::all(Store::Desk)).iter().map(|row| decode(row).expect("a row of ours")).collect();
    match &rows[..] {
        [DeskRow { item: DeskItem::Restored(report), .. }] => *report,
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

/// Ann in the address book.
fn ann(name: &str) -> BookContact {
    BookContact {
        book: IntegrationId::address_book(),
        id: "ann".into(),
        name: name.into(),
        company: String::new(),
        email: String::new(),
        numbers: vec![BookNumber { label: String::new(), number: number(ANN) }],
        associations: Vec::new(),
        created: 0,
        changed: 0,
    }
}

/// A browser with an address book in which Ann was written down so long after the beginning.
fn with_book(name: &str, late: i64) -> Rig {
    let mut rig = Rig::new();
    rig.wait(late);
    rig.connect(Integration::address_book(IntegrationId::address_book(), "Book", rig.now - HOUR, false));
    rig.command(Command::SaveContact { book: IntegrationId::address_book(), contact: Box::new(ann(name)) });
    rig
}

#[test]
fn i10_settings_come_back_where_none_were_chosen() {
    let mut rig = Rig::new();
    rig.command(Command::ChangeSettings(Settings { region: "GB".into(), delay_minutes: 7, ..Settings::default() }));
    let text = exported(&rig);
    let after = |own: Option<Settings>| {
        let mut other = Rig::bare();
        own.into_iter().for_each(|own| other.command(Command::ChangeSettings(own)));
        import(&mut other, &text);
        let settings = &other.shell.working().own;
        (settings.region.clone(), settings.delay_minutes, settings.welcomed)
    };
    let theirs = ("GB".to_owned(), 7, true);
    assert_eq!(after(None), theirs, "and nobody is welcomed once more");
    assert_eq!(after(Some(Settings { welcomed: true, ..Settings::default() })), theirs);
    let own = Settings { region: "FR".into(), ..Settings::default() };
    assert_eq!(after(Some(own.clone())), ("FR".to_owned(), own.delay_minutes, own.welcomed));
}

#[test]
fn i10_what_was_connected_comes_back_to_be_signed_in_to_and_logs_nothing_older() {
    let mut rig = with_book("Ann", 0);
    rig.fails(Asked::Contacts, ErrorKind::RateLimited { until: rig.now + DAY });
    rig.call_ends();
    let chosen = rig.crm().having(ANN)[0].clone();
    rig.command(Command::Always { key: key("a", IntegrationId::address_book().as_str()), contact: Box::new(chosen) });
    let text = exported(&rig);
    let mut other = Rig::bare();
    other.now = rig.now + HOUR;
    import(&mut other, &text);
    let working = other.shell.working();
    let of = |id: &str| {
        let one = &working.integrations[&IntegrationId::new(id)];
        (one.sign_in, one.automatic_since, one.paused_until)
    };
    assert_eq!(of(CRM), (SignIn::Needed, Some(other.now), None));
    assert_eq!(of(IntegrationId::address_book().as_str()), (SignIn::Works, Some(other.now), None));
    let line = &working.accounts[&AccountId::new(LINE)];
    assert_eq!((line.connected_at, line.watched_until, &line.line, &line.sync), (other.now, None, &Line::Idle, &Sync::default()));
    assert!(line.gaps.is_empty());
    let remembered = |rig: &Rig| rig.shell.store.query(&Query::prefix(Store::Settings, "remembered/")).len();
    assert_eq!((remembered(&rig), remembered(&other)), (1, 1));
    assert_eq!(check::all::<Activity>(&other.shell.store).len(), 1);

    let known = rig.shell.store.query(&Query::all(Store::Settings));
    import(&mut rig, &text);
    assert_eq!(rig.shell.store.query(&Query::all(Store::Settings)), known, "what is known stays as it is");
    assert_eq!(check::all::<Activity>(&rig.shell.store).len(), 1);
}

#[test]
fn i10_what_a_line_was_watched_for_stays_where_it_was_watched() {
    let mut rig = Rig::new();
    let sync = Sync { token: Some("t1".into()), ..Sync::default() };
    let gap = Gap { from: 0, to: 1, seen: false, state: GapState::Shown };
    let watched = PhoneAccount { watched_until: Some(rig.now), gaps: vec![gap], sync, ..line("rc:1/102") };
    rig.command(Command::AddAccount(Box::new(watched)));
    let text = exported(&rig);
    let mut other = Rig::bare();
    import(&mut other, &text);
    let theirs = &other.shell.working().accounts[&AccountId::new("rc:1/102")];
    assert_eq!((theirs.watched_until, theirs.gaps.len(), &theirs.sync), (None, 0, &Sync::default()));
}

#[test]
fn i10_what_was_written_and_chosen_here_meanwhile_stays() {
    let mut rig = with_book("Ann", 0);
    let book = IntegrationId::address_book();
    rig.call_ends();
    let always = |name: &str| {
        let contact = Box::new(Contact { id: "ann".into(), name: name.into(), ..Contact::default() });
        Command::Always { key: key("a", book.as_str()), contact }
    };
    rig.command(always("Ann"));
    let text = exported(&rig);
    rig.command(always("Ann of today"));
    rig.notes("a", "written after the export");
    rig.wait(MINUTE);
    let here = [Store::Settings, Store::Activities].map(|store| rig.shell.store.query(&Query::all(store)));
    import(&mut rig, &text);
    assert_eq!([Store::Settings, Store::Activities].map(|store| rig.shell.store.query(&Query::all(store))), here);
}

#[test]
fn i10_all_that_was_chosen_for_numbers_comes_back() {
    let mut rig = with_book("Ann", 0);
    for n in 0..6 {
        rig.call_from(&format!("+1415555018{n}"), &format!("s{n}"));
        let key = key(&format!("s{n}"), IntegrationId::address_book().as_str());
        assert_eq!(rig.desk(Command::Always { key, contact: Box::default() }), None);
    }
    let text = exported(&rig);
    let mut other = Rig::bare();
    import(&mut other, &text);
    assert_eq!(other.shell.store.query(&Query::prefix(Store::Settings, "remembered/")).len(), 6);
}

#[test]
fn i10_a_call_known_here_by_another_of_its_names_stays_as_it_is() {
    let mut rig = Rig::new();
    rig.phone(CallEvent { aliases: vec!["x".into()], ..whole(LINE, "a", ANN, rig.now - MINUTE) });
    let text = exported(&rig);
    let mut other = Rig::new();
    other.call_from(ANN, "x");
    import(&mut other, &text);
    assert_eq!((said(&other), stored(&other, Store::Calls)), ((true, 0, 1), 1));
}

#[test]
fn i10_every_name_of_a_call_comes_back_and_one_forgotten_here_stays_forgotten() {
    let mut rig = Rig::new();
    rig.phone(CallEvent { aliases: vec!["x".into()], ..whole(LINE, "a", ANN, rig.now - MINUTE) });
    rig.wait(SETTLED);
    let text = exported(&rig);
    let mut other = Rig::bare();
    import(&mut other, &text);
    other.crms = rig.crms.clone();
    other.call_from(ANN, "x");
    assert_eq!((stored(&other, Store::Calls), stored(&other, Store::Aliases)), (1, 2));
    rig.command(Command::ForgetNumber(ANN.into()));
    import(&mut rig, &text);
    assert_eq!(stored(&rig, Store::Calls), 0);
}

#[test]
fn i10_a_line_that_has_to_be_signed_in_to_waits_for_that() {
    let mut rig = Rig::new();
    rig.command(Command::AddAccount(Box::new(callscribe_simulation::sample::live_line("ast:pbx/100"))));
    let text = exported(&rig);
    let mut other = Rig::bare();
    import(&mut other, &text);
    assert_eq!(other.shell.working().accounts[&AccountId::new("ast:pbx/100")].line, Line::Stopped(LineProblem::Refused));
}

#[test]
fn i10_of_two_states_of_a_contact_the_later_one_stays() {
    for (here, theirs, stays, counted) in [(5, 9, "Ann B.", (1, 0)), (9, 5, "Ann", (0, 1)), (5, 5, "Ann", (0, 1))] {
        let text = exported(&with_book("Ann B.", theirs));
        let mut rig = with_book("Ann", here);
        import(&mut rig, &text);
        let names: Vec<String> = check::all::<BookContact>(&rig.shell.store).into_iter().map(|contact| contact.name).collect();
        assert_eq!((names, (report(&rig).contacts, report(&rig).known)), (vec![stays.to_owned()], counted), "{here} {theirs}");
    }
}

#[test]
fn i10_what_was_practised_elsewhere_stays_there() {
    let mut rig = Rig::new();
    rig.command(Command::StartPractice);
    rig.command(Command::PlayPracticeDay);
    rig.wait(HOUR);
    for row in check::all::<CallRow>(&rig.shell.store) {
        let key = LogKey { call: row.call.id, integration: IntegrationId::practice_book() };
        if rig.desk(Command::Always { key, contact: Box::default() }).is_none() {
            break;
        }
    }
    assert_eq!(rig.shell.store.query(&Query::prefix(Store::Settings, "remembered/")).len(), 1);
    assert!(stored(&rig, Store::Calls) > 10 && stored(&rig, Store::Contacts) > 0 && stored(&rig, Store::Activities) > 0);
    let text = exported(&rig);
    let mut other = Rig::bare();
    import(&mut other, &text);
    let working = other.shell.working();
    assert!(!working.integrations.contains_key(&IntegrationId::practice_book()) && !working.accounts.contains_key(&practice::account_id()));
    assert_eq!([Store::Calls, Store::Contacts, Store::Activities].map(|store| stored(&other, store)), [0, 0, 0]);
    assert_eq!(other.shell.store.query(&Query::prefix(Store::Settings, "remembered/")).len(), 0);
}

#[test]
fn l2_what_cannot_be_read_in_a_file_is_kept_and_counted() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(SETTLED);
    let unknown = ["Contacts", "Contacts"].map(|store| format!("[{{\"store\":\"{store}\",\"row\":{{\"v\":1,\"d\":7}}}}],\n"));
    let text = exported(&rig).replace(TAIL, &format!("{}[no json],\n{TAIL}", unknown.concat()));
    let mut other = Rig::bare();
    import(&mut other, &text);
    let report = report(&other);
    assert_eq!((report.done, report.calls, report.broken), (true, 1, 3));
    assert_eq!((stored(&other, Store::Quarantine), other.shell.working().counters.quarantined), (3, 3));
    assert_eq!(report.at, other.now);
}
