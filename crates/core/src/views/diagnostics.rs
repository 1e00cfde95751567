//! Diagnostics for a support mail (I11): how everything is, without a number, a name, an address or a credential.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::frame::Frame;
use crate::account::{AccountKind, PhoneAccount};
use crate::entry::{Conflict, LogEntry, LogStatus};
use crate::integration::{Integration, IntegrationKind};
use crate::store::{Query, Store, index};
use crate::time::{Millis, SECOND};

/// The entries it counts: those that wait, and those that ask.
pub fn queries() -> Vec<Query> {
    [index::DUE, index::UNRESOLVED].map(|by| Query::all(Store::Entries).by(by).limit(500)).into()
}

/// All of it, as lines of text.
pub fn diagnostics(frame: &Frame, entries: &[LogEntry], version: &str, now: Millis) -> String {
    let counters = &frame.counters;
    let settings = &frame.settings;
    let mut text = format!("Callscribe {version}, revision {}\n", frame.revision.0);
    // A text takes whatever is written into it.
    let mut line = |words: std::fmt::Arguments<'_>| writeln!(text, "{words}").unwrap_or_default();
    line(format_args!(
        "calls {}, missed {}, unlogged {}, noted {}; unresolved {}, set aside {}; running {}",
        counters.calls.all,
        counters.calls.missed,
        counters.calls.unlogged,
        counters.calls.noted,
        counters.unresolved,
        counters.quarantined,
        frame.running.len(),
    ));
    for account in frame.accounts.iter().filter(|account| !account.removed) {
        line(format_args!("phone: {}", of_account(account, now)));
    }
    for integration in frame.connected() {
        line(format_args!("integration: {}", of_integration(integration, now)));
    }
    for standing in &frame.standstills.all {
        let what = standing.what.key();
        let kind = what.split('/').next().unwrap_or_default();
        line(format_args!("stands still: {kind} for {} s, told {}", (now - standing.since) / SECOND, standing.told));
    }
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    entries.iter().for_each(|entry| *states.entry(state(&entry.status)).or_default() += 1);
    for (state, times) in states {
        line(format_args!("entries: {times} {state}"));
    }
    line(format_args!(
        "settings: missed {}, internal {}, delay {} min, digest {} {}-{}, catch-up {}, after a call {:?}, formats {}, never log {}, kept {:?} days",
        settings.log_missed,
        settings.log_internal,
        settings.delay_minutes,
        settings.digest.on,
        settings.digest.quiet_from,
        settings.digest.quiet_to,
        settings.catch_up,
        settings.after_call,
        settings.search_formats.len(),
        settings.never_log.len(),
        settings.keep_days,
    ));
    text
}

fn of_account(account: &PhoneAccount, now: Millis) -> String {
    let kind = match account.kind {
        AccountKind::Practice => "practice",
        AccountKind::Typed => "typed",
        AccountKind::Asterisk { .. } => "asterisk",
        AccountKind::RingCentral { .. } => "ringcentral",
    };
    let watched = account.watched_until.map(|until| (now - until) / SECOND);
    format!("{kind}, {:?}, watched {watched:?} s ago, {} gaps", account.line, account.gaps.len())
}

fn of_integration(integration: &Integration, now: Millis) -> String {
    let kind = match integration.kind {
        IntegrationKind::AddressBook { .. } => "address book",
        IntegrationKind::AppConnect(_) => "app connect",
    };
    let paused = integration.paused_until.map(|until| (until - now) / SECOND);
    let automatic = integration.automatic_since.is_some();
    let (can, choices) = (&integration.capabilities, &integration.choices);
    format!(
        "{kind}, sign-in {:?}, by itself {automatic}, paused {paused:?} s, {:?}, update {}, log once {}, pop {:?}",
        integration.sign_in, can.dedupe, can.update, choices.log_once, choices.call_pop
    )
}

/// A state without what is in it but the kind of failure.
fn state(status: &LogStatus) -> String {
    match status {
        LogStatus::Retry { waiting_for, attempt, .. } => format!("Retry {:?} attempt {attempt}", waiting_for.problem),
        LogStatus::Unresolved(Conflict::Refused(error)) => format!("Unresolved Refused {:?}", error.problem),
        LogStatus::Unresolved(conflict) => format!("Unresolved {}", word(&format!("{conflict:?}"))),
        LogStatus::UpdateFailed(_, error) => format!("UpdateFailed {:?}", error.problem),
        other => word(&format!("{other:?}")),
    }
}

fn word(text: &str) -> String {
    text.chars().take_while(|sign| sign.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Line, LineProblem};
    use crate::call::AccountId;
    use crate::crm::{CrmError, ErrorKind, Problem, RecordRef};
    use crate::entry::LogKey;
    use crate::integration::IntegrationId;
    use crate::rules::{Standing, Standstill};
    use crate::settings::Settings;
    use crate::testing::{NOON, account, call, contact, integration};

    /// In every place a number, a name, an address or a credential could stand.
    const CANARY: &str = "canary";

    #[test]
    fn i11_diagnostics_hold_no_number_no_name_and_no_address() {
        let mut crm = integration();
        crm.id = IntegrationId::new(CANARY);
        crm.name = CANARY.into();
        if let IntegrationKind::AppConnect(server) = &mut crm.kind {
            server.server_url = format!("https://{CANARY}.example");
            server.platform = CANARY.into();
            server.hostname = CANARY.into();
            server.extension_id = CANARY.into();
        }
        let kind = AccountKind::Asterisk { url: CANARY.into(), user: CANARY.into(), endpoint: CANARY.into(), app: CANARY.into() };
        let line = Line::Waiting { until: NOON, failures: 3, problem: LineProblem::Unreachable };
        let phone = PhoneAccount { id: AccountId::new(CANARY), name: CANARY.into(), kind, line, ..account() };
        let error = CrmError::new(ErrorKind::Refused, Problem::Refused).saying(CANARY);
        let record = RecordRef { id: CANARY.into(), url: Some(CANARY.into()) };
        let with = |status| {
            let mut entry = LogEntry::new(LogKey { call: call().id, integration: crm.id.clone() });
            entry.contact = Some(crate::entry::ContactChoice::Known(Box::new(contact(CANARY, CANARY))));
            entry.status = status;
            entry
        };
        let entries = [
            LogStatus::Unresolved(Conflict::Refused(error.clone())),
            LogStatus::Unresolved(Conflict::Doubled(vec![record])),
            LogStatus::Unresolved(Conflict::NeedsAnswer { field: CANARY.into() }),
            LogStatus::Retry { at: NOON, waiting_for: error, write: None, attempt: 2 },
        ]
        .map(with);
        let settings = Settings { never_log: vec![CANARY.into()], region: CANARY.into(), ..Settings::default() };
        let standing = Standing { what: Standstill::SignedOut(crm.id.clone()), since: NOON - SECOND, told: true };
        let frame = Frame {
            settings,
            integrations: vec![crm.clone()],
            accounts: vec![phone],
            standstills: crate::engine::Standstills { all: vec![standing] },
            ..Frame::default()
        };
        let text = diagnostics(&frame, &entries, "1.2.3", NOON);
        assert!(!text.contains(CANARY), "{text}");
        for part in ["Callscribe 1.2.3", "asterisk, Waiting", "sign-in Works", "signed-out for 1 s", "1 Unresolved Refused", "never log 1"]
        {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
