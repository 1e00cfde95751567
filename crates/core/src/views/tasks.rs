//! Where a follow-up's task stands in the CRM, as its row says it (K5).

use crate::command::TaskAct;
use crate::crm::{ErrorKind, Problem, RecordRef};
use crate::entry::{Conflict, LogStatus};
use crate::follow_up::FollowUp;
use crate::integration::{Integration, IntegrationId, SignIn};

/// What a row says of its task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskStanding {
    /// It is there.
    There {
        /// Its page.
        url: Option<String>,
        /// It was changed here since: the CRM shows the earlier words.
        changed: bool,
    },
    /// It is on its way, or about to be.
    UnderWay,
    /// It may be there; the CRM is asked.
    InDoubt,
    /// It waits for this to pass, and is tried by itself.
    Waits(Problem),
    /// The CRM said no, in its own words where it gave some.
    Refused(Option<String>),
    /// Nobody can tell whether it is there.
    Unknown,
    /// There are several.
    Doubled(Vec<RecordRef>),
    /// The agent keeps it here, or it came from a file.
    KeptHere,
}

/// Where a follow-up's task stands; `None` where there is none to be made, and where its integration is gone.
pub fn standing(one: &FollowUp, integration: Option<&Integration>) -> Option<TaskStanding> {
    use TaskStanding as S;
    let task = one.task.as_deref()?;
    let integration = integration.filter(|it| !it.removed && it.capabilities.follow_ups.is_some())?;
    let signed_out = integration.sign_in == SignIn::Needed;
    Some(match &task.status {
        LogStatus::Logged(record) => S::There { url: record.at.url.clone(), changed: one.is_changed_since_sent() },
        LogStatus::Unresolved(Conflict::Refused(error)) => S::Refused(error.said.clone()),
        LogStatus::Unresolved(Conflict::Doubled(all)) => S::Doubled(all.clone()),
        LogStatus::Unresolved(_) => S::Unknown,
        LogStatus::Dismissed | LogStatus::Earlier => S::KeptHere,
        LogStatus::InDoubt { .. } => S::InDoubt,
        _ if signed_out => S::Waits(Problem::SignedOut),
        LogStatus::Retry { waiting_for, .. } if waiting_for.kind == ErrorKind::Ambiguous => S::InDoubt,
        LogStatus::Retry { waiting_for, .. } if waiting_for.kind != ErrorKind::Auth => S::Waits(waiting_for.problem),
        _ => S::UnderWay,
    })
}

/// Open follow-ups whose task asks a person: they stand in Unresolved (F1).
pub fn unresolved<'a>(
    all: impl IntoIterator<Item = &'a FollowUp>,
    integration: impl Fn(&IntegrationId) -> Option<&'a Integration>,
) -> Vec<&'a FollowUp> {
    let asks = |one: &&FollowUp| {
        let task = one.task.as_deref().filter(|task| one.is_open() && task.is_unresolved());
        task.is_some_and(|task| standing(one, integration(&task.integration)).is_some())
    };
    all.into_iter().filter(asks).collect()
}

impl TaskStanding {
    /// What can be done about it.
    pub fn acts(&self) -> &'static [TaskAct] {
        match self {
            Self::Refused(_) => &[TaskAct::Make, TaskAct::KeepHere],
            Self::Unknown => &[TaskAct::ItIsThere, TaskAct::Make],
            Self::Doubled(_) => &[TaskAct::ItIsThere],
            Self::KeptHere => &[TaskAct::Make],
            Self::Waits(_) => &[TaskAct::KeepHere],
            Self::There { .. } | Self::UnderWay | Self::InDoubt => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::CrmError;
    use crate::entry::{Record, Write};
    use crate::follow_up::Task;
    use crate::integration::{Capabilities, Dedupe};
    use crate::testing::{NOON, contact, follow_up, integration};

    fn crm() -> Integration {
        let it = integration();
        Integration { capabilities: Capabilities { follow_ups: Some(Dedupe::Upsert), ..it.capabilities }, ..it }
    }

    fn one(status: LogStatus) -> FollowUp {
        let task = Task { status, ..Task::new(crm().id, contact("1", "Ann")) };
        FollowUp { task: Some(Box::new(task)), ..follow_up("f") }
    }

    fn there(sent_revision: u64) -> LogStatus {
        let at = RecordRef { id: "t".into(), url: Some("https://crm.example/t".into()) };
        LogStatus::Logged(Record { at, sent_revision, logged_at: NOON, mangled: false, confirm_at: None })
    }

    fn retry(kind: ErrorKind, problem: Problem) -> LogStatus {
        LogStatus::Retry { at: NOON, waiting_for: CrmError::new(kind, problem), write: Some(Write::Log), attempt: 1 }
    }

    #[test]
    fn k5_the_row_says_where_the_task_stands() {
        use TaskStanding as S;
        let url = Some("https://crm.example/t".to_owned());
        let refused = CrmError::new(ErrorKind::Refused, Problem::Refused).saying("no owner");
        let print = one(LogStatus::ready()).print();
        let table = [
            (there(print), S::There { url: url.clone(), changed: false }),
            (there(print ^ 1), S::There { url: url.clone(), changed: true }),
            (there(0), S::There { url, changed: false }),
            (LogStatus::ready(), S::UnderWay),
            (retry(ErrorKind::Offline, Problem::Unreachable), S::Waits(Problem::Unreachable)),
            (retry(ErrorKind::Ambiguous, Problem::NoAnswer), S::InDoubt),
            (LogStatus::Unresolved(Conflict::Refused(refused)), S::Refused(Some("no owner".into()))),
            (LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log)), S::Unknown),
            (LogStatus::Dismissed, S::KeptHere),
        ];
        for (status, expected) in table {
            assert_eq!(standing(&one(status), Some(&crm())), Some(expected));
        }
    }

    #[test]
    fn f1_only_an_open_one_that_was_refused_unknown_or_doubled_brings_the_tab() {
        let unknown = LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log));
        let asking = one(unknown.clone());
        let done = FollowUp { done: Some(NOON), ..one(unknown) };
        let all = [asking.clone(), done, one(LogStatus::Dismissed), one(LogStatus::ready()), one(there(0))];
        let it = crm();
        assert_eq!(unresolved(&all, |_| Some(&it)), [&asking]);
        assert_eq!(unresolved(&all, |_| None), Vec::<&FollowUp>::new());
    }

    #[test]
    fn g7_where_its_integration_is_gone_it_is_simply_here() {
        let removed = Integration { removed: true, ..crm() };
        for gone in [None, Some(&removed), Some(&integration())] {
            assert_eq!(standing(&one(LogStatus::ready()), gone), None);
        }
        assert_eq!(standing(&follow_up("f"), Some(&crm())), None);
        let signed_out = Integration { sign_in: SignIn::Needed, ..crm() };
        assert_eq!(standing(&one(LogStatus::ready()), Some(&signed_out)), Some(TaskStanding::Waits(Problem::SignedOut)));
    }
}
