//! Rules A, E7 and I12: what happens to an entry by itself when a call begins and when it ends.

use crate::account::{AccountKind, PhoneAccount};
use crate::call::{Call, CallResult};
use crate::entry::{Conflict, Exclusion, LogEntry, LogStatus, Mode, Write};
use crate::integration::{Integration, IntegrationKind};
use crate::number::{NumberKind, PhoneNumber};
use crate::settings::{AfterCall, Settings};
use crate::time::HOUR;

/// What becomes of an entry when its call has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AtEnd {
    /// It is logged by itself, once the contact is known.
    Log,
    /// Nothing logs it by itself (A5).
    Leave,
    /// It ended before its account or integration was connected (E7).
    Earlier,
    /// The rules keep it out (A15).
    Exclude(Exclusion),
    /// It needs a person at once.
    Hold(Conflict),
}

/// Whether an integration has entries for the calls of an account: practice calls go to the practice address book only (I12).
pub fn takes_calls_of(integration: &Integration, account: Option<&PhoneAccount>) -> bool {
    let practice_line = account.is_some_and(|a| a.kind == AccountKind::Practice);
    let practice_book = integration.kind == IntegrationKind::AddressBook { practice: true };
    !integration.removed && practice_line == practice_book
}

/// Whether a number is kept from every look-up (A14).
pub fn is_never_logged(number: &PhoneNumber, settings: &Settings) -> bool {
    !number.key.is_empty() && settings.never_log.contains(&number.key)
}

/// Why a call that begins must not even be looked up (A11, A14); `None` when every integration is asked (A1).
pub fn at_start(call: &Call, settings: &Settings) -> Option<Exclusion> {
    let other = call.other();
    if is_never_logged(&other, settings) {
        return Some(Exclusion::NeverLog);
    }
    match other.kind {
        NumberKind::Feature | NumberKind::Emergency => Some(Exclusion::ServiceNumber),
        NumberKind::Withheld => Some(Exclusion::NoNumber),
        NumberKind::Public | NumberKind::Internal | NumberKind::Short => None,
    }
}

/// Whether an integration logs by itself; where only the form opens after a call, nothing does (I1, I2).
pub fn logs_by_itself(integration: &Integration, settings: &Settings) -> bool {
    !integration.removed && integration.automatic_since.is_some() && settings.after_call != AfterCall::OnlyOpenForm
}

/// What becomes of an entry when its call has ended.
pub fn at_end(call: &Call, account: Option<&PhoneAccount>, integration: &Integration, settings: &Settings) -> AtEnd {
    let Some(ended) = call.ended() else { return AtEnd::Leave };
    if ended < integration.added_at || account.is_some_and(|a| ended < a.connected_at) {
        return AtEnd::Earlier;
    }
    if let Some(why) = excluded(call, settings) {
        return AtEnd::Exclude(why);
    }
    let since = integration.automatic_since.filter(|_| logs_by_itself(integration, settings));
    if since.is_none_or(|since| ended < since - 4 * HOUR) {
        return AtEnd::Leave;
    }
    if at_start(call, settings).is_some() {
        return AtEnd::Hold(Conflict::NoNumber);
    }
    if call.result() == Some(CallResult::EndedWhileDisconnected) && !call.duration_confirmed {
        return AtEnd::Hold(Conflict::ConfirmDuration);
    }
    AtEnd::Log
}

/// Whether an entry is kept out as the phone account deleted its call (J7): it waited to be logged by itself, and no record of it is or may
/// be there.
pub fn is_deleted_before_logging(call: &Call, entry: &LogEntry) -> bool {
    let waits = match &entry.status {
        LogStatus::Unlogged | LogStatus::Delayed { .. } | LogStatus::Matching(_) | LogStatus::Ready { .. } => true,
        LogStatus::Retry { write, .. } => matches!(write, None | Some(Write::Contact | Write::Log)),
        LogStatus::Unresolved(conflict) => !matches!(conflict, Conflict::OutcomeUnknown(_) | Conflict::Doubled(_)),
        _ => false,
    };
    call.is_deleted() && entry.mode != Mode::Manual && waits
}

/// Whether a person was talked to; a feature code or the own voicemail is none (A11).
fn was_with_a_person(call: &Call) -> bool {
    call.was_answered() && call.other().kind != NumberKind::Feature
}

