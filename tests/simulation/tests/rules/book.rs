//! The address book's own contacts: saved, deleted, and taken from a file a piece at a time.

use callscribe_core::book::{BookContact, ProblemKind};
use callscribe_core::command::{Command, RefusalKind};
use callscribe_core::desk::{DeskItem, FileFormat, ImportFile, ImportReport};
use callscribe_core::engine::{DeskRow, Input};
use callscribe_core::integration::IntegrationId;
use callscribe_core::time::HOUR;
use callscribe_simulation::check;
use callscribe_simulation::rig::Rig;
use callscribe_simulation::sample::ANN;

fn contacts(rig: &Rig) -> Vec<BookContact> {
    check::all(&rig.shell.store)
}

fn people(count: usize) -> String {
    let rows: String = (0..count).map(|n| format!("Person {n},+1415555{n:04}\n")).collect();
    format!("Name,Phone\n{rows}")
}

fn drops(rig: &mut Rig, text: String) {
    let file = ImportFile::new(IntegrationId::address_book(), FileFormat::Csv, text);
    rig.shell.put(&DeskRow { key: "import/1".into(), item: DeskItem::Import(file) });
    rig.shell.tell(Input::Desk, rig.now);
}

fn takes_the_first_piece(rig: &mut Rig) {
    let taken = (0..100).find(|_| rig.shell.step(rig.now).is_none() || contacts(rig).len() >= 190);
    assert!(taken.is_some() && contacts(rig).len() == 190);
}

fn report(rig: &Rig) -> Option<ImportReport> {
    check::all::<DeskRow>(&rig.shell.store).into_iter().find_map(|row| match row.item {
        DeskItem::Imported(report) if row.key == "receipt/import/1" => Some(report),
        _ => None,
    })
}

#[test]
fn a_saved_contact_is_in_the_book_it_was_saved_in_and_a_deleted_one_in_none() {
    let mut rig = Rig::with_book();
    let Command::SaveContact { book, contact } = crate::by_hand::book_contact("ann", ANN) else { panic!("saves") };
    let elsewhere = BookContact { book: IntegrationId::new("elsewhere"), ..*contact };
    rig.command(Command::SaveContact { book: book.clone(), contact: Box::new(elsewhere) });
    rig.call_ends();
    assert_eq!((rig.entry_of("a", "book").as_str(), contacts(&rig)[0].changed), ("Logged", rig.now));
    assert_eq!(rig.desk(Command::DeleteContact { book, contact: "ann".into() }), None);
    assert_eq!(contacts(&rig), []);
    let nowhere = Command::DeleteContact { book: IntegrationId::new("nowhere"), contact: "ann".into() };
    assert_eq!(rig.desk(nowhere), Some(RefusalKind::NotThere));
}

#[test]
fn a_file_is_taken_whole_with_a_worker_that_dies_and_again_changes_nothing() {
    let mut rig = Rig::with_book();
    drops(&mut rig, people(400));
    takes_the_first_piece(&mut rig);
    rig.crash();
    let taken = contacts(&rig);
    let done = report(&rig).unwrap();
    assert_eq!((taken.len(), done.people, done.is_done(), done.problems.len()), (400, 400, true, 0));
    rig.now += HOUR;
    drops(&mut rig, people(400));
    rig.run();
    assert_eq!((contacts(&rig), rig.shell.working().jobs.len()), (taken, 0));
}

#[test]
fn a_book_that_is_removed_while_a_file_is_taken_says_so_at_the_line_it_came_to() {
    let mut rig = Rig::with_book();
    drops(&mut rig, format!("{}nobody,no number\n", people(400)));
    takes_the_first_piece(&mut rig);
    rig.command(Command::RemoveIntegration(IntegrationId::address_book()));
    let done = report(&rig).unwrap();
    let problems: Vec<_> = done.problems.iter().map(|problem| (problem.line, problem.kind.clone())).collect();
    assert_eq!((problems, done.is_done(), done.people), (vec![(191, ProblemKind::NoBook)], true, 190));
    assert!(rig.shell.working().jobs.keys().all(|job| !job.starts_with("import")));
}
