//! What a world comes to, counted from its own books and not from what the product says of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use callscribe_core::book::{Activity, BookContact};
use callscribe_core::call::CallId;
use callscribe_core::case::Case;
use callscribe_core::contact::ContactMatch;
use callscribe_core::crm::WriteKey;
use callscribe_core::desk::DeskItem;
use callscribe_core::engine::{CatchUp, CatchUpPhase, DeskRow};
use callscribe_core::entry::{Conflict, LogEntry, LogStatus, Mode, StepKind};
use callscribe_core::integration::{Dedupe, IntegrationId};
use callscribe_core::store::Store;
use callscribe_core::time::{MINUTE, Millis, SECOND};

use super::World;
use crate::check;

/// What worlds came to; the last five have to be nought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is counted under the name it is printed with")]
pub struct Tally {
    pub worlds: u64,
    pub calls: u64,
    pub kills: u64,
    pub logged: u64,
    pub unresolved: u64,
    pub unlogged: u64,
    pub notes: u64,
    pub duplicates: u64,
    pub lost_calls: u64,
    pub lost_notes: u64,
    pub over_budget: u64,
    pub stuck: u64,
    /// Worlds in which the engine broke a promise, such as memory unlike the store; not printed.
    pub broken: u64,
    /// How much happened; not printed.
    pub happenings: u64,
    /// Effects that left, or would have if the worker had lived; not printed.
    pub effects: u64,
    /// Steps the engine made before the calm; not printed.
    pub steps_of_storm: u64,
    /// What went wrong, in words.
    pub findings: Vec<String>,
}

impl Tally {
    /// Both together.
    pub fn add(&mut self, other: Self) {
        self.worlds += other.worlds;
        self.calls += other.calls;
        self.kills += other.kills;
        self.logged += other.logged;
        self.unresolved += other.unresolved;
        self.unlogged += other.unlogged;
        self.notes += other.notes;
        self.duplicates += other.duplicates;
        self.lost_calls += other.lost_calls;
        self.lost_notes += other.lost_notes;
        self.over_budget += other.over_budget;
        self.stuck += other.stuck;
        self.broken += other.broken;
        self.happenings += other.happenings;
        self.findings.extend(other.findings);
    }
    /// Whether nothing was doubled, lost or stuck.
    pub fn is_clean(&self) -> bool {
        self.duplicates + self.lost_calls + self.lost_notes + self.over_budget + self.stuck + self.broken == 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            worlds, calls, kills, logged, unresolved, unlogged, notes, duplicates, lost_calls, lost_notes, over_budget, stuck, ..
        } = self;
        write!(
            f,
            "worlds={worlds} calls={calls} kills={kills} logged={logged} unresolved={unresolved} unlogged={unlogged} notes={notes} "
        )?;
        write!(f, "duplicates={duplicates} lost_calls={lost_calls} lost_notes={lost_notes} over_budget={over_budget} stuck={stuck}")
    }
}

impl World {
    pub(super) fn audit(mut self) -> Tally {
        self.count_doubles();
        self.in_each_browser(|world| {
            check::store_and_memory(&world.browser.shell.store, &crate::shell::fresh_working(&world.browser.shell.store));
            world.count_double_people();
            world.count_imported();
            world.count_broken_hours();
            world.count_calls();
            world.count_what_is_stuck();
            world.count_notes();
            world.count_wrap_ups();
            world.count_tasks();
            world.count_attempts();
            world.count_runs();
        });
        self.tally
    }

    /// A record too many counts where none was promised to come, and elsewhere if a look-up could show it and no screen does.
    fn count_doubles(&mut self) {
        for (id, server) in &self.servers {
            let mut keys = BTreeMap::new();
            let records = server.crm.records.iter().filter(|record| !record.deleted).map(|record| &record.key);
            for key in records.chain(server.crm.tasks.iter().map(|task| &task.draft.key)) {
                *keys.entry(key).or_insert(0u64) += 1;
            }
            for (key, records) in keys.into_iter().filter(|(_, records)| *records > 1) {
                let repeated = self.repeated.contains(&(id.clone(), key.clone()));
                let (promised, can_be_seen) = match server.crm.dedupe {
                    Dedupe::Upsert => (true, true),
                    Dedupe::Find { .. } => (!self.play.two && !repeated, true),
                    Dedupe::None => (!self.play.two && !repeated, false),
                };
                if promised || (can_be_seen && self.is_hidden(id, key)) {
                    self.tally.duplicates += records - 1;
                    self.tally.findings.push(format!("{records} records of {key:?} in {id:?}"));
                }
            }
            let mut people = BTreeMap::new();
            for (number, contact) in server.crm.people.iter().filter(|(number, _)| !number.is_empty() && !self.play.two) {
                *people.entry((number, &contact.name)).or_insert(0u64) += 1;
            }
            for ((_, name), times) in people.into_iter().filter(|(_, times)| *times > 1) {
                if !self.repeated_people.contains(&(id.clone(), name.clone())) {
                    self.tally.duplicates += times - 1;
                    self.tally.findings.push(format!("{times} contacts {name} in {id:?}"));
                }
            }
        }
    }

