//! A file of [`super`] read back (I10): its units, and what an entry becomes in a browser that did not send it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::HEAD;
use crate::book::{Activity, BookContact};
use crate::call::Note;
use crate::case::{Alias, CallRow, Case};
use crate::engine::SettingRow;
use crate::entry::{Conflict, LogEntry, LogStatus, Record, Write};
use crate::follow_up::{FollowUp, Task};
use crate::store::{Broken, Row, Store, decode};
use crate::time::{HOUR, Millis};

/// Lines put on the desk as one item: their records fit into one change.
const LINES: usize = 12;
/// The digest looks at calls that ended within this time (D1).
const DIGEST: Millis = 4 * HOUR;

/// A line of the file.
#[derive(Debug, Clone, PartialEq)]
pub enum Unit {
    /// A setting, an integration, a phone account or a remembered choice.
    Setting(Box<SettingRow>),
    /// A contact of an address book.
    Contact(Box<BookContact>),
    /// A record of an address book.
    Activity(Box<Activity>),
    /// A follow-up.
    FollowUp(Box<FollowUp>),
    /// A call with what hangs on it, and the ids it is known by.
    Call(Box<Case>, Vec<Alias>),
}

#[derive(Deserialize)]
struct Kept<'a> {
    store: Store,
    #[serde(borrow)]
    row: &'a RawValue,
}

/// A file's lines in the pieces that go to the desk; `None` when it is no file of ours.
pub fn pieces(text: &str) -> Option<Vec<String>> {
    let begin = HEAD.trim_end();
    let body = text.trim_start_matches('\u{feff}').strip_prefix(begin)?;
    let lines: Vec<&str> = body.lines().filter(|line| line.ends_with("],")).collect();
    Some(lines.chunks(LINES).map(|lines| lines.join("\n")).collect())
}

/// The units of a piece; what cannot be read is handed back, to be set aside.
pub fn units(piece: &str) -> (Vec<Unit>, Vec<Broken>) {
    let (mut units, mut broken) = (Vec::new(), Vec::new());
    for line in piece.lines() {
        match unit(line) {
            Ok(unit) => units.extend(unit),
            Err(unreadable) => broken.push(unreadable),
        }
    }
    (units, broken)
}

fn unit(line: &str) -> Result<Option<Unit>, Broken> {
    let text = line.trim_end_matches(',');
    let no_line = |error: serde_json::Error| Broken { row: row(Store::Quarantine, text), reason: error.to_string() };
    let kept: Vec<Kept<'_>> = serde_json::from_str(text).map_err(no_line)?;
    let rows: Vec<Row> = kept.iter().map(|kept| row(kept.store, kept.row.get())).collect();
    let Some(first) = rows.first() else { return Ok(None) };
    Ok(match first.store {
        Store::Settings => Some(Unit::Setting(Box::new(decode(first)?))),
        Store::Contacts => Some(Unit::Contact(Box::new(decode(first)?))),
        Store::Activities => Some(Unit::Activity(Box::new(decode(first)?))),
        Store::FollowUps => Some(Unit::FollowUp(Box::new(decode(first)?))),
        Store::Calls => Some(call(first, &rows[1..])?),
        _ => None,
    })
}

fn row(store: Store, text: &str) -> Row {
    Row { store, key: "import".into(), columns: Vec::new(), text: text.to_owned() }
}

fn call(first: &Row, rest: &[Row]) -> Result<Unit, Broken> {
    let call = decode::<CallRow>(first)?.call;
    let (mut entries, mut note, mut aliases) = (Vec::new(), None, Vec::new());
    for row in rest {
        match row.store {
            Store::Entries => entries.push(decode::<LogEntry>(row)?),
            Store::Notes => note = Some(decode::<Note>(row)?),
            Store::Aliases => aliases.push(decode::<Alias>(row)?),
            _ => {}
        }
    }
    entries.retain(|entry| entry.key.call == call.id);
    aliases.retain(|alias| alias.call == call.id);
    Ok(Unit::Call(Box::new(Case { call, entries, note }), aliases))
}

/// An entry as it counts here: the browser it comes from may have sent it meanwhile, so nothing is due, nothing is logged by itself, and
/// where a request was on its way a person decides.
pub fn settled(entry: LogEntry, ended: Millis, now: Millis) -> LogEntry {
    let is_recent = now - ended < DIGEST;
    let before_dismissal = entry.before_dismissal.map(|before| Box::new(at_rest(*before, is_recent)));
    LogEntry { status: at_rest(entry.status, is_recent), held_until: None, before_dismissal, ..entry }
}