/// Why the rules keep a call that has ended from being logged by itself (A15); `None` when they do not.
pub fn excluded(call: &Call, settings: &Settings) -> Option<Exclusion> {
    match at_start(call, settings) {
        Some(Exclusion::NoNumber | Exclusion::ServiceNumber) if was_with_a_person(call) && !call.is_deleted() => None,
        Some(why) => Some(why),
        None if call.is_deleted() => Some(Exclusion::Deleted),
        None if call.result() == Some(CallResult::AnsweredElsewhere) => Some(Exclusion::AnsweredElsewhere),
        None if call.is_internal() && !settings.log_internal => Some(Exclusion::Internal),
        None if !call.was_answered() && !settings.log_missed => Some(Exclusion::NobodyTalked),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{account, call, integration};

    fn check(change: impl FnOnce(&mut Call, &mut PhoneAccount, &mut Integration, &mut Settings), expected: AtEnd) {
        let (mut call, mut account, mut integration, mut settings) = (call(), account(), integration(), Settings::default());
        change(&mut call, &mut account, &mut integration, &mut settings);
        assert_eq!(at_end(&call, Some(&account), &integration, &settings), expected);
    }

    fn result(call: &mut Call, result: CallResult) {
        call.facts.answered = None;
        call.facts.result = Some(crate::testing::fact(result));
    }

    fn other(call: &mut Call, kind: NumberKind) {
        let mut number = call.other();
        number.kind = kind;
        if kind == NumberKind::Withheld {
            number.key.clear();
        }
        call.facts.other = Some(crate::testing::fact(number));
    }

    #[test]
    fn a2_an_answered_call_is_logged_at_its_end() {
        check(|_, _, _, _| {}, AtEnd::Log);
    }
    #[test]
    fn a5_automatic_logging_off_leaves_the_call_unlogged() {
        check(|_, _, integration, _| integration.automatic_since = None, AtEnd::Leave);
    }
    #[test]
    fn a6_calls_nobody_talked_on_are_logged_with_their_result() {
        for one in [CallResult::Missed, CallResult::NoAnswer, CallResult::Busy, CallResult::Declined, CallResult::Voicemail] {
            check(|call, _, _, _| result(call, one), AtEnd::Log);
        }
    }
    #[test]
    fn a6_with_log_missed_calls_off_they_are_excluded() {
        check(
            |call, _, _, settings| {
                result(call, CallResult::Missed);
                settings.log_missed = false;
            },
            AtEnd::Exclude(Exclusion::NobodyTalked),
        );
    }
    #[test]
    fn j7_what_the_phone_account_deleted_is_left_to_a_person() {
        let gone = |call: &mut Call| call.facts.deleted = Some(crate::testing::fact(true));
        check(|call, _, _, _| gone(call), AtEnd::Exclude(Exclusion::Deleted));
        check(
            |call, _, _, _| {
                gone(call);
                other(call, NumberKind::Withheld);
            },
            AtEnd::Exclude(Exclusion::NoNumber),
        );
    }
    #[test]
    fn a7_internal_calls_are_logged_only_when_asked_for() {
        let internal = |call: &mut Call| call.facts.internal = Some(crate::testing::fact(true));
        check(|call, _, _, _| internal(call), AtEnd::Exclude(Exclusion::Internal));
        check(
            |call, _, _, settings| {
                internal(call);
                settings.log_internal = true;
            },
            AtEnd::Log,
        );
    }
    #[test]
    fn a8_a_call_somebody_else_answered_is_not_logged() {
        check(|call, _, _, _| result(call, CallResult::AnsweredElsewhere), AtEnd::Exclude(Exclusion::AnsweredElsewhere));
    }
    #[test]
    fn a9_a_call_that_ended_unwatched_waits_for_its_duration() {
        check(|call, _, _, _| result(call, CallResult::EndedWhileDisconnected), AtEnd::Hold(Conflict::ConfirmDuration));
        check(
            |call, _, _, _| {
                result(call, CallResult::EndedWhileDisconnected);
                call.duration_confirmed = true;
            },
            AtEnd::Log,
        );
    }
    #[test]
    fn a11_a_withheld_number_is_unresolved_when_talked_and_excluded_when_not() {
        check(|call, _, _, _| other(call, NumberKind::Withheld), AtEnd::Hold(Conflict::NoNumber));
        check(
            |call, _, _, _| {
                other(call, NumberKind::Withheld);
                result(call, CallResult::Missed);
            },
            AtEnd::Exclude(Exclusion::NoNumber),
        );
    }
    #[test]
    fn a11_a_feature_code_is_excluded_and_an_emergency_call_with_a_person_is_unresolved() {
        check(|call, _, _, _| other(call, NumberKind::Feature), AtEnd::Exclude(Exclusion::ServiceNumber));
        check(|call, _, _, _| other(call, NumberKind::Emergency), AtEnd::Hold(Conflict::NoNumber));
        check(
            |call, _, _, _| {
                other(call, NumberKind::Emergency);
                result(call, CallResult::NoAnswer);
            },
            AtEnd::Exclude(Exclusion::ServiceNumber),
        );
    }
    #[test]
    fn j7_what_waited_is_kept_out_and_what_is_or_may_be_written_is_not() {
        let mut deleted = call();
        deleted.facts.deleted = Some(crate::testing::fact(true));
        let offline = crate::crm::CrmError::new(crate::crm::ErrorKind::Offline, crate::crm::Problem::Unreachable);
        let retry = |write| LogStatus::Retry { at: 0, waiting_for: offline.clone(), write, attempt: 1 };
        let table = [
            (LogStatus::Unlogged, true),
            (LogStatus::Delayed { due: 1 }, true),
            (LogStatus::Matching(0), true),
            (LogStatus::Ready { attempt: 1, looked: None }, true),
            (retry(None), true),
            (retry(Some(Write::Log)), true),
            (LogStatus::Unresolved(Conflict::NoContact), true),
            (LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log)), false),
            (LogStatus::Unresolved(Conflict::Doubled(Vec::new())), false),
            (LogStatus::Sending { write: Write::Log, since: 0, attempt: 1, revision: 0 }, false),
            (LogStatus::Dismissed, false),
        ];
        for (status, kept_out) in table {
            let mut entry = LogEntry::new(crate::entry::LogKey { call: deleted.id.clone(), integration: integration().id });
            entry.status = status;
            assert_eq!(is_deleted_before_logging(&deleted, &entry), kept_out, "{:?}", entry.status);
            assert!(!is_deleted_before_logging(&call(), &entry), "the phone knows it");
            entry.mode = Mode::Manual;
            assert!(!is_deleted_before_logging(&deleted, &entry), "a person decided");
        }
    }
    #[test]
    fn a14_a_number_on_the_never_log_list_is_excluded_before_any_look_up() {
        let settings = Settings { never_log: vec![call().other().key], ..Settings::default() };
        assert_eq!(at_start(&call(), &settings), Some(Exclusion::NeverLog));
        check(|_, _, _, s| *s = settings, AtEnd::Exclude(Exclusion::NeverLog));
    }
    #[test]
    fn e7_what_ended_before_account_or_integration_was_connected_is_earlier() {
        check(|call, account, _, _| account.connected_at = call.ended().unwrap() + 1, AtEnd::Earlier);
        check(|call, _, integration, _| integration.added_at = call.ended().unwrap() + 1, AtEnd::Earlier);
        check(
            |call, account, integration, _| (account.connected_at, integration.added_at) = (call.ended().unwrap(), call.ended().unwrap()),
            AtEnd::Log,
        );
    }
    #[test]
    fn e7_what_ended_over_four_hours_before_automatic_logging_is_left() {
        check(|call, _, integration, _| integration.automatic_since = Some(call.ended().unwrap() + 4 * HOUR), AtEnd::Log);
        check(|call, _, integration, _| integration.automatic_since = Some(call.ended().unwrap() + 4 * HOUR + 1), AtEnd::Leave);
    }
    #[test]
    fn i2_where_only_the_form_opens_nothing_is_logged_by_itself() {
        check(|_, _, _, settings| settings.after_call = AfterCall::OnlyOpenForm, AtEnd::Leave);
        check(|_, _, _, settings| settings.after_call = AfterCall::LogAndOpenForm, AtEnd::Log);
    }
    #[test]
    fn i1_an_integration_that_is_removed_or_switched_off_logs_nothing_by_itself() {
        let (usual, only_form) = (Settings::default(), Settings { after_call: AfterCall::OnlyOpenForm, ..Settings::default() });
        let removed = Integration { removed: true, ..integration() };
        let off = Integration { automatic_since: None, ..integration() };
        let table = [(&integration(), &usual, true), (&integration(), &only_form, false), (&removed, &usual, false), (&off, &usual, false)];
        for (integration, settings, logs) in table {
            assert_eq!(logs_by_itself(integration, settings), logs, "{:?} {:?}", integration.automatic_since, settings.after_call);
        }
    }
    #[test]
    fn i12_practice_calls_and_real_integrations_never_meet() {
        let mut practice = account();
        practice.kind = AccountKind::Practice;
        let mut book = integration();
        book.kind = IntegrationKind::AddressBook { practice: true };
        let table =
            [(&practice, &book, true), (&practice, &integration(), false), (&account(), &book, false), (&account(), &integration(), true)];
        for (account, integration, expected) in table {
            assert_eq!(takes_calls_of(integration, Some(account)), expected);
        }
    }
}
