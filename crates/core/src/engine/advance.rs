//! How an entry moves on within one change: when its call begins or ends, when its contact is known, and when its note changes.

use super::address_book;
use super::change::Change;
use super::io::Key;
use super::view::{Stop, View};
use crate::call::Call;
use crate::case::{CallRow, Case, Chip};
use crate::choices::Policies;
use crate::contact::{Contact, ContactMatch};
use crate::crm::{CrmError, ErrorKind, LogDraft, Problem, RecordRef};
use crate::entry::{Conflict, ContactChoice, Delay, Guess, LogEntry, LogStatus, Mode, Record, Sent, StepKind, Write};
use crate::integration::{Integration, IntegrationId, IntegrationKind, SignIn};
use crate::log_text;
use crate::own_text::OwnText;
use crate::rules::{self, AtEnd, Decision, Given};
use crate::settings::Content;
use crate::time::{Clock, Millis, SECOND};

/// A note that changed after logging is sent once it rested this long.
const NOTE_RESTS: Millis = 5 * SECOND;

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
    case.entries.sort_by(|a, b| a.key.cmp(&b.key));
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

/// A2–A8: the call has ended.
///
/// # Errors
/// [`Stop::Need`] when [`around_the_end`] was not read.
pub(super) fn end(view: &View<'_>, case: &mut Case, now: Millis) -> Result<(), Stop> {
    let call = case.call.clone();
    for entry in &mut case.entries {
        let Some(integration) = view.working.integrations.get(&entry.key.integration) else { continue };
        if entry.before_dismissal.as_deref().is_some_and(is_undecided) {
            entry.before_dismissal = Some(Box::new(after_the_end(view, &call, entry, integration)));
        }
        if is_undecided(&entry.status) {
            end_entry(view, &call, entry, integration, now)?;
        }
    }
    Ok(())
}

/// F5: the policies in force when the call ended count; they are kept with the entry unless they are the usual ones.
pub(super) fn keep_policies(view: &View<'_>, case: &mut Case) {
    for entry in &mut case.entries {
        let policies = view.working.integrations.get(&entry.key.integration).map(|i| &i.choices.policies);
        entry.policies = policies.filter(|policies| **policies != Policies::default()).cloned().map(Box::new);
    }
}

/// What becomes of one entry nothing was decided about.
///
/// # Errors
/// [`Stop::Need`] when what was chosen for the number before was not read.
pub(super) fn end_entry(view: &View<'_>, call: &Call, entry: &mut LogEntry, integration: &Integration, now: Millis) -> Result<(), Stop> {
    entry.step(now, StepKind::CallEnded);
    entry.status = after_the_end(view, call, entry, integration);
    match entry.status {
        LogStatus::Delayed { due } => delay(entry, due, now),
        LogStatus::Matching(0) if matches!(&entry.found, Some((_, ContactMatch::One(_)))) => decide(view, entry, call, integration, now)?,
        _ => {}
    }
    if integration.removed {
        set_aside(entry);
    }
    Ok(())
}

/// B1: waits until this instant.
pub(super) fn delay(entry: &mut LogEntry, due: Millis, now: Millis) {
    entry.step(now, StepKind::Delayed(due));
    entry.mode = entry.mode.max(Mode::Delayed);
    entry.status = LogStatus::Delayed { due };
}

/// B1: the time of a delayed entry is up; several contacts of which none was chosen ask, unless a policy decides.
///
/// # Errors
/// [`Stop::Need`] when what was chosen for the number before was not read.
pub(super) fn time_is_up(view: &View<'_>, entry: &mut LogEntry, call: &Call, integration: &Integration, now: Millis) -> Result<(), Stop> {
    let chosen = match &entry.contact {
        Some(ContactChoice::Known(contact)) => Some(contact.clone()),
        _ => None,
    };
    match (chosen, &entry.found) {
        (Some(contact), _) => to_contact(entry, call, integration, &contact, now),
        (None, Some(_)) => decide(view, entry, call, integration, now)?,
        (None, None) => entry.status = LogStatus::Matching(0),
    }
    Ok(())
}