    /// Whether a screen pretends that there is one record, and none shows the double.
    fn is_hidden(&self, id: &IntegrationId, key: &WriteKey) -> bool {
        let stores = std::iter::once(&self.browser).chain(&self.other).map(|browser| &browser.shell.store);
        let (entries, tasks): (Vec<Vec<LogEntry>>, Vec<_>) =
            stores.map(|store| (check::all(store), super::tasks::of_key(store, id, key))).unzip();
        let of_entries = entries.into_iter().flatten().filter(|e| e.key.integration == *id && e.write_key() == *key).map(|e| e.status);
        let all: Vec<LogStatus> = of_entries.chain(tasks.into_iter().flatten()).collect();
        let pretends = all.iter().any(|status| matches!(status, LogStatus::Logged(_) | LogStatus::UpdateFailed(..)));
        let shows = all.iter().any(|status| matches!(status, LogStatus::Unresolved(Conflict::Doubled(_))));
        pretends && !shows && !self.kept.contains(&(id.clone(), key.clone()))
    }

    /// One person is one contact: two of one name may well have two numbers.
    fn count_double_people(&mut self) {
        let mut people = BTreeMap::new();
        let book = check::all::<BookContact>(&self.browser.shell.store).into_iter().filter(|c| c.book == IntegrationId::address_book());
        for contact in book {
            for known in contact.numbers {
                *people.entry((contact.name.clone(), known.number.key)).or_insert(0u64) += 1;
            }
        }
        for ((name, number), times) in people.into_iter().filter(|(_, times)| *times > 1) {
            self.tally.duplicates += times - 1;
            self.tally.findings.push(format!("{times} contacts {name} of {number} in the address book"));
        }
    }

    /// Whoever was in a file is in the book.
    fn count_imported(&mut self) {
        let book: BTreeSet<String> = check::all::<BookContact>(&self.browser.shell.store).into_iter().map(|contact| contact.name).collect();
        let lost = self.browser.agent.wanted.difference(&book).map(|name| format!("{name} was not imported"));
        let lost: Vec<String> = lost.collect();
        self.tally.broken += lost.len() as u64;
        self.tally.findings.extend(lost);
    }

    /// D3: no digest from two to seven in New York, whatever the clocks do there.
    fn count_broken_hours(&mut self) {
        for entry in check::all::<LogEntry>(&self.browser.shell.store) {
            let quiet = |at: Millis| (2 * 60..7 * 60).contains(&super::clock::minutes_there(at));
            let digests = entry.steps.iter().filter(|step| step.what == StepKind::Attempted(Mode::Digest));
            if let Some(step) = digests.into_iter().find(|step| quiet(step.at) && quiet(step.at - SECOND)) {
                self.tally.broken += 1;
                self.tally.findings.push(format!("{} was looked at in quiet hours, at {}", entry.key.key(), step.at));
            }
        }
    }

    fn count_calls(&mut self) {
        self.tally.calls = self.calls.len() as u64;
        for call in &self.calls {
            if (Self::is_told_again(call) || self.is_recorded(call)) && self.stored(&call.id).is_none() {
                self.tally.lost_calls += 1;
                self.tally.findings.push(format!("call {} is not stored", call.id.key()));
            }
        }
        for (id, facts) in &self.browser.seen {
            if !self.browser.knows(id, facts) {
                self.tally.lost_calls += 1;
                self.tally.findings.push(format!("what the worker was told of call {} is not stored", id.key()));
            }
        }
        let entries: Vec<LogEntry> = check::all(&self.browser.shell.store);
        for entry in &entries {
            match &entry.status {
                LogStatus::Unresolved(_) | LogStatus::UpdateFailed(..) => self.tally.unresolved += 1,
                status if entry.record().is_some() && !matches!(status, LogStatus::RecordGone(_)) => self.tally.logged += 1,
                _ => self.tally.unlogged += 1,
            }
            if let Some(finding) = self.lost(entry) {
                self.tally.lost_calls += 1;
                self.tally.findings.push(finding);
            }
        }
        for row in check::all::<callscribe_core::case::CallRow>(&self.browser.shell.store) {
            let practice = row.call.id.account == callscribe_core::practice::account_id();
            if row.face.chips.iter().any(|chip| (chip.integration == IntegrationId::practice_book()) != practice) {
                self.tally.broken += 1;
                self.tally.findings.push(format!("{} is where it does not belong", row.call.id.key()));
            }
            if practice {
                continue;
            }
            let missing = self.integrations.keys().filter(|id| row.face.chips.iter().all(|chip| chip.integration != **id));
            let missing = missing.filter(|id| !self.browser.touched.contains(*id)).count() as u64;
            if missing > 0 {
                self.tally.lost_calls += missing;
                self.tally.findings.push(format!("{} lacks an entry", row.call.id.key()));
            }
        }
    }

