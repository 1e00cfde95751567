//! Rule C8: what logging or dismissing several calls together does to each entry. The preview shows it, the command does it.

use super::is_never_logged;
use crate::call::Call;
use crate::command::Together;
use crate::entry::{Conflict, LogEntry, LogStatus};
use crate::integration::{Integration, SignIn};
use crate::settings::Settings;

/// What becomes of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Its number is looked up once more; with a single answer it is logged, else it asks. With the name it would go to as far as known.
    Logged(Option<String>),
    /// "Don't log".
    Dismissed,
    /// It stays in Unresolved: a person has to answer this first.
    Asks(Conflict),
    /// Its call still runs.
    Running,
    /// There is a record already.
    LoggedAlready,
    /// Its request is under way.
    UnderWay,
    /// The integration needs sign-in first.
    SignedOut,
    /// Nothing is done: the number is never looked up, or nothing is left to dismiss.
    Nothing,
}

/// What becomes of an entry when several calls are logged or dismissed together.
pub fn fate(entry: &LogEntry, call: &Call, integration: &Integration, settings: &Settings, act: Together) -> Fate {
    match &entry.status {
        _ if entry.record().is_some() => Fate::LoggedAlready,
        LogStatus::Unresolved(Conflict::Doubled(_)) => Fate::LoggedAlready,
        LogStatus::Sending { .. } | LogStatus::InDoubt { .. } => Fate::UnderWay,
        LogStatus::Removed => Fate::Nothing,
        LogStatus::Dismissed if act == Together::Dismiss => Fate::Nothing,
        _ if act == Together::Dismiss => Fate::Dismissed,
        _ if !call.is_final() => Fate::Running,
        _ if integration.sign_in == SignIn::Needed => Fate::SignedOut,
        status if integration.removed || is_kept_from_look_ups(status, call, settings) => Fate::Nothing,
        status => match open_question(entry.before_dismissal.as_deref().unwrap_or(status)) {
            Some(conflict) => Fate::Asks(conflict),
            None => Fate::Logged(match entry.candidates() {
                [only] => Some(only.name.clone()),
                _ => None,
            }),
        },
    }
}

/// What a look-up does not answer; "Don't log" does not make an unknown outcome known (G1).
fn open_question(status: &LogStatus) -> Option<Conflict> {
    match status {
        LogStatus::Unresolved(Conflict::NoContact | Conflict::Refused(_)) => None,
        LogStatus::Unresolved(conflict) => Some(conflict.clone()),
        _ => None,
    }
}

fn is_kept_from_look_ups(status: &LogStatus, call: &Call, settings: &Settings) -> bool {
    let number = call.other();
    let asks = matches!(status, LogStatus::Unresolved(_));
    !asks && (!number.can_be_looked_up() || is_never_logged(&number, settings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::ContactMatch;
    use crate::crm::RecordRef;
    use crate::entry::{Exclusion, LogKey, Record, Write};
    use crate::number::PhoneNumber;
    use crate::testing::{call, contact, fact, integration};

    fn check(status: LogStatus, change: impl FnOnce(&mut LogEntry, &mut Integration, &mut Settings), log: Fate, dismiss: Fate) {
        let (mut integration, mut settings) = (integration(), Settings::default());
        let mut entry = LogEntry { status, ..LogEntry::new(LogKey { call: call().id, integration: integration.id.clone() }) };
        change(&mut entry, &mut integration, &mut settings);
        let fate = |act| fate(&entry, &call(), &integration, &settings, act);
        assert_eq!((fate(Together::Log), fate(Together::Dismiss)), (log, dismiss), "{:?}", entry.status);
    }

    #[test]
    fn c8_each_entry_says_what_would_become_of_it() {
        let usual = |_: &mut LogEntry, _: &mut Integration, _: &mut Settings| {};
        check(LogStatus::Unlogged, usual, Fate::Logged(None), Fate::Dismissed);
        let ann = |entry: &mut LogEntry, _: &mut Integration, _: &mut Settings| {
            entry.found = Some((0, ContactMatch::from_hits(vec![contact("1", "Ann")])));
        };
        check(LogStatus::Earlier, ann, Fate::Logged(Some("Ann".into())), Fate::Dismissed);
        let many = Conflict::ManyContacts;
        check(LogStatus::Unresolved(many.clone()), usual, Fate::Asks(many), Fate::Dismissed);
        check(LogStatus::Unresolved(Conflict::NoContact), usual, Fate::Logged(None), Fate::Dismissed);
        check(LogStatus::Dismissed, usual, Fate::Logged(None), Fate::Nothing);
        check(LogStatus::Excluded(Exclusion::Internal), usual, Fate::Logged(None), Fate::Dismissed);
        let record =
            Record { at: RecordRef { id: "r".into(), url: None }, sent_revision: 0, logged_at: 0, mangled: false, confirm_at: None };
        check(LogStatus::Logged(record), usual, Fate::LoggedAlready, Fate::LoggedAlready);
        let sending = LogStatus::Sending { write: Write::Log, since: 0, attempt: 0, revision: 0 };
        check(sending, usual, Fate::UnderWay, Fate::UnderWay);
        check(LogStatus::Removed, usual, Fate::Nothing, Fate::Nothing);
        let removed = |_: &mut LogEntry, integration: &mut Integration, _: &mut Settings| integration.removed = true;
        check(LogStatus::Unlogged, removed, Fate::Nothing, Fate::Dismissed);
        let signed_out = |_: &mut LogEntry, integration: &mut Integration, _: &mut Settings| integration.sign_in = SignIn::Needed;
        check(LogStatus::Unlogged, signed_out, Fate::SignedOut, Fate::Dismissed);
    }

    #[test]
    fn c8_a_running_call_waits_and_one_without_a_number_is_looked_up_by_nobody() {
        let of = |status: LogStatus, call: &Call| {
            let entry = LogEntry { status, ..LogEntry::new(LogKey { call: call.id.clone(), integration: integration().id }) };
            fate(&entry, call, &integration(), &Settings::default(), Together::Log)
        };
        let (mut running, mut withheld) = (call(), call());
        running.facts.ended = None;
        withheld.facts.other = Some(fact(PhoneNumber::withheld()));
        assert_eq!(of(LogStatus::Unlogged, &running), Fate::Running);
        assert_eq!(of(LogStatus::Unlogged, &withheld), Fate::Nothing);
        assert_eq!(of(LogStatus::Unresolved(Conflict::NoNumber), &withheld), Fate::Asks(Conflict::NoNumber));
    }

    #[test]
    fn g1_a_double_is_not_hidden_by_dismissing_it_with_others() {
        let doubled = LogStatus::Unresolved(Conflict::Doubled(Vec::new()));
        check(doubled, |_, _, _| {}, Fate::LoggedAlready, Fate::LoggedAlready);
    }

    #[test]
    fn g1_dont_log_does_not_make_an_unknown_outcome_known() {
        let unknown = Conflict::OutcomeUnknown(Write::Log);
        let before = LogStatus::Unresolved(unknown.clone());
        let set_aside = |entry: &mut LogEntry, _: &mut Integration, _: &mut Settings| entry.before_dismissal = Some(Box::new(before));
        check(LogStatus::Dismissed, set_aside, Fate::Asks(unknown), Fate::Nothing);
    }

    #[test]
    fn a14_a_number_never_logged_is_not_looked_up_with_the_others() {
        let never = |_: &mut LogEntry, _: &mut Integration, settings: &mut Settings| settings.never_log.push(call().other().key);
        check(LogStatus::Excluded(Exclusion::NeverLog), never, Fate::Nothing, Fate::Dismissed);
    }
}