/// Whether nothing was decided yet about an entry in this state.
fn is_undecided(status: &LogStatus) -> bool {
    matches!(status, LogStatus::Unlogged | LogStatus::Earlier | LogStatus::Matching(_) | LogStatus::Retry { write: None, .. })
}

fn after_the_end(view: &View<'_>, call: &Call, entry: &mut LogEntry, integration: &Integration) -> LogStatus {
    if entry.mode == Mode::Manual && entry.contact.is_some() {
        return ready();
    }
    let account = view.working.accounts.get(&call.id.account);
    let settings = &view.working.settings;
    let at_end = rules::at_end(call, account, integration, settings);
    let ended = call.ended().unwrap_or(call.first_seen);
    if let Some(due) = rules::delayed_until(entry.delay, &at_end, ended, settings.delay_minutes) {
        entry.delay = Delay::Until(due);
        return if knows_somebody(entry) { LogStatus::Delayed { due } } else { LogStatus::Matching(0) };
    }
    match at_end {
        AtEnd::Log if call.waits_for_catch_up() => LogStatus::Unlogged,
        AtEnd::Log => LogStatus::Matching(0),
        AtEnd::Leave => LogStatus::Unlogged,
        AtEnd::Earlier => LogStatus::Earlier,
        AtEnd::Exclude(why) => LogStatus::Excluded(why),
        AtEnd::Hold(conflict) => LogStatus::Unresolved(conflict),
    }
}

/// Whether a contact was chosen or found; several count (B1).
fn knows_somebody(entry: &LogEntry) -> bool {
    entry.contact.is_some() || matches!(&entry.found, Some((_, ContactMatch::One(_) | ContactMatch::Many(_))))
}

/// A9: facts that come late are decided by as if they had come in time. Takes back what was decided by the old ones, as far as
/// nothing was sent and no person chose; says whether there is anything to decide again.
pub(super) fn take_back(before: &Call, case: &mut Case) -> bool {
    let deciding = |c: &Call| (c.other().key, c.other().kind, c.result(), c.was_answered(), c.is_internal(), c.is_final());
    if deciding(before) == deciding(&case.call) {
        return false;
    }
    let other_number = before.other().key != case.call.other().key;
    for entry in case.entries.iter_mut().filter(|e| e.mode != Mode::Manual) {
        let by_facts = matches!(
            entry.status,
            LogStatus::Excluded(_)
                | LogStatus::Unresolved(Conflict::NoNumber | Conflict::ConfirmDuration)
                | LogStatus::Ready { attempt: 0, .. }
                | LogStatus::Delayed { .. }
        );
        let by_number = matches!(
            entry.status,
            LogStatus::Unresolved(Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations | Conflict::NeedsAnswer { .. })
        );
        if by_facts || (by_number && other_number) {
            entry.status = LogStatus::Unlogged;
        }
        if other_number && is_undecided(&entry.status) {
            entry.found = None;
            entry.contact = None;
            entry.association = None;
        }
    }
    true
}

/// G7: what waits in a removed integration is kept, and taken up when it is added again.
pub(super) fn set_aside(entry: &mut LogEntry) {
    let under_way = matches!(entry.status, LogStatus::Sending { .. } | LogStatus::InDoubt { .. });
    let doubled = matches!(entry.status, LogStatus::Unresolved(Conflict::Doubled(_)));
    if (entry.is_unlogged() || doubled) && !under_way {
        entry.before_dismissal = Some(Box::new(std::mem::replace(&mut entry.status, LogStatus::Removed)));
    }
}

/// The state of an entry whose contact is decided.
pub(super) fn ready() -> LogStatus {
    LogStatus::Ready { attempt: 0, looked: None }
}

/// A2, A3, F4, F6: what was found decides.
///
/// # Errors
/// [`Stop::Need`] when what was chosen for the number before was not read.
pub(super) fn decide(view: &View<'_>, entry: &mut LogEntry, call: &Call, integration: &Integration, now: Millis) -> Result<(), Stop> {
    let remembered = view.remembered(&integration.id, &call.other().key)?;
    let policies = entry.policies.as_deref().cloned().unwrap_or_default();
    let Some((_, found)) = &entry.found else { return Ok(()) };
    let decision = rules::decide(found, Given { integration, policies: &policies, remembered: remembered.as_ref() });
    let rule = if remembered.is_some_and(|remembered| remembered.without_asking(found).is_some()) { "F6" } else { "A2" };
    follow(entry, decision, rule, rules::placeholder_at(call, &view.working.settings.digest), call, now);
    Ok(())
}

