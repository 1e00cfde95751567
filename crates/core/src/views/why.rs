//! "Why?" (L4): the steps of an entry in plain words with their times, and one sentence on what happens next.
//!
//! Words are named, not written: the screens have their texts in `_locales`.

use crate::call::Call;
use crate::crm::CrmError;
use crate::entry::{Conflict, Exclusion, LogEntry, LogStatus, Mode, StepKind, Write};
use crate::integration::{Integration, SignIn};
use crate::rules;
use crate::time::Millis;

/// A sentence: the name of its text and what is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The text's name in `_locales`.
    pub text: &'static str,
    /// What stands for `$1`, `$2`, …
    pub values: Vec<Value>,
}

/// Something filled into a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// As it is: a name, a number.
    Plain(String),
    /// An instant, as the browser writes it.
    Time(Millis),
    /// What an integration's failure is called.
    Problem(Box<CrmError>),
    /// A sentence of its own.
    Words(Box<Words>),
}

impl Words {
    fn new(text: &'static str, values: impl IntoIterator<Item = Value>) -> Self {
        Self { text, values: values.into_iter().collect() }
    }
    fn plain(text: &'static str) -> Self {
        Self::new(text, [])
    }
    fn named(text: &'static str, integration: &Integration) -> Self {
        Self::new(text, [Value::Plain(integration.name.clone())])
    }
    fn at(text: &'static str, at: Millis) -> Self {
        Self::new(text, [Value::Time(at)])
    }
}

/// The last steps of an entry, oldest first, each with its time.
pub fn steps(entry: &LogEntry, integration: &Integration) -> Vec<(Millis, Words)> {
    entry.steps.iter().map(|step| (step.at, step_words(&step.what, integration))).collect()
}

fn step_words(step: &StepKind, integration: &Integration) -> Words {
    match step {
        StepKind::CallStarted(_) => Words::plain("step_call_started"),
        StepKind::CallEnded => Words::plain("step_call_ended"),
        StepKind::Delayed(due) => Words::at("step_delayed", *due),
        StepKind::Attempted(Mode::CatchUp) => Words::plain("step_caught_up"),
        StepKind::Attempted(_) => Words::plain("step_digest"),
        StepKind::Asked => Words::named("step_asked", integration),
        StepKind::Found(0) => Words::named("step_found_none", integration),
        StepKind::Found(1) => Words::named("step_found_one", integration),
        StepKind::Found(n) => Words::new("step_found_many", [Value::Plain(integration.name.clone()), Value::Plain(n.to_string())]),
        StepKind::Decided(rule) => decided(rule),
        StepKind::PersonDecided => Words::plain("step_person_decided"),
        StepKind::Sent(Write::Contact) => Words::named("step_sent_contact", integration),
        StepKind::Sent(Write::Log) => Words::named("step_sent_log", integration),
        StepKind::Sent(Write::Update(_)) => Words::named("step_sent_update", integration),
        StepKind::Failed(error) => Words::new("step_failed", [Value::Problem(Box::new(error.clone()))]),
        StepKind::Doubted => Words::plain("step_doubted"),
        StepKind::FoundRecord => Words::named("step_found_record", integration),
        StepKind::FoundNoRecord => Words::named("step_found_no_record", integration),
        StepKind::Logged => Words::named("step_logged", integration),
        StepKind::Updated => Words::named("step_updated", integration),
        StepKind::Dismissed => Words::plain("step_dismissed"),
        StepKind::Undone => Words::plain("step_undone"),
        StepKind::Held => Words::plain("step_held"),
    }
}

/// What a rule decided, by the rule's name.
fn decided(rule: &str) -> Words {
    match rule {
        "A2" => Words::plain("step_decided_one"),
        "A3" => Words::plain("step_decided_ask"),
        "F4" => Words::plain("step_decided_policy"),
        "F6" => Words::plain("step_decided_always"),
        "J7" => Words::plain("step_decided_deleted"),
        _ => Words::new("step_decided", [Value::Plain(rule.to_owned())]),
    }
}