    /// An entry that says "Logged" without a record, or is silently unlogged.
    fn lost(&self, entry: &LogEntry) -> Option<String> {
        let id = &entry.key.integration;
        let what = format!("{} is {:?}", entry.key.key(), entry.status);
        match &entry.status {
            LogStatus::Logged(record) | LogStatus::UpdateFailed(record, _) => {
                let book = self.integrations.get(id)?.is_address_book();
                let there = if book {
                    check::all::<Activity>(&self.browser.shell.store).iter().any(|a| a.key == entry.key)
                } else {
                    self.servers.get(id)?.crm.records.iter().any(|r| r.id == record.at.id)
                };
                (!there).then_some(what)
            }
            LogStatus::Unlogged if !self.browser.touched.contains(id) && !self.may_stay_unlogged(&entry.key.call) => Some(what),
            LogStatus::Unresolved(Conflict::NoContact) => {
                let found = entry.found.as_ref().map(|(_, found)| found.clone());
                (found.is_some_and(|found| found != ContactMatch::None)).then_some(what)
            }
            _ => None,
        }
    }

    fn count_what_is_stuck(&mut self) {
        let mut findings = Vec::new();
        for entry in check::all::<LogEntry>(&self.browser.shell.store) {
            let looked_at_once_more_later = matches!(&entry.status, LogStatus::Logged(record) if record.confirm_at > Some(self.now));
            if entry.due().is_some() && !looked_at_once_more_later {
                let integration = self.browser.shell.working().integrations.get(&entry.key.integration);
                let state = integration.map(|i| (i.removed, i.sign_in, i.paused_until));
                findings.push(format!("{} still {:?} in an integration {state:?}", entry.key.key(), entry.status));
            }
        }
        findings.extend(check::all::<LogEntry>(&self.browser.shell.store).iter().filter_map(|entry| self.asked_in_vain(entry)));
        for row in check::all::<DeskRow>(&self.browser.shell.store) {
            let waits = match &row.item {
                DeskItem::Command(_) => true,
                DeskItem::Import(_) => true,
                DeskItem::Draft(draft) => self.stored(&draft.call).is_some(),
                _ => false,
            };
            if waits {
                findings.push(format!("{} still on the desk", row.key));
            }
        }
        let nobody_logs = self.integrations.keys().all(|id| self.browser.touched.contains(id));
        let working = self.browser.shell.working();
        let rests = |run: &CatchUp| run.phase == CatchUpPhase::Over || run.is_switched_off(&working.settings);
        let over = nobody_logs || working.catch_up().is_none_or(rests);
        let kept = |key: &str| key == "digest" || (key == "catch-up" && over);
        let jobs = self.browser.shell.store.rows().filter(|row| row.store == Store::Jobs && !kept(&row.key));
        findings.extend(jobs.map(|row| format!("job {} unfinished", row.key)));
        self.tally.stuck += findings.len() as u64;
        self.tally.findings.extend(findings);
    }

    /// A2: whoever is the only one with a number the whole time, with one deal at most, is not asked about.
    fn asked_in_vain(&self, entry: &LogEntry) -> Option<String> {
        let id = &entry.key.integration;
        let about_whom = matches!(entry.conflict()?, Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations);
        let number = check::case(&self.browser.shell.store, &entry.key.call)?.call.other().key;
        let server = self.servers.get(id).filter(|server| about_whom && !server.changed.contains_key(number.as_str()))?;
        let people = server.crm.having(&number);
        let from_the_start = |name: &str| name.starts_with("Person");
        let surely_one = people.len() == 1 && from_the_start(&people[0].name) && people[0].associations.len() < 2;
        (surely_one && !self.browser.touched.contains(id))
            .then(|| format!("{} asks {:?} about {}", entry.key.key(), entry.status, people[0].name))
    }

    /// E3: at most ten calls are attempted in any sixty seconds.
    fn count_attempts(&mut self) {
        let attempts = &self.browser.attempts;
        for (at, _) in attempts {
            let minute = attempts.iter().filter(|(then, _)| *then <= *at && at - then < MINUTE);
            let calls: BTreeSet<&CallId> = minute.map(|(_, call)| call).collect();
            if calls.len() > 10 {
                self.tally.over_budget += 1;
                self.tally.findings.push(format!("{} calls attempted within a minute of {}", calls.len(), at - self.begin));
            }
        }
    }

    /// A call by any of its names.
    pub(super) fn stored(&self, id: &callscribe_core::call::CallId) -> Option<Case> {
        check::named(&self.browser.shell.store, id)
    }
}