/// Carries a decision out; `rule` is what it goes by where nothing was guessed.
fn follow(entry: &mut LogEntry, decision: Decision, rule: &str, placeholder_at: Option<Millis>, call: &Call, now: Millis) {
    if matches!(entry.delay, Delay::Until(_)) {
        entry.delay = Delay::Off;
    }
    entry.placeholder_at = None;
    match decision {
        Decision::Log { contact, association, guessed } => {
            entry.step(now, StepKind::Decided(if guessed.is_empty() { rule } else { "F4" }.into()));
            entry.contact = Some(ContactChoice::Known(contact));
            entry.association = Some(association);
            entry.guessed = guessed;
            entry.status = ready();
        }
        Decision::Placeholder { prefix } if placeholder_at.is_some_and(|at| at <= now) => {
            entry.step(now, StepKind::Decided("F4".into()));
            entry.contact = Some(ContactChoice::New { name: rules::placeholder_name(&prefix, call), kind: String::new() });
            entry.association = Some(None);
            entry.guessed = vec![Guess::Placeholder];
            entry.status = ready();
        }
        Decision::Placeholder { .. } => {
            entry.placeholder_at = placeholder_at;
            ask(entry, Conflict::NoContact, None, Vec::new(), now);
        }
        Decision::Hold { conflict, contact, guessed } => ask(entry, conflict, contact, guessed, now),
    }
}

fn ask(entry: &mut LogEntry, conflict: Conflict, contact: Option<Box<Contact>>, guessed: Vec<Guess>, now: Millis) {
    entry.step(now, StepKind::Decided("A3".into()));
    entry.contact = contact.map(ContactChoice::Known);
    entry.guessed = guessed;
    entry.status = LogStatus::Unresolved(conflict);
}

/// A contact picked by a person; its associations may still ask (A2, F4).
pub(super) fn to_contact(entry: &mut LogEntry, call: &Call, integration: &Integration, contact: &Contact, now: Millis) {
    let policies = entry.policies.as_deref().cloned().unwrap_or_default();
    let given = Given { integration, policies: &policies, remembered: None };
    follow(entry, rules::decide_associations(contact, given, Vec::new()), "A2", None, call, now);
}

/// Takes the answer to "who has this number?".
///
/// # Errors
/// [`Stop::Need`] when what was chosen for the number before was not read.
pub(super) fn found(
    view: &View<'_>,
    entry: &mut LogEntry,
    call: &Call,
    integration: &Integration,
    answer: ContactMatch,
    now: Millis,
) -> Result<(), Stop> {
    entry.step(now, StepKind::Found(answer.contacts().len()));
    entry.found = Some((now, answer));
    match entry.delay {
        Delay::Until(due) if due > now && knows_somebody(entry) => delay(entry, due, now),
        _ if call.is_final() => decide(view, entry, call, integration, now)?,
        _ => entry.status = LogStatus::Unlogged,
    }
    Ok(())
}

/// A4: waits for a technical failure to pass.
pub(super) fn retry(entry: &mut LogEntry, write: Option<Write>, error: CrmError, attempt: u32, now: Millis) {
    entry.step(now, StepKind::Failed(error.clone()));
    let pause = now + rules::retry_pause(attempt, &entry.key.key());
    let at = match error.kind {
        ErrorKind::RateLimited { until } => until.max(now + SECOND),
        ErrorKind::Auth => now,
        _ => pause,
    };
    entry.status = LogStatus::Retry { at, waiting_for: error, write, attempt: attempt + 1 };
}

/// A retry goes on where it stopped; before a placeholder is made by policy it is looked again (F4).
pub(super) fn resume(entry: &mut LogEntry) {
    if entry.status == LogStatus::Unresolved(Conflict::NoContact) {
        entry.status = LogStatus::Matching(1);
    }
    let LogStatus::Retry { write, attempt, .. } = &entry.status else { return };
    entry.status = match write.clone() {
        None => LogStatus::Matching(*attempt),
        Some(Write::Contact | Write::Log) => LogStatus::Ready { attempt: *attempt, looked: None },
        Some(Write::Update(record)) => LogStatus::UpdatePending { record, at: 0, attempt: *attempt },
    };
}

