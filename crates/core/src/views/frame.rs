//! What every screen needs: settings, integrations, phone accounts, counters, running calls and what was refused.

use crate::account::{AccountKind, Line, PhoneAccount};
use crate::call::AccountId;
use crate::case::CallRow;
use crate::command::{Command, Refusal};
use crate::desk::{DeskItem, ImportReport, RestoreReport};
use crate::engine::{CatchUp, Counters, DeskRow, Job, Revision, SettingRow, Standstills};
use crate::integration::{Integration, IntegrationId};
use crate::rules::{self, Standstill};
use crate::settings::{Managed, Settings, effective};
use crate::store::{Query, Row, Store, decode, index};
use crate::time::Millis;

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
    /// Where logging stands still (I11).
    pub standstills: Standstills,
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
            Query::prefix(Store::Desk, "command/"),
        ]
    }

    /// Reads the answers; a row that cannot be read is the worker's to report, and left out here. What was chosen and still lies on the
    /// desk counts already, so that a choice made next to it takes nothing back.
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
            Store::Meta if row.key == "standstills" => self.standstills = decode(row).unwrap_or_default(),
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
                Ok(DeskRow { item: DeskItem::Command(Command::ChangeSettings(settings)), .. }) => self.settings = settings,
                Ok(DeskRow { item: DeskItem::Command(Command::SetChoices { integration, choices }), .. }) => {
                    self.integrations.iter_mut().filter(|i| i.id == integration).for_each(|i| i.choices = (*choices).clone());
                }
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
        self.accounts.iter().filter(|a| !a.removed && a.kind != AccountKind::Typed)
    }

    /// The account that calls a number (C7): the call's own where that can dial, else any that can.
    pub fn dialer(&self, own: Option<&AccountId>) -> Option<&PhoneAccount> {
        let able = || self.accounts.iter().filter(|account| account.dials().is_some());
        able().find(|account| Some(&account.id) == own).or_else(|| able().next())
    }

    /// The same accounts as they are shown: without the time they were watched up to, which moves on with every ping.
    pub fn shown_lines(&self) -> Vec<PhoneAccount> {
        self.lines().map(|account| PhoneAccount { watched_until: None, ..account.clone() }).collect()
    }

    /// Up to when every call is logged or settled (I11): nothing waits or asks, nothing stands still, and every line was watched until
    /// then. `None` where that is not so, or nothing logs by itself.
    pub fn all_logged_up_to(&self) -> Option<Millis> {
        let waits = self.counters.calls.unlogged + self.counters.unresolved > 0 || !self.standstills.all.is_empty();
        let logs = self.connected().any(|one| rules::logs_by_itself(one, &self.settings));
        let lines = self.lines().filter(|account| account.kind != AccountKind::Practice);
        let watched: Option<Vec<Millis>> = lines.map(|line| line.watched_until.filter(|_| line.line == Line::Open)).collect();
        watched.filter(|_| logs && !waits)?.into_iter().min()
    }

    /// What stands still, by its name on the screens (I11).
    pub fn name_of(&self, what: &Standstill) -> String {
        let name = match what {
            Standstill::SignedOut(id) | Standstill::Down(id) => self.integration(id).map(|one| &one.name),
            Standstill::NotWatched(id) => self.account(id).map(|one| &one.name),
        };
        name.cloned().unwrap_or_default()
    }

    /// Whether an integration did not answer when it was asked last (I11).
    pub fn is_down(&self, id: &IntegrationId) -> bool {
        self.standstills.all.iter().any(|standing| standing.what == Standstill::Down(id.clone()))
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
    use crate::testing::{account, integration};

    #[test]
    fn i11_all_logged_up_to_when_the_last_line_was_watched_and_only_when_well() {
        use crate::rules::Standing;
        let kind = AccountKind::Asterisk { url: String::new(), user: String::new(), endpoint: String::new(), app: String::new() };
        let line = |until| PhoneAccount { kind: kind.clone(), line: Line::Open, watched_until: Some(until), ..account() };
        let well = Frame { integrations: vec![integration()], accounts: vec![line(9), line(7), account()], ..Frame::default() };
        assert_eq!(well.all_logged_up_to(), Some(7));
        let off = Integration { automatic_since: None, ..integration() };
        let idle = PhoneAccount { line: Line::Idle, ..line(7) };
        let calls = crate::engine::FilterCounts { unlogged: 1, ..Default::default() };
        let what = Standstill::Down(integration().id);
        let not_well = [
            Frame { counters: Counters { unresolved: 1, ..Counters::default() }, ..well.clone() },
            Frame { counters: Counters { calls, ..Counters::default() }, ..well.clone() },
            Frame { integrations: vec![off], ..well.clone() },
            Frame { accounts: vec![line(9), idle], ..well.clone() },
            Frame { accounts: vec![account()], ..well.clone() },
            Frame { standstills: Standstills { all: vec![Standing { what, since: 0, told: false }] }, ..well.clone() },
        ];
        for frame in not_well {
            assert_eq!(frame.all_logged_up_to(), None, "{frame:?}");
        }
    }

    #[test]
    fn c7_a_number_is_called_by_the_calls_own_account_where_that_can_dial_else_by_any_that_can() {
        use crate::account::LineProblem;
        let own = crate::number::parse("(415) 555-0199", "US");
        let dials = |id: &str| PhoneAccount { id: AccountId::new(id), dials_from: Some(own.clone()), ..account() };
        let signed_out = PhoneAccount { line: Line::Stopped(LineProblem::SignedOut), ..dials("out") };
        let removed = PhoneAccount { removed: true, ..dials("gone") };
        let frame = Frame { accounts: vec![account(), signed_out, removed, dials("a"), dials("b")], ..Frame::default() };
        let by = |frame: &Frame, id: &str| frame.dialer(Some(&AccountId::new(id))).map(|account| account.id.as_str().to_owned());
        for (of, dialer) in [("b", "b"), ("a", "a"), ("out", "a"), ("gone", "a"), (account().id.as_str(), "a"), ("typed", "a")] {
            assert_eq!(by(&frame, of).as_deref(), Some(dialer), "{of}");
        }
        assert_eq!(frame.dialer(None).map(|account| account.id.as_str()), Some("a"));
        let none = Frame { accounts: frame.accounts[..3].to_vec(), ..Frame::default() };
        assert_eq!(by(&none, "out"), None);
    }

    #[test]
    fn i6_what_was_chosen_counts_while_it_still_lies_on_the_desk_but_not_against_an_administrator() {
        let mut memory = Memory::default();
        let command = |n: u8, command| encode(&DeskRow { key: format!("command/{n}"), item: DeskItem::Command(command) });
        let in_region = |region: &str| Settings { region: region.into(), keep_days: Some(30), ..Settings::default() };
        let choices = Box::new(crate::choices::Choices { log_once: true, ..Default::default() });
        let set = Command::SetChoices { integration: integration().id, choices };
        let kept = [SettingRow::Settings(Settings::default()), SettingRow::Integration(Box::new(integration()))];
        let mut puts: Vec<Row> = kept.iter().map(encode).collect();
        puts.extend([
            command(1, Command::ChangeSettings(in_region("GB"))),
            command(2, set),
            command(3, Command::ChangeSettings(in_region("DE"))),
        ]);
        let managed = Managed::read(&serde_json::from_str(r#"{"keep_days":90}"#).unwrap());
        puts.push(encode(&SettingRow::Managed(managed)));
        memory.commit(&Batch { puts, ..Batch::default() }, Durability::Relaxed).unwrap();
        let frame = Frame::read(&Frame::queries().iter().map(|q| memory.query(q)).collect::<Vec<_>>());
        assert_eq!((frame.settings.region.as_str(), frame.settings.keep_days), ("DE", Some(90)));
        assert!(frame.integrations[0].choices.log_once);
    }

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
