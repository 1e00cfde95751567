//! Rule I11: when logging stands still somewhere, and when the agent is told.

use serde::{Deserialize, Serialize};

use crate::account::{AccountKind, GAP, Line, PhoneAccount};
use crate::call::AccountId;
use crate::entry::{LogEntry, LogStatus};
use crate::integration::{Integration, IntegrationId, SignIn};
use crate::settings::Settings;
use crate::time::{MINUTE, Millis};

/// A CRM that is away for less is told of only where its calls stand.
const DOWN: Millis = 15 * MINUTE;

/// Where and why logging stands still.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standstill {
    /// An integration needs a person to sign in.
    SignedOut(IntegrationId),
    /// A CRM does not answer.
    Down(IntegrationId),
    /// The line of a phone account is not open.
    NotWatched(AccountId),
}

impl Standstill {
    /// A name for it, unique.
    pub fn key(&self) -> String {
        match self {
            Self::SignedOut(id) => format!("signed-out/{}", id.as_str()),
            Self::Down(id) => format!("down/{}", id.as_str()),
            Self::NotWatched(id) => format!("not-watched/{}", id.as_str()),
        }
    }
}

/// One standstill as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Where and why.
    pub what: Standstill,
    /// Since when.
    pub since: Millis,
    /// The agent was told, once.
    pub told: bool,
}

/// Whether an entry waits for its integration by itself.
pub fn waits(entry: &LogEntry) -> bool {
    matches!(entry.status, LogStatus::Retry { .. } | LogStatus::InDoubt { .. } | LogStatus::Ready { .. } | LogStatus::Matching(_))
}

/// Whether an integration stands still as nobody is signed in; `waiting` is how many entries wait there.
pub fn is_signed_out(integration: &Integration, settings: &Settings, waiting: usize) -> bool {
    let matters = waiting > 0 || super::logs_by_itself(integration, settings);
    !integration.removed && integration.sign_in == SignIn::Needed && matters
}

/// Whether an account's line should be open and is not, and no history that can be asked tells of calls meanwhile.
pub fn is_unwatched(account: &PhoneAccount) -> bool {
    let history_tells = matches!(account.kind, AccountKind::RingCentral { .. }) && account.live.failures == 0;
    let unwatched = match account.line {
        Line::Waiting { .. } => !history_tells,
        Line::Stopped(_) => true,
        Line::Idle | Line::Open => false,
    };
    unwatched && !account.removed
}

/// When the agent is told of a standstill: at once where only a person can end it, else when it lasts.
pub fn told_at(standing: &Standing, line: Option<&Line>) -> Millis {
    match (&standing.what, line) {
        (Standstill::SignedOut(_), _) | (Standstill::NotWatched(_), Some(Line::Stopped(_))) => standing.since,
        (Standstill::Down(_), _) => standing.since + DOWN,
        (Standstill::NotWatched(_), _) => standing.since + GAP,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::LineProblem;
    use crate::entry::LogKey;
    use crate::settings::AfterCall;
    use crate::testing::{account, integration};

    #[test]
    fn i11_told_at_once_where_only_a_person_helps_else_when_it_lasts() {
        let (crm, phone) = (integration().id, account().id);
        let stopped = Line::Stopped(LineProblem::Refused);
        let waiting = Line::Waiting { until: 0, failures: 3, problem: LineProblem::Unreachable };
        let table = [
            (Standstill::SignedOut(crm.clone()), None, 0),
            (Standstill::Down(crm), None, 15 * MINUTE),
            (Standstill::NotWatched(phone.clone()), Some(&stopped), 0),
            (Standstill::NotWatched(phone), Some(&waiting), 5 * MINUTE),
        ];
        for (what, line, after) in table {
            let standing = Standing { what, since: 1_000, told: false };
            assert_eq!(told_at(&standing, line), 1_000 + after, "{standing:?}");
        }
    }

    #[test]
    fn i11_each_standstill_has_a_name_of_its_own() {
        let (crm, phone) = (integration().id, account().id);
        let all = [Standstill::SignedOut(crm.clone()), Standstill::Down(crm), Standstill::NotWatched(phone)];
        assert_eq!(all.map(|one| one.key()), ["signed-out/crm", "down/crm", "not-watched/ast:one/PJSIP/100"]);
    }

    #[test]
    fn i11_what_goes_on_by_itself_waits() {
        let of = |status| {
            waits(&LogEntry { status, ..LogEntry::new(LogKey { call: crate::testing::call().id, integration: integration().id }) })
        };
        assert!(of(LogStatus::Matching(0)) && of(LogStatus::Ready { attempt: 0, looked: None }));
        assert!(!of(LogStatus::Unlogged) && !of(LogStatus::Dismissed));
    }

    #[test]
    fn i11_an_integration_nobody_logs_to_does_not_stand_still() {
        let out = Integration { sign_in: SignIn::Needed, ..integration() };
        let by_hand = Integration { automatic_since: None, ..out.clone() };
        let removed = Integration { removed: true, ..out.clone() };
        let only_form = Settings { after_call: AfterCall::OnlyOpenForm, ..Settings::default() };
        let usual = Settings::default();
        let table = [
            (&out, &usual, 0, true),
            (&integration(), &usual, 3, false),
            (&by_hand, &usual, 0, false),
            (&by_hand, &usual, 1, true),
            (&out, &only_form, 0, false),
            (&removed, &usual, 1, false),
        ];
        for (integration, settings, waiting, stands) in table {
            assert_eq!(is_signed_out(integration, settings, waiting), stands, "{waiting} {:?}", integration.sign_in);
        }
    }

    #[test]
    fn i11_a_line_that_was_not_opened_yet_is_no_standstill() {
        let with = |line| PhoneAccount { line, ..account() };
        let lines = [Line::Idle, Line::Open, Line::Stopped(LineProblem::Replaced)];
        assert_eq!(lines.map(|line| is_unwatched(&with(line))), [false, false, true]);
    }
}