/// An entry of an integration that needs sign-in waits for it from the start, so that the screen can say so.
fn wait_for_sign_in(entry: &mut LogEntry, now: Millis) {
    let write = match entry.status {
        LogStatus::Matching(_) => None,
        _ => Some(Write::Log),
    };
    retry(entry, write, CrmError::new(ErrorKind::Auth, Problem::SignedOut), 0, now);
}

/// A record is there.
pub(super) fn logged(entry: &mut LogEntry, at: RecordRef, revision: u64, confirm_at: Option<Millis>, now: Millis) {
    entry.step(now, StepKind::Logged);
    entry.held_until = None;
    entry.status = LogStatus::Logged(Record { at, sent_revision: revision, logged_at: now, mangled: false, confirm_at });
}

/// B7: a record that does not say the latest note yet gets it, where the integration can.
pub(super) fn note_moved_on(entry: &mut LogEntry, integration: &Integration, revision: u64, rests: bool, now: Millis) {
    let at = if rests { now } else { now + NOTE_RESTS };
    match &entry.status {
        LogStatus::UpdatePending { record, .. } if integration.choices.log_once => entry.status = LogStatus::Logged(record.clone()),
        LogStatus::Logged(_) if integration.choices.log_once => {}
        LogStatus::Logged(record) if record.sent_revision >= revision || record.confirm_at.is_some() => {}
        LogStatus::Logged(record) if can_be_updated(integration, &record.at) => {
            entry.status = LogStatus::UpdatePending { record: record.clone(), at, attempt: 0 };
        }
        LogStatus::Logged(record) => {
            let cannot = CrmError::new(ErrorKind::Refused, Problem::Refused);
            entry.status = LogStatus::UpdateFailed(record.clone(), cannot);
        }
        LogStatus::UpdatePending { record, attempt: 0, .. } if !rests => {
            entry.status = LogStatus::UpdatePending { record: record.clone(), at, attempt: 0 };
        }
        _ => {}
    }
}

/// I5: a record that is never changed waits until there is nothing more to say, unless a person said "Log now".
pub(super) fn wait_to_log_once(view: &View<'_>, entry: &mut LogEntry, case: &Case, integration: &Integration, now: Millis) {
    if !integration.choices.log_once || entry.mode == Mode::Manual {
        return;
    }
    let until = rules::waits_to_log_once(&case.call, case.note.as_ref(), view.working.settings.delay_minutes, now);
    match (&entry.status, until) {
        (LogStatus::Ready { attempt: 0, .. }, Some(due)) => {
            entry.step(now, StepKind::Delayed(due));
            entry.status = LogStatus::Delayed { due };
        }
        (LogStatus::Delayed { .. }, until) => entry.status = LogStatus::Delayed { due: until.unwrap_or(now) },
        _ => {}
    }
}

/// What a record is to say from now on, with the texts of ours that may stand in it; remembered as sent. Parts and formats stay those it
/// was made with (I4), and an update tells duration and result only where they were corrected.
pub(super) fn later_text(case: &Case, entry: &mut LogEntry) -> (LogDraft, Vec<OwnText>) {
    let content = entry.sent.as_ref().map(Sent::content).unwrap_or_default();
    let mut draft = as_of_now(case, entry, &content);
    let ours = entry.sent.as_ref().map(|sent| sent.notes.clone()).unwrap_or_default();
    match &mut entry.sent {
        Some(sent) => {
            draft.corrected = sent.facts != draft.facts_print();
            sent.again(&draft);
        }
        None => entry.sent = Some(Sent::first(&draft, &content)),
    }
    (draft, ours)
}

fn as_of_now(case: &Case, entry: &LogEntry, content: &Content) -> LogDraft {
    let unknown = Contact::default();
    let contact = match &entry.contact {
        Some(ContactChoice::Known(contact)) => contact.as_ref(),
        _ => &unknown,
    };
    log_text::draft(case, entry, contact, content)
}

