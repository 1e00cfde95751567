//! What is always in memory: what is open, not what is old. It never runs ahead of the disk.

use super::catch_up::CatchUp;
use super::change::{Change, Saved};
use super::io::{Key, Rows};
use super::plan;
use super::stored::{Counters, DigestRun, Job, Pops, Revision, SettingRow, Standstills};
use crate::account::{Gap, GapState, PhoneAccount};
use crate::call::{AccountId, Call, CallId};
use crate::case::CallRow;
use crate::entry::{LogEntry, LogKey, LogStatus};
use crate::follow_up::FollowUp;
use crate::integration::{Integration, IntegrationId};
use crate::order::OrdMap;
use crate::settings::{Managed, Settings, effective};
use crate::store::{Broken, Store, Stored, decode};

/// Settings, counters, entries with a due time, and running calls.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Working {
    /// How many commits there were.
    pub revision: Revision,
    /// The settings that count: an administrator's, else the agent's own.
    pub settings: Settings,
    /// The agent's own choices.
    pub own: Settings,
    /// What an administrator set.
    pub managed: Managed,
    /// All integrations, removed ones too.
    pub integrations: OrdMap<IntegrationId, Integration>,
    /// All phone accounts, removed ones too.
    pub accounts: OrdMap<AccountId, PhoneAccount>,
    /// The last run of the digest.
    pub digest: Option<DigestRun>,
    /// Pages that opened by themselves lately.
    pub pops: Pops,
    /// Where logging stands still.
    pub standstills: Standstills,
    /// What the filters count.
    pub counters: Counters,
    /// Entries with a due time.
    pub open: OrdMap<LogKey, LogEntry>,
    /// Running calls.
    pub running: OrdMap<CallId, Call>,
    /// Unfinished jobs.
    pub jobs: OrdMap<String, Job>,
    /// Open follow-ups, and those that were done while their task is still in doubt.
    pub follow_ups: OrdMap<String, FollowUp>,
}

impl Working {
    /// Reads the answer to [`Key::Working`]; rows that cannot be read are handed back.
    pub(super) fn load(rows: &Rows) -> (Self, Vec<Broken>) {
        let mut working = Self::default();
        let mut broken = Vec::new();
        for row in rows.get(&Key::Working).into_iter().flatten() {
            let saved = match row.store {
                Store::Settings => decode(row).map(Saved::Setting),
                Store::Meta if row.key == "digest" => decode(row).map(Saved::Digest),
                Store::Meta if row.key == "pops" => decode(row).map(Saved::Pops),
                Store::Meta if row.key == "standstills" => decode(row).map(Saved::Standstills),
                Store::Meta => decode(row).map(Saved::Revision),
                Store::Counters => decode(row).map(Saved::Counters),
                Store::Jobs => decode(row).map(Saved::Job),
                Store::FollowUps => decode(row).map(|one| Saved::FollowUp(Box::new(one))),
                Store::Entries => decode(row).map(Saved::Entry),
                Store::Calls => decode::<CallRow>(row).map(|call| Saved::Call(Box::new(call))),
                _ => continue,
            };
            match saved {
                Ok(saved) => working.take(&saved),
                Err(unreadable) => broken.push(unreadable),
            }
        }
        (working, broken)
    }

    /// The run of catch-up, under way or over.
    pub fn catch_up(&self) -> Option<&CatchUp> {
        self.jobs.values().find_map(|job| match job {
            Job::CatchUp(run) => Some(run.as_ref()),
            _ => None,
        })
    }

    /// Whether something else than this entry may be writing in its integration, or looks for a placeholder, which is alone like its write.
    pub(super) fn writes_beside(&self, key: &LogKey) -> bool {
        let is_sending = |status: &LogStatus| matches!(status, LogStatus::Sending { .. });
        let writes = |other: &LogEntry| is_sending(&other.status) || plan::wants_placeholder(other);
        let mut others = self.open.values().filter(|other| other.key.integration == key.integration && other.key != *key);
        let mut tasks = self.follow_ups.values().filter_map(|one| one.task.as_deref()).filter(|task| task.integration == key.integration);
        others.any(writes) || tasks.any(|task| is_sending(&task.status))
    }

    /// The oldest gap whose calls are known and that catch-up has not taken yet (E2).
    pub(super) fn gap_to_catch_up(&self) -> Option<(&PhoneAccount, &Gap)> {
        let told = |account| -> Vec<(&PhoneAccount, &Gap)> {
            let account: &PhoneAccount = account;
            account.gaps.iter().filter(|gap| gap.state == GapState::Told).map(|gap| (account, gap)).collect()
        };
        self.accounts.values().filter(|a| !a.removed).flat_map(told).min_by_key(|(account, gap)| (gap.from, &account.id))
    }

    /// Follows a committed change.
    pub(super) fn absorb(&mut self, change: &Change) {
        for (store, key) in &change.deletes {
            match store {
                Store::Entries => self.open.retain(|open, _| open.key() != *key),
                Store::Calls => self.running.retain(|call, _| call.key() != *key),
                Store::Jobs => drop(self.jobs.remove(key)),
                Store::FollowUps => drop(self.follow_ups.remove(key)),
                Store::Settings => {
                    self.integrations.retain(|id, _| format!("integration/{}", id.as_str()) != *key);
                    self.accounts.retain(|id, _| format!("account/{}", id.as_str()) != *key);
                }
                _ => {}
            }
        }
        for saved in &change.puts {
            self.take(saved);
        }
    }

    fn take(&mut self, saved: &Saved) {
        match saved {
            Saved::Entry(entry) if entry.due().is_some() => drop(self.open.insert(entry.key.clone(), entry.clone())),
            Saved::Entry(entry) => drop(self.open.remove(&entry.key)),
            Saved::Call(row) if row.call.is_final() => drop(self.running.remove(&row.call.id)),
            Saved::Call(row) => drop(self.running.insert(row.call.id.clone(), row.call.clone())),
            Saved::Setting(SettingRow::Settings(own)) => {
                self.own = own.clone();
                self.settings = effective(&self.own, &self.managed);
            }
            Saved::Setting(SettingRow::Managed(managed)) => {
                self.managed = managed.clone();
                self.settings = effective(&self.own, &self.managed);
            }
            Saved::Setting(SettingRow::Integration(one)) => drop(self.integrations.insert(one.id.clone(), (**one).clone())),
            Saved::Setting(SettingRow::Account(one)) => drop(self.accounts.insert(one.id.clone(), (**one).clone())),
            Saved::FollowUp(one) if one.is_open() || one.task_due().is_some() => {
                drop(self.follow_ups.insert(one.id.clone(), one.as_ref().clone()))
            }
            Saved::FollowUp(one) => drop(self.follow_ups.remove(&one.id)),
            Saved::Job(job) => drop(self.jobs.insert(job.key(), job.clone())),
            Saved::Digest(run) => self.digest = Some(*run),
            Saved::Pops(pops) => self.pops = pops.clone(),
            Saved::Standstills(standstills) => self.standstills = standstills.clone(),
            Saved::Counters(counters) => self.counters = *counters,
            Saved::Revision(revision) => self.revision = *revision,
            _ => {}
        }
    }
}