/// What happens next, if nobody does anything.
pub fn next(entry: &LogEntry, integration: &Integration, call: &Call, now: Millis) -> Words {
    let stays = matches!(entry.status, LogStatus::Unlogged | LogStatus::Removed) || entry.record().is_none() && entry.due().is_some();
    if integration.removed && stays {
        return Words::named("next_removed", integration);
    }
    match &entry.status {
        LogStatus::Unlogged if integration.automatic_since.is_none() => Words::plain("next_automatic_off"),
        LogStatus::Unlogged | LogStatus::Matching(_) if !call.is_final() => match rules::final_at(call) {
            Some(at) => Words::at("next_final", at),
            None => Words::plain("next_at_the_end"),
        },
        LogStatus::Unlogged => Words::plain("next_by_hand"),
        LogStatus::Delayed { .. } => Words::at("next_delayed", entry.due().unwrap_or(now)),
        LogStatus::Sending { .. } => Words::named("next_answer", integration),
        LogStatus::Matching(_) => waits(integration, now, 0).unwrap_or_else(|| Words::named("next_looked_up", integration)),
        LogStatus::Ready { .. } => match entry.held_until.filter(|held| *held > now) {
            Some(held) => Words::at("next_held", held),
            None => waits(integration, now, 0).unwrap_or_else(|| Words::named("next_sent", integration)),
        },
        LogStatus::InDoubt { look_at, .. } => {
            let at = (*look_at).max(integration.paused_until.unwrap_or(0));
            let look = if at > now { Words::at("next_look", at) } else { Words::named("next_looked_up", integration) };
            waits_for_sign_in(integration).unwrap_or(look)
        }
        LogStatus::Retry { at, .. } => waits(integration, now, *at).unwrap_or_else(|| Words::named("next_sent", integration)),
        LogStatus::UpdatePending { at, .. } => waits(integration, now, *at).unwrap_or_else(|| Words::named("next_sent", integration)),
        LogStatus::Logged(record) => match record.confirm_at {
            Some(at) => Words::at("next_confirm", at),
            None if integration.capabilities.update && !integration.choices.log_once => Words::plain("next_logged"),
            None => Words::plain("next_logged_once"),
        },
        LogStatus::UpdateFailed(..) => Words::plain("next_note_by_you"),
        LogStatus::RecordGone(_) => Words::plain("next_gone"),
        LogStatus::Unresolved(Conflict::NoContact) if entry.placeholder_at.is_some() && !integration.removed => {
            Words::at("next_placeholder", entry.placeholder_at.unwrap_or(now))
        }
        LogStatus::Unresolved(conflict) => Words::new("next_by_you", [Value::Words(Box::new(Words::plain(conflict_text(conflict))))]),
        LogStatus::Dismissed => Words::plain("next_dismissed"),
        LogStatus::Excluded(why) => Words::new("next_excluded", [Value::Words(Box::new(Words::plain(exclusion_text(*why))))]),
        LogStatus::Earlier => Words::plain("next_earlier"),
        LogStatus::Removed => Words::plain("next_taken_up"),
    }
}

/// What holds an entry back that is due at `at`: a sign-in, or a time to come.
fn waits(integration: &Integration, now: Millis, at: Millis) -> Option<Words> {
    let at = at.max(integration.paused_until.unwrap_or(0));
    waits_for_sign_in(integration).or_else(|| (at > now).then(|| Words::at("next_tried", at)))
}

fn waits_for_sign_in(integration: &Integration) -> Option<Words> {
    (integration.sign_in == SignIn::Needed).then(|| Words::named("next_sign_in", integration))
}

/// The short text of a conflict.
pub fn conflict_text(conflict: &Conflict) -> &'static str {
    match conflict {
        Conflict::NoContact => "short_no_contact",
        Conflict::ManyContacts => "short_many_contacts",
        Conflict::ManyAssociations => "short_many_associations",
        Conflict::NoNumber => "short_no_number",
        Conflict::NeedsAnswer { .. } => "short_needs_answer",
        Conflict::Refused(_) => "short_refused",
        Conflict::OutcomeUnknown(_) => "short_unknown",
        Conflict::Doubled(_) => "short_doubled",
        Conflict::ConfirmDuration => "short_duration",
        Conflict::SameCall(_) => "short_same_call",
        Conflict::LooksLogged(_) => "short_looks_logged",
    }
}