/// A correction after logging is an update: the record says other facts than we know by now.
fn is_corrected(case: &Case, entry: &LogEntry) -> bool {
    let LogStatus::Logged(_) = entry.status else { return false };
    entry.sent.as_ref().is_some_and(|sent| sent.facts != as_of_now(case, entry, &sent.content()).facts_print())
}

/// Facts that were corrected after logging are sent once they rested; where the integration cannot, the record stays as it is.
fn facts_moved_on(entry: &mut LogEntry, case: &Case, integration: &Integration, now: Millis) {
    if !is_corrected(case, entry) {
        return;
    }
    if let LogStatus::Logged(record) = &entry.status
        && record.confirm_at.is_none()
        && !integration.choices.log_once
        && can_be_updated(integration, &record.at)
    {
        entry.status = LogStatus::UpdatePending { record: record.clone(), at: now + NOTE_RESTS, attempt: 0 };
    }
}

/// Whether a record can be changed: not where the integration cannot, nor where nobody could say which record it is.
pub(super) fn can_be_updated(integration: &Integration, at: &RecordRef) -> bool {
    integration.capabilities.update && !at.id.is_empty()
}

/// Takes every entry as far as it goes without asking anybody, and puts the case.
///
/// # Errors
/// [`Stop::Need`] when an address book has to be read.
pub(super) fn put(view: &View<'_>, change: &mut Change, before: Option<&Case>, mut case: Case, clock: &Clock<'_>) -> Result<(), Stop> {
    let now = clock.wall;
    let revision = case.note_to_send().1;
    let note_moved = before.and_then(|b| b.note.as_ref()).map(|n| n.revision) != case.note.as_ref().map(|n| n.revision);
    let mut entries = std::mem::take(&mut case.entries);
    for entry in &mut entries {
        let Some(integration) = view.working.integrations.get(&entry.key.integration).filter(|i| !i.removed) else { continue };
        note_moved_on(entry, integration, revision, !note_moved, now);
        facts_moved_on(entry, &case, integration, now);
        wait_to_log_once(view, entry, &case, integration, now);
        match integration.kind {
            IntegrationKind::AddressBook { .. } => address_book::log(view, change, entry, &case, integration, now)?,
            IntegrationKind::AppConnect(_) if integration.sign_in == SignIn::Needed => match entry.status {
                LogStatus::Matching(_) if !case.call.is_final() => entry.status = LogStatus::Unlogged,
                LogStatus::Matching(_) | LogStatus::Ready { .. } => wait_for_sign_in(entry, now),
                _ => {}
            },
            IntegrationKind::AppConnect(_) => {}
        }
    }
    case.entries = entries;
    change.put_case(view, &case);
    Ok(())
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
    let books = view.working.integrations.values().filter(|i| matches!(i.kind, IntegrationKind::AddressBook { .. }));
    books.map(move |book| Key::BookNumber(book.id.clone(), number.clone()))
}

/// G9: the same number rang on another line of the agent at the same time: what is logged there already only asks here.
pub(super) fn ask_same_call(view: &View<'_>, case: &mut Case) -> Result<(), Stop> {
    let call = &case.call;
    let other = call.other();
    if other.key.is_empty() {
        return Ok(());
    }
    let same = |row: &CallRow| {
        row.call.id.account != call.id.account
            && row.call.other().key == other.key
            && row.call.direction() == call.direction()
            && (row.call.start() - call.start()).abs() <= 5 * SECOND
            && row.call.is_final()
    };
    let mut twins = view.calls(&around(call))?;
    twins.retain(same);
    let by_itself = |e: &&mut LogEntry| {
        matches!(e.status, LogStatus::Matching(_) | LogStatus::Ready { .. } | LogStatus::Delayed { .. }) && e.mode != Mode::Manual
    };
    for entry in case.entries.iter_mut().filter(by_itself) {
        let taken = |chip: &Chip| chip.integration == entry.key.integration && chip.state.takes_the_call();
        if let Some(twin) = twins.iter().find(|twin| twin.face.chips.iter().any(taken)) {
            entry.status = LogStatus::Unresolved(Conflict::SameCall(twin.call.id.clone()));
        }
    }
    Ok(())
}

/// Whether two names are one for eyes.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
