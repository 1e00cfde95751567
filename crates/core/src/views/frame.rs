//! What every screen needs: settings, integrations, phone accounts, counters, running calls and what was refused.

use crate::account::PhoneAccount;
use crate::call::AccountId;
use crate::case::CallRow;
use crate::command::{DeskItem, ImportReport, Refusal, RestoreReport};
use crate::engine::{CatchUp, Counters, DeskRow, Job, Revision, SettingRow};
use crate::integration::{Integration, IntegrationId};
use crate::settings::{Managed, Settings, effective};
use crate::store::{Query, Row, Store, decode, index};

/// The frame around every screen, as of one revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The revision it was read at.
    pub revision: Revision,
    /// The settings that count: an administrator's, else the agent's own.
    pub settings: Settings,
    /// What an administrator set and locked (I9).
    pub managed: Managed,
    /// Integrations, removed ones too: their history is still shown.
    pub integrations: Vec<Integration>,
    /// Phone accounts, removed ones too.
    pub accounts: Vec<PhoneAccount>,
    /// The run of catch-up, under way or over (E6).
    pub catch_up: Option<CatchUp>,
    /// Counters.
    pub counters: Counters,
    /// Calls the agent is on, newest first.
    pub running: Vec<CallRow>,
    /// Refused commands by the key of their receipt, oldest first.
    pub receipts: Vec<(String, Refusal)>,
    /// Imports under way or done, by the key of their receipt, oldest first.
    pub imports: Vec<(String, ImportReport)>,
    /// What came of the exported file that was taken in last.
    pub restored: Option<RestoreReport>,
}

impl Frame {
    /// What to read, in one transaction.
    pub fn queries() -> Vec<Query> {
        vec![
            Query::all(Store::Meta),
            Query::key(Store::Settings, "settings"),
            Query::key(Store::Settings, "managed"),
            Query::prefix(Store::Settings, "integration/"),
            Query::prefix(Store::Settings, "account/"),
            Query::all(Store::Counters),
            Query::key(Store::Jobs, "catch-up"),
            Query::all(Store::Calls).by(index::RUNNING).newest_first().limit(20),
            Query::prefix(Store::Desk, "receipt/").limit(20),
        ]
    }

    /// Reads the answers; a row that cannot be read is the worker's to report, and left out here.
    pub fn read(answers: &[Vec<Row>]) -> Self {
        let mut frame = Self::default();
        for row in answers.iter().flatten() {
            frame.take(row);
        }
        frame.settings = effective(&frame.settings, &frame.managed);
        frame
    }

    fn take(&mut self, row: &Row) {
        match row.store {
            Store::Meta => self.revision = decode(row).unwrap_or(self.revision),
            Store::Counters => self.counters = decode(row).unwrap_or(self.counters),
            Store::Jobs => {
                if let Ok(Job::CatchUp(run)) = decode(row) {
                    self.catch_up = Some(*run);
                }
            }
            Store::Calls => self.running.extend(decode::<CallRow>(row).ok().filter(|row| row.call.is_running())),
            Store::Settings => match decode(row) {
                Ok(SettingRow::Settings(settings)) => self.settings = settings,
                Ok(SettingRow::Managed(managed)) => self.managed = managed,
                Ok(SettingRow::Integration(integration)) => self.integrations.push(*integration),
                Ok(SettingRow::Account(account)) => self.accounts.push(*account),
                _ => {}
            },
            Store::Desk => match decode(row) {
                Ok(DeskRow { key, item: DeskItem::Receipt(refusal) }) => self.receipts.push((key, refusal)),
                Ok(DeskRow { key, item: DeskItem::Imported(report) }) => self.imports.push((key, report)),
                Ok(DeskRow { item: DeskItem::Restored(report), .. }) => self.restored = Some(report),
                _ => {}
            },
            _ => {}
        }
    }

    /// An integration, also a removed one.
    pub fn integration(&self, id: &IntegrationId) -> Option<&Integration> {
        self.integrations.iter().find(|i| i.id == *id)
    }

    /// Integrations that are there.
    pub fn connected(&self) -> impl Iterator<Item = &Integration> {
        self.integrations.iter().filter(|i| !i.removed)
    }

    /// Phone accounts that are there and have a line of their own; calls typed in need none.
    pub fn lines(&self) -> impl Iterator<Item = &PhoneAccount> {
        self.accounts.iter().filter(|a| !a.removed && a.kind != crate::account::AccountKind::Typed)
    }

    /// The same accounts as they are shown: without the time they were watched up to, which moves on with every ping.
    pub fn shown_lines(&self) -> Vec<PhoneAccount> {
        self.lines().map(|account| PhoneAccount { watched_until: None, ..account.clone() }).collect()
    }

    /// A phone account.
    pub fn account(&self, id: &AccountId) -> Option<&PhoneAccount> {
        self.accounts.iter().find(|a| a.id == *id)
    }

    /// Whether nothing was set up yet.
    pub fn is_first_run(&self) -> bool {
        !self.settings.welcomed && self.connected().next().is_none() && self.lines().next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Batch, Durability, Memory, encode};

    #[test]
    fn a_row_that_cannot_be_read_leaves_the_rest_readable() {
        let mut memory = Memory::default();
        let settings = Settings { region: "GB".into(), ..Settings::default() };
        let mut broken = encode(&Counters::default());
        broken.text = "{".into();
        let puts = vec![encode(&SettingRow::Settings(settings)), encode(&Revision(7)), broken];
        memory.commit(&Batch { puts, ..Batch::default() }, Durability::Relaxed).unwrap();
        let answers: Vec<_> = Frame::queries().iter().map(|q| memory.query(q)).collect();
        let frame = Frame::read(&answers);
        assert_eq!((frame.revision, frame.settings.region.as_str()), (Revision(7), "GB"));
        assert!(frame.is_first_run());
    }
}
