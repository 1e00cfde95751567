//! One of each: lines, integrations, numbers, call events.

use callscribe_core::account::{AccountKind, PhoneAccount};
use callscribe_core::call::{AccountId, CallEvent, CallId, CallResult, Direction, Fact, Facts, Source};
use callscribe_core::choices::Choices;
use callscribe_core::integration::{AppConnect, Capabilities, Dedupe, Integration, IntegrationId, IntegrationKind, SETTLES, SignIn};
use callscribe_core::number::{NumberKind, PhoneNumber};
use callscribe_core::time::{HOUR, Millis, SECOND};

/// When it all begins.
pub const BEGIN: Millis = 1_795_000_000_000;
/// Ann's number.
pub const ANN: &str = "+14155550101";
/// Bob's number.
pub const BOB: &str = "+14155550102";
/// A CRM that can be asked for a key, and answers at once.
pub const FIND: Dedupe = Dedupe::Find { settles: SETTLES, lag: 0 };

/// A line whose calls are told by events only.
pub fn line(name: &str) -> PhoneAccount {
    PhoneAccount::new(AccountId::new(name), AccountKind::Typed, name, BEGIN - HOUR)
}

/// A line that has to be opened, and tells what runs when it opens.
pub fn live_line(name: &str) -> PhoneAccount {
    let kind = AccountKind::Asterisk {
        url: "http://pbx.example:8088".into(),
        user: "agent".into(),
        endpoint: "PJSIP/100".into(),
        app: "callscribe".into(),
    };
    PhoneAccount { kind, ..line(name) }
}

/// A CRM that logs by itself.
pub fn integration(name: &str, dedupe: Dedupe) -> Integration {
    let server = AppConnect {
        server_url: format!("https://{name}.example"),
        platform: "mock".into(),
        hostname: String::new(),
        extension_id: "x".into(),
        contact_page: None,
        log_page: None,
        contact_types: Vec::new(),
        fields: Vec::new(),
        contact_fields: Vec::new(),
    };
    Integration {
        id: IntegrationId::new(name),
        kind: IntegrationKind::AppConnect(server),
        name: name.into(),
        added_at: BEGIN - HOUR,
        automatic_since: Some(BEGIN - HOUR),
        sign_in: SignIn::Works,
        capabilities: Capabilities {
            dedupe,
            create_contact: true,
            search_by_name: true,
            update: true,
            move_record: false,
            follow_ups: None,
        },
        paused_until: None,
        choices: Choices::default(),
        removed: false,
    }
}

/// One in which follow-ups become tasks; a double is kept away as one of a record is.
pub fn with_tasks(integration: Integration) -> Integration {
    let capabilities = Capabilities { follow_ups: Some(integration.capabilities.dedupe), ..integration.capabilities };
    Integration { capabilities, ..integration }
}

/// A public number, or a withheld one when empty.
pub fn number(key: &str) -> PhoneNumber {
    if key.is_empty() {
        return PhoneNumber::withheld();
    }
    PhoneNumber { kind: NumberKind::Public, key: key.into(), shown: key.into(), extension: None, raw: key.into() }
}

/// A call's id.
pub fn call_id(line: &str, session: &str) -> CallId {
    CallId { account: AccountId::new(line), session: session.into() }
}

/// A fact told live, as the `seq`-th.
pub fn told<T>(seq: u64, value: T) -> Option<Fact<T>> {
    Some(Fact { source: Source::Live, seq, value })
}

/// An event that tells nothing yet.
pub fn event(line: &str, session: &str) -> CallEvent {
    CallEvent { account: AccountId::new(line), session: session.into(), aliases: Vec::new(), facts: Facts::default() }
}

/// It rings: somebody calls the agent.
pub fn rings(line: &str, session: &str, other: &str, at: Millis) -> CallEvent {
    let facts = Facts { direction: told(1, Direction::Inbound), other: told(1, number(other)), started: told(1, at), ..Facts::default() };
    CallEvent { facts, ..event(line, session) }
}

/// It was answered.
pub fn answered(line: &str, session: &str, at: Millis) -> CallEvent {
    CallEvent { facts: Facts { answered: told(2, at), ..Facts::default() }, ..event(line, session) }
}

/// It is over.
pub fn ended(line: &str, session: &str, at: Millis) -> CallEvent {
    CallEvent { facts: Facts { ended: told(3, at), ..Facts::default() }, ..event(line, session) }
}

/// All of an answered call of a minute, as one event.
pub fn whole(line: &str, session: &str, other: &str, at: Millis) -> CallEvent {
    let mut all = rings(line, session, other, at);
    all.facts.join(answered(line, session, at + 5 * SECOND).facts);
    all.facts.join(ended(line, session, at + 65 * SECOND).facts);
    all
}

/// With this result.
pub fn with_result(mut event: CallEvent, result: CallResult) -> CallEvent {
    event.facts.result = told(3, result);
    event
}

/// The agent's own part of it is over; the phone has not said that the call is.
pub fn parted(line: &str, session: &str, at: Millis) -> CallEvent {
    CallEvent { facts: Facts { parted: told(3, at), ..Facts::default() }, ..event(line, session) }
}