/// The text of what keeps a call out.
pub fn exclusion_text(why: Exclusion) -> &'static str {
    match why {
        Exclusion::NobodyTalked => "excluded_nobody_talked",
        Exclusion::Deleted => "excluded_deleted",
        Exclusion::Internal => "excluded_internal",
        Exclusion::AnsweredElsewhere => "excluded_elsewhere",
        Exclusion::NoNumber => "excluded_no_number",
        Exclusion::ServiceNumber => "excluded_service",
        Exclusion::NeverLog => "excluded_never_log",
        Exclusion::Practice => "excluded_practice",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{ErrorKind, Problem, RecordRef};
    use crate::entry::{LogKey, Record, Step};
    use crate::testing::{NOON, call, integration};
    use crate::time::MINUTE;

    fn entry(status: LogStatus) -> LogEntry {
        LogEntry { status, ..LogEntry::new(LogKey { call: call().id, integration: integration().id }) }
    }

    fn offline() -> CrmError {
        CrmError::new(ErrorKind::Offline, Problem::Unreachable)
    }

    fn retry(at: Millis) -> LogStatus {
        LogStatus::Retry { at, waiting_for: offline(), write: None, attempt: 1 }
    }

    #[test]
    fn l4_every_fate_says_what_happens_next() {
        let record =
            Record { at: RecordRef { id: "1".into(), url: None }, sent_revision: 0, logged_at: NOON, mangled: false, confirm_at: None };
        let doubt =
            LogStatus::InDoubt { write: Write::Log, since: NOON, look_at: NOON + 5, absent: 0, attempt: 1, exists: false, revision: 0 };
        let signed_out = Integration { sign_in: SignIn::Needed, ..integration() };
        let off = Integration { automatic_since: None, ..integration() };
        let paused = Integration { paused_until: Some(NOON + 9), ..integration() };
        let fates = [
            (LogStatus::Logged(record), integration(), Words::plain("next_logged")),
            (retry(NOON + 5), integration(), Words::at("next_tried", NOON + 5)),
            (retry(NOON + 5), paused, Words::at("next_tried", NOON + 9)),
            (retry(NOON + 5), signed_out.clone(), Words::named("next_sign_in", &signed_out)),
            (LogStatus::Unlogged, off, Words::plain("next_automatic_off")),
            (LogStatus::Unlogged, integration(), Words::plain("next_by_hand")),
            (doubt, integration(), Words::at("next_look", NOON + 5)),
            (
                LogStatus::Unresolved(Conflict::NoContact),
                integration(),
                Words::new("next_by_you", [Value::Words(Box::new(Words::plain("short_no_contact")))]),
            ),
        ];
        for (status, integration, expected) in fates {
            assert_eq!(next(&entry(status.clone()), &integration, &call(), NOON), expected, "{status:?}");
        }
    }

    #[test]
    fn l4_what_waits_in_a_removed_integration_is_not_promised_a_time() {
        let removed = Integration { removed: true, ..integration() };
        assert_eq!(next(&entry(retry(NOON + 5)), &removed, &call(), NOON), Words::named("next_removed", &removed));
    }

    #[test]
    fn l4_an_open_form_holds_its_entry() {
        let held = LogEntry { held_until: Some(NOON + MINUTE), ..entry(LogStatus::Ready { attempt: 0, looked: None }) };
        assert_eq!(next(&held, &integration(), &call(), NOON), Words::at("next_held", NOON + MINUTE));
        assert_eq!(next(&held, &integration(), &call(), NOON + MINUTE), Words::named("next_sent", &integration()));
    }

    #[test]
    fn f4_a_placeholder_to_come_is_announced() {
        let waits = LogEntry { placeholder_at: Some(NOON + 7), ..entry(LogStatus::Unresolved(Conflict::NoContact)) };
        assert_eq!(next(&waits, &integration(), &call(), NOON), Words::at("next_placeholder", NOON + 7));
    }

    #[test]
    fn l4_steps_keep_their_order_and_times() {
        let mut entry = entry(LogStatus::Unlogged);
        entry.steps = vec![
            Step { at: NOON, what: StepKind::Found(2) },
            Step { at: NOON + 1, what: StepKind::Decided("A3".into()) },
            Step { at: NOON + 2, what: StepKind::Failed(offline()) },
        ];
        let said: Vec<_> = steps(&entry, &integration()).into_iter().map(|(at, words)| (at - NOON, words.text)).collect();
        assert_eq!(said, [(0, "step_found_many"), (1, "step_decided_ask"), (2, "step_failed")]);
    }
}
