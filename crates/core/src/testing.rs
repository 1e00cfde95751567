//! One of each for tests: an answered call from a public number, an account, an integration, contacts.

use crate::account::{AccountKind, PhoneAccount};
use crate::call::{AccountId, Call, CallId, Direction, Fact, Facts, Source};
use crate::contact::Contact;
use crate::follow_up::{FollowUp, Party};
use crate::integration::{AppConnect, Capabilities, Dedupe, Integration, IntegrationId, IntegrationKind, SETTLES, SignIn};
use crate::number::{NumberKind, PhoneNumber};
use crate::time::{HOUR, MINUTE};

pub(crate) const NOON: i64 = 1_700_000_000_000;

pub(crate) fn fact<T>(value: T) -> Fact<T> {
    Fact { source: Source::Live, seq: 1, value }
}

pub(crate) fn number(digits: &str) -> PhoneNumber {
    PhoneNumber { kind: NumberKind::Public, key: format!("+1{digits}"), shown: digits.into(), extension: None, raw: digits.into() }
}

pub(crate) fn call() -> Call {
    let facts = Facts {
        direction: Some(fact(Direction::Inbound)),
        other: Some(fact(number("4155550101"))),
        started: Some(fact(NOON)),
        answered: Some(fact(NOON + 5_000)),
        ended: Some(fact(NOON + 65_000)),
        ..Facts::default()
    };
    Call {
        id: CallId { account: AccountId::new("ast:one/PJSIP/100"), session: "s1".into() },
        facts,
        first_seen: NOON,
        zone: ("UTC".into(), 0),
        duration_confirmed: false,
        gap: None,
    }
}

pub(crate) fn account() -> PhoneAccount {
    PhoneAccount::new(AccountId::new("ast:one/PJSIP/100"), AccountKind::Typed, "Desk phone", NOON - HOUR)
}

pub(crate) fn integration() -> Integration {
    let server = AppConnect {
        server_url: "https://crm.example".into(),
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
        id: IntegrationId::new("crm"),
        kind: IntegrationKind::AppConnect(server),
        name: "CRM".into(),
        added_at: NOON - HOUR,
        automatic_since: Some(NOON - HOUR + MINUTE),
        sign_in: SignIn::Works,
        capabilities: Capabilities {
            dedupe: Dedupe::Find { settles: SETTLES, lag: 0 },
            create_contact: true,
            search_by_name: true,
            update: true,
            move_record: false,
            follow_ups: None,
        },
        paused_until: None,
        choices: crate::choices::Choices::default(),
        removed: false,
    }
}

/// A call to Ann an hour after noon.
pub(crate) fn follow_up(id: &str) -> FollowUp {
    FollowUp {
        id: id.into(),
        subject: "Call Ann".into(),
        with: Party { name: "Ann".into(), number: Some(number("4155550101")), contact: None },
        due: NOON + HOUR,
        ..FollowUp::default()
    }
}

pub(crate) fn contact(id: &str, name: &str) -> Contact {
    Contact { id: id.into(), name: name.into(), ..Contact::default() }
}
