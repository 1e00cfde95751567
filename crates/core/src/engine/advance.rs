//! How an entry moves on within one change: when its call begins or ends, when its contact is known, when its note changes.

mod address_book;
mod decide;
mod ends;
mod pop;
mod retry;
mod same_call;
mod text;

pub(super) use self::decide::{decide, found, to_contact};
pub(super) use self::ends::{delay, end, end_entry, keep_policies, take_back, time_is_up};
pub(super) use self::pop::created;
pub(super) use self::retry::{resume, retry};
pub(super) use self::same_call::ask_same_call;
pub(super) use self::text::{can_be_updated, facts_moved_on, later_text, note_moved_on, wait_to_log_once};
use super::change::Change;
use super::io::Key;
use super::view::{Stop, View};
use crate::call::Call;
use crate::case::Case;
use crate::entry::{Conflict, Delay, Exclusion, LogEntry, LogStatus, StepKind};
use crate::integration::{IntegrationId, IntegrationKind, SignIn};
use crate::order::InOrder;
use crate::rules;
use crate::time::{Clock, Millis};

/// The entries of a call just heard of: one per integration that takes its account's calls.
pub(super) fn new_entries(view: &View<'_>, case: &mut Case, now: Millis) {
    let account = view.working.accounts.get(&case.call.id.account);
    let note_is_open = case.entries.iter().any(|e| matches!(e.delay, Delay::NoteOpened | Delay::On | Delay::Off));
    let missing: Vec<&IntegrationId> = view
        .working
        .integrations
        .values()
        .filter(|i| rules::takes_calls_of(i, account) && case.entry(&i.id).is_none())
        .map(|i| &i.id)
        .collect();
    for id in missing {
        let mut entry = LogEntry::new(case.key(id));
        if note_is_open {
            entry.delay = Delay::NoteOpened;
        }
        entry.step(now, StepKind::CallStarted(case.call.direction()));
        let over = case.call.ended().is_some_and(|ended| view.working.integrations.get(id).is_some_and(|i| ended < i.added_at));
        if over {
            entry.status = LogStatus::Earlier;
        }
        case.entries.push(entry);
    }
    case.entries.order_by(|a, b| a.key.cmp(&b.key));
}

/// A1: while the call runs every integration is asked who has the number; A14 and A11 come before any look-up.
pub(super) fn begin(view: &View<'_>, case: &mut Case) {
    let barred = rules::at_start(&case.call, &view.working.settings).is_some();
    for entry in &mut case.entries {
        if !barred && entry.status == LogStatus::Unlogged && entry.found.is_none() {
            entry.status = LogStatus::Matching(0);
        }
    }
}

/// G7: what waits in a removed integration is kept, and taken up when it is added again.
pub(super) fn set_aside(entry: &mut LogEntry) {
    let under_way = matches!(entry.status, LogStatus::Sending { .. } | LogStatus::InDoubt { .. });
    let doubled = matches!(entry.status, LogStatus::Unresolved(Conflict::Doubled(_)));
    if (entry.is_unlogged() || doubled) && !under_way {
        entry.before_dismissal = Some(Box::new(std::mem::replace(&mut entry.status, LogStatus::Removed)));
    }
}

/// A record is there.
pub(super) fn logged(entry: &mut LogEntry, status: LogStatus, now: Millis) {
    entry.step(now, StepKind::Logged);
    entry.held_until = None;
    entry.status = status;
}

/// Takes every entry as far as it goes without asking anybody, and puts the case.
///
/// # Errors
/// [`Stop::Need`] when an address book has to be read.
pub(super) fn put(view: &View<'_>, change: &mut Change, before: Option<&Case>, case: Case, clock: &Clock<'_>) -> Result<(), Stop> {
    let case = settle(view, change, before, case, clock)?;
    change.put_case(view, &case);
    Ok(())
}

/// The case, every entry of which went as far as it goes without asking anybody; nobody has put it yet.
///
/// # Errors
/// [`Stop::Need`] when an address book has to be read.
pub(super) fn settle(view: &View<'_>, change: &mut Change, before: Option<&Case>, mut case: Case, clock: &Clock<'_>) -> Result<Case, Stop> {
    let now = clock.wall;
    let revision = case.note_to_send().1;
    let note_moved = before.and_then(|b| b.note.as_ref()).map(|n| n.revision) != case.note.as_ref().map(|n| n.revision);
    let mut entries = std::mem::take(&mut case.entries);
    for entry in &mut entries {
        let Some(integration) = view.working.integrations.get(&entry.key.integration).filter(|i| !i.removed) else { continue };
        if rules::is_deleted_before_logging(&case.call, entry) {
            entry.step(now, StepKind::Decided("J7".into()));
            entry.status = LogStatus::Excluded(Exclusion::Deleted);
        }
        note_moved_on(entry, integration, revision, !note_moved, now);
        facts_moved_on(entry, &case, integration, now);
        wait_to_log_once(view, entry, &case, integration, now);
        match integration.kind {
            IntegrationKind::AddressBook { .. } => address_book::log(view, change, entry, &case, integration, now)?,
            IntegrationKind::AppConnect(_) | IntegrationKind::Direct(_) if integration.sign_in == SignIn::Needed => match entry.status {
                LogStatus::Matching(_) if !case.call.is_final() => entry.status = LogStatus::Unlogged,
                LogStatus::Matching(_) | LogStatus::Ready { .. } => retry::wait_for_sign_in(entry, now),
                _ => {}
            },
            IntegrationKind::AppConnect(_) | IntegrationKind::Direct(_) => {}
        }
        if !matches!(entry.status, LogStatus::Matching(_)) {
            entry.still_asks = None;
        }
    }
    case.entries = entries;
    pop::pop(view, change, &mut case, now);
    Ok(case)
}

/// Everything a call that just ended is looked at with.
pub(super) fn around_the_end(view: &View<'_>, case: &Case) -> impl Iterator<Item = Key> {
    deciding(view, case).chain([around(&case.call)])
}

/// What was chosen for the call's number in an integration.
pub(super) fn remembered_key(integration: &IntegrationId, call: &Call) -> Key {
    Key::Remembered(integration.clone(), call.other().key)
}

/// Everything a decision looks at: the address books' contacts with the call's number, and what was chosen for it before.
pub(super) fn deciding(view: &View<'_>, case: &Case) -> impl Iterator<Item = Key> {
    let remembered = case.entries.iter().map(|entry| remembered_key(&entry.key.integration, &case.call));
    book_keys(view, case).chain(remembered.collect::<Vec<_>>())
}

/// The calls around one that has ended: by told facts only, since the clock moves on between two reads.
fn around(call: &Call) -> Key {
    let told = call.facts.started.as_ref().or(call.facts.ended.as_ref());
    Key::CallsAround(told.map_or(call.first_seen, |fact| fact.value))
}

/// The address books' contacts with the call's number.
fn book_keys(view: &View<'_>, case: &Case) -> impl Iterator<Item = Key> {
    let number = case.call.other().key;
    let books = view.working.integrations.values().filter(|i| i.is_address_book());
    books.map(move |book| Key::BookNumber(book.id.clone(), number.clone()))
}

/// Whether two names are one for eyes.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
