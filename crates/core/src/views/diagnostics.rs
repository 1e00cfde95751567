//! Diagnostics for a support mail (I11): how everything is, without a number, a name, an address or a credential.

use std::fmt::Write as _;

use super::frame::Frame;
use crate::account::{AccountKind, Line, PhoneAccount};
use crate::entry::{Conflict, LogEntry, LogStatus};
use crate::integration::{Dedupe, Integration, IntegrationKind, SignIn};
use crate::order::OrdMap;
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
        "calls: {}, {} missed, {} unlogged, {} with a note, {} running; entries: {} unresolved; records set aside: {}",
        counters.calls.all,
        counters.calls.missed,
        counters.calls.unlogged,
        counters.calls.noted,
        frame.running.len(),
        counters.unresolved,
        counters.quarantined,
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
        let told = if standing.told { "told" } else { "not told yet" };
        line(format_args!("stands still: {kind} for {} s, {told}", (now - standing.since) / SECOND));
    }
    let mut states: OrdMap<String, usize> = OrdMap::new();
    entries.iter().for_each(|entry| *states.entry(state(&entry.status)).or_default() += 1);
    for (state, times) in states {
        line(format_args!("entries: {times} × {state}"));
    }
    let digest = &settings.digest;
    line(format_args!(
        "logging: missed calls {}, internal calls {}, after a call {:?}, {} min for a note, catch-up {}",
        on(settings.log_missed),
        on(settings.log_internal),
        settings.after_call,
        settings.delay_minutes,
        on(settings.catch_up),
    ));
    line(format_args!("digest: {}, quiet {}–{}", on(digest.on), clock(digest.quiet_from), clock(digest.quiet_to)));
    line(format_args!(
        "numbers: {} more formats, {} never logged; history kept {}",
        settings.search_formats.len(),
        settings.never_log.len(),
        settings.keep_days.map_or_else(|| "for ever".to_owned(), |days| format!("{days} days")),
    ));
    text
}

fn on(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

/// `02:00` of minutes after midnight.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn of_account(account: &PhoneAccount, now: Millis) -> String {
    let kind = match account.kind {
        AccountKind::Practice => "practice",
        AccountKind::Typed => "typed",
        AccountKind::Asterisk { .. } => "asterisk",
        AccountKind::RingCentral { .. } => "ringcentral",
    };
    let line = match &account.line {
        Line::Idle => "not opened".to_owned(),
        Line::Open => "open".to_owned(),
        Line::Waiting { until, failures, problem } => {
            format!("lost: {problem:?}, failed {failures} times, again in {} s", (until - now) / SECOND)
        }
        Line::Stopped(problem) => format!("stopped: {problem:?}"),
    };
    let watched =
        account.watched_until.map_or_else(|| "never watched".to_owned(), |until| format!("watched {} s ago", (now - until) / SECOND));
    format!("{kind}, {line}, {watched}, {} gaps", account.gaps.len())
}

fn of_integration(integration: &Integration, now: Millis) -> String {
    let kind = match integration.kind {
        IntegrationKind::AddressBook { .. } => "address book",
        IntegrationKind::AppConnect(_) => "app connect",
        IntegrationKind::Direct(ref server) => server.vendor.name().for_eyes(),
    };
    let sign_in = match integration.sign_in {
        SignIn::Works => "signed in",
        SignIn::Needed => "needs sign-in",
    };
    let paused = integration.paused_until.map(|until| format!(", paused for {} s", (until - now) / SECOND)).unwrap_or_default();
    let (can, choices) = (&integration.capabilities, &integration.choices);
    let promise = match can.dedupe {
        Dedupe::Upsert => "by key".to_owned(),
        Dedupe::Find { settles, lag } => format!("by look-up, settled after {} s, found after {} s", settles / SECOND, lag / SECOND),
        Dedupe::None => "never sent twice".to_owned(),
    };
    format!(
        "{kind}, {sign_in}{paused}, by itself {}, records {promise}, updates {}, log once {}, page {:?}",
        on(integration.automatic_since.is_some()),
        on(can.update),
        on(choices.log_once),
        choices.call_pop
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
    use crate::account::LineProblem;
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
        let parts = [
            "Callscribe 1.2.3",
            "asterisk, lost: Unreachable, failed 3 times, again in 0 s, never watched",
            "app connect, signed in, by itself on",
            "signed-out for 1 s, told",
            "1 × Unresolved Refused",
            "1 never logged; history kept for ever",
        ];
        for part in parts {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