/// The same for a follow-up's task; what should have been said before now was said where it comes from.
pub fn settled_follow_up(one: FollowUp, now: Millis) -> FollowUp {
    let reminded = one.reminder().filter(|at| *at <= now).or(one.reminded);
    let task = one.task.map(|task| Box::new(Task { status: at_rest(task.status, false), ..*task }));
    FollowUp { reminded, task, ..one }
}

fn at_rest(status: LogStatus, is_recent: bool) -> LogStatus {
    let logged = |record: Record| LogStatus::Logged(Record { confirm_at: None, ..record });
    match status {
        LogStatus::Logged(record)
        | LogStatus::UpdatePending { record, .. }
        | LogStatus::Sending { write: Write::Update(record), .. }
        | LogStatus::InDoubt { write: Write::Update(record), .. }
        | LogStatus::Retry { write: Some(Write::Update(record)), .. } => logged(record),
        LogStatus::Sending { write, .. } | LogStatus::InDoubt { write, .. } => LogStatus::Unresolved(Conflict::OutcomeUnknown(write)),
        LogStatus::Unlogged | LogStatus::Matching(_) | LogStatus::Delayed { .. } | LogStatus::Ready { .. } | LogStatus::Retry { .. } => {
            LogStatus::Earlier
        }
        // The digest would look at these once more.
        LogStatus::Unresolved(Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations | Conflict::NeedsAnswer { .. })
            if is_recent =>
        {
            LogStatus::Earlier
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{CrmError, ErrorKind, Problem, RecordRef};
    use crate::entry::LogKey;
    use crate::integration::IntegrationId;
    use crate::testing::{NOON, call};

    fn after(status: LogStatus, ago: Millis) -> LogStatus {
        let entry = LogEntry::new(LogKey { call: call().id, integration: IntegrationId::new("crm") });
        let entry = settled(LogEntry { status, held_until: Some(NOON), ..entry }, NOON - ago, NOON);
        assert_eq!(entry.due(), None, "{:?}", entry.status);
        entry.status
    }

    #[test]
    fn i10_nothing_of_an_imported_entry_is_due_and_what_was_under_way_is_for_a_person() {
        let record = Record {
            at: RecordRef { id: "7".into(), url: None },
            sent_revision: 1,
            logged_at: NOON,
            mangled: false,
            confirm_at: Some(NOON),
        };
        let logged = LogStatus::Logged(Record { confirm_at: None, ..record.clone() });
        let unknown = |write| LogStatus::Unresolved(Conflict::OutcomeUnknown(write));
        let sending = |write| LogStatus::Sending { write, since: 0, attempt: 1, revision: 0 };
        let doubt = LogStatus::InDoubt { write: Write::Log, since: 0, look_at: 0, absent: 0, attempt: 1, exists: false, revision: 0 };
        let waiting_for = CrmError::new(ErrorKind::Offline, Problem::Unreachable);
        let retry = |write| LogStatus::Retry { at: 0, waiting_for: waiting_for.clone(), write, attempt: 1 };
        for (status, expected) in [
            (LogStatus::Logged(record.clone()), logged.clone()),
            (LogStatus::UpdatePending { record: record.clone(), at: 0, attempt: 0 }, logged.clone()),
            (sending(Write::Update(record.clone())), logged.clone()),
            (retry(Some(Write::Update(record))), logged),
            (sending(Write::Log), unknown(Write::Log)),
            (sending(Write::Contact), unknown(Write::Contact)),
            (doubt, unknown(Write::Log)),
            (LogStatus::Ready { attempt: 0, looked: None }, LogStatus::Earlier),
            (LogStatus::Matching(0), LogStatus::Earlier),
            (LogStatus::Unlogged, LogStatus::Earlier),
            (retry(None), LogStatus::Earlier),
            (LogStatus::Dismissed, LogStatus::Dismissed),
        ] {
            assert_eq!(after(status, 0), expected);
        }
        let open = || LogStatus::Unresolved(Conflict::NoContact);
        assert_eq!((after(open(), HOUR), after(open(), 5 * HOUR)), (LogStatus::Earlier, open()), "no digest looks at it");
    }

    #[test]
    fn i10_no_other_file_is_taken_for_ours_and_what_cannot_be_read_is_handed_back() {
        assert_eq!(pieces("{}"), None);
        let text = format!("{HEAD}{}[]\n]}}\n", "[{\"store\":\"Contacts\",\"row\":{\"v\":99,\"d\":{}}}],\n".repeat(13));
        let pieces = pieces(&text).unwrap();
        assert_eq!(pieces.len(), 2);
        let (units, broken) = units(&pieces[0]);
        assert_eq!((units.len(), broken.len()), (0, LINES));
    }
}
