//! Follow-ups that become tasks: the agent plans, changes, does and deletes them; the books count the tasks.

use callscribe_core::case::Case;
use callscribe_core::command::{Command, TaskAct};
use callscribe_core::crm::WriteKey;
use callscribe_core::entry::{Conflict, LogStatus};
use callscribe_core::follow_up::FollowUp;
use callscribe_core::integration::IntegrationId;
use callscribe_core::store::Memory;
use callscribe_core::time::{HOUR, MINUTE};

use super::World;
use super::agent::follow_up;
use crate::check;

/// How the tasks with this key stand, as a store has it.
pub fn of_key(store: &Memory, id: &IntegrationId, key: &WriteKey) -> Vec<LogStatus> {
    let all = check::all::<FollowUp>(store).into_iter().filter(|one| WriteKey::of_follow_up(&one.id) == *key);
    all.filter_map(|one| one.task).filter(|task| task.integration == *id).map(|task| task.status).collect()
}

impl World {
    /// A follow-up with somebody a CRM knows, or one of those there are: changed, done, opened again or deleted; or somebody does one there.
    pub(super) fn agent_plans(&mut self, case: &Case) {
        let known: Vec<FollowUp> = check::all(&self.browser.shell.store);
        let one = self.random.pick(&known).filter(|one| !self.browser.agent.dropped.contains(&one.id)).cloned();
        let command = match (self.random.within(0, 10), one) {
            (0, Some(one)) => {
                self.browser.agent.written += 1;
                let subject = format!("Call back {}", self.browser.agent.written);
                Command::SaveFollowUp(Box::new(FollowUp { subject, due: one.due + HOUR, ..one }))
            }
            (1, Some(one)) => Command::FollowUpDone { id: one.id, done: true },
            (2, Some(one)) => Command::FollowUpDone { id: one.id, done: false },
            (3, Some(one)) => {
                self.browser.agent.planned.remove(&one.id);
                self.browser.agent.dropped.insert(one.id.clone());
                Command::DeleteFollowUp { id: one.id }
            }
            (4, _) => return self.somebody_does_a_task(),
            _ => return self.agent_plans_with_a_contact(case),
        };
        self.command(command);
    }

    fn agent_plans_with_a_contact(&mut self, case: &Case) {
        let known = case.entries.iter().filter_map(|entry| Some((entry.key.integration.clone(), Box::new(entry.known_contact()?.clone()))));
        let known: Vec<_> = known.collect();
        let contact = self.random.pick(&known).cloned();
        self.browser.agent.written += 1;
        let id = format!("f{}-{}", self.browser.place, self.browser.agent.written);
        self.browser.agent.planned.insert(id.clone());
        let due = self.now + self.random.within(MINUTE, 6 * HOUR);
        let mut one = follow_up(id, case, due);
        one.with.contact = contact;
        self.command(Command::SaveFollowUp(Box::new(one)));
    }

    fn somebody_does_a_task(&mut self) {
        let ids: Vec<IntegrationId> = self.servers.keys().cloned().collect();
        let Some(id) = self.random.pick(&ids) else { return };
        let Some(server) = self.servers.get_mut(id) else { return };
        let which = self.random.within(0, server.crm.tasks.len().max(1) as i64) as usize;
        server.crm.tasks.iter_mut().skip(which).take(1).for_each(|task| task.done = true);
    }

    /// What the agent decides where a task asks for it, as the CRM itself shows it.
    pub(super) fn agent_acts_on_tasks(&mut self) {
        let all: Vec<FollowUp> = check::all(&self.browser.shell.store);
        let asking: Vec<&FollowUp> = all.iter().filter(|one| one.task.as_ref().is_some_and(|task| task.is_unresolved())).collect();
        let Some(one) = self.random.pick(&asking) else { return };
        let Some(task) = &one.task else { return };
        let (id, key) = (task.integration.clone(), WriteKey::of_follow_up(&one.id));
        let is_there = self.servers.get(&id).is_some_and(|server| server.crm.tasks.iter().any(|task| task.draft.key == key));
        let act = match &task.status {
            LogStatus::Unresolved(Conflict::Doubled(_)) => {
                self.kept.insert((id, key));
                TaskAct::ItIsThere
            }
            LogStatus::Unresolved(Conflict::OutcomeUnknown(_)) if self.may_still_arrive(&id) => return,
            LogStatus::Unresolved(Conflict::OutcomeUnknown(_)) if is_there => TaskAct::ItIsThere,
            _ if self.random.one_in(4) => TaskAct::KeepHere,
            _ => TaskAct::Make,
        };
        self.command(Command::ActOnTask { id: one.id.clone(), act });
    }

    /// K5: what is to be done with somebody in such a CRM is a task there, or stands on a screen with the reason.
    pub(super) fn count_tasks(&mut self) {
        for one in check::all::<FollowUp>(&self.browser.shell.store) {
            let Some((to, _)) = one.with.contact.as_ref().filter(|(id, _)| self.servers.contains_key(id) && self.play.tasks) else {
                continue;
            };
            let Some(task) = &one.task else {
                self.tally.lost_notes += 1;
                self.tally.findings.push(format!("the follow-up {} is no task in {to:?}", one.id));
                continue;
            };
            let there = self.servers.get(&task.integration).map(|server| &server.crm.tasks);
            let is_there = |id: &str| there.is_some_and(|all| all.iter().any(|made| made.id == id || id.is_empty()));
            let pretends = task.record().is_some_and(|record| !is_there(&record.at.id));
            let waits_for_its_look = task.record().is_some_and(|record| record.confirm_at > Some(self.now));
            if pretends {
                self.tally.lost_notes += 1;
            } else if one.task_due().is_some() && !waits_for_its_look {
                self.tally.stuck += 1;
            } else {
                continue;
            }
            self.tally.findings.push(format!("the task of {} is {:?}", one.id, task.status));
        }
    }
}
