//! What the agent switches and chooses: integrations, policies, settings, the practice line.

use callscribe_core::call::CallId;
use callscribe_core::choices::{Choices, ManyAssociations, ManyContacts, NoContact, Policies};
use callscribe_core::command::{Command, Together};
use callscribe_core::engine::{Input, SettingRow};
use callscribe_core::entry::LogEntry;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::practice::account_id;
use callscribe_core::settings::{AfterCall, Content, DateFormat, Settings};

use super::World;
use crate::check;

impl World {
    pub(super) fn agent_switches(&mut self) {
        let all: Vec<Integration> = self.integrations.values().cloned().collect();
        let Some(one) = self.random.pick(&all).cloned() else { return };
        self.browser.touched.insert(one.id.clone());
        if !self.browser.agent.removed.is_empty() {
            for back in std::mem::take(&mut self.browser.agent.removed) {
                self.command(Command::AddIntegration(Box::new(back)));
            }
        } else if self.random.one_in(3) && !one.is_address_book() {
            self.command(Command::RemoveIntegration(one.id.clone()));
            self.browser.agent.removed.push(one);
        } else {
            let on = self.random.one_in(2);
            self.command(Command::SetAutomatic { integration: one.id, on });
        }
    }

    /// Other policies, applied to what waits or not; "always" for the number of an entry, or that forgotten; several calls together;
    /// another contact for a record; or "Private".
    pub(super) fn agent_chooses(&mut self) {
        let entries: Vec<LogEntry> = check::all(&self.browser.shell.store);
        let Some(entry) = self.random.pick(&entries).cloned() else { return };
        let integration = entry.key.integration.clone();
        match self.random.within(0, 8) {
            0 => self.command(Command::ApplyPolicies(integration)),
            3 => {
                let some: Vec<CallId> = entries.iter().map(|e| e.key.call.clone()).filter(|_| self.random.one_in(2)).collect();
                let act = if self.random.one_in(3) { Together::Dismiss } else { Together::Log };
                self.command(Command::Several { calls: some, act });
            }
            4 => {
                let Some(contact) = self.random.pick(entry.candidates()).cloned() else { return };
                self.command(Command::ChangeContact { key: entry.key, contact: Box::new(contact), association: None });
            }
            5 if self.random.one_in(4) => self.command(Command::Private { call: entry.key.call }),
            1 => {
                let Some(contact) = self.random.pick(entry.candidates()).cloned() else { return };
                self.command(Command::Always { key: entry.key, contact: Box::new(contact) });
            }
            2 => {
                let number = check::case(&self.browser.shell.store, &entry.key.call).map(|case| case.call.other().key).unwrap_or_default();
                self.command(Command::ForgetChoice { integration, number });
            }
            _ => {
                let no_contact = if self.random.one_in(2) { NoContact::Ask } else { NoContact::Placeholder { prefix: "Made".into() } };
                let many_contacts = if self.random.one_in(2) { ManyContacts::Ask } else { ManyContacts::FirstByName };
                let log_once = self.integrations.get(&integration).is_some_and(|i| i.choices.log_once);
                let policies = Policies { no_contact, many_contacts, many_associations: ManyAssociations::None };
                self.command(Command::SetChoices { integration, choices: Box::new(Choices { policies, log_once, ..Choices::default() }) });
            }
        }
    }

    /// Settings by chance; that the note is logged stays, for the books look for it.
    pub(super) fn agent_sets(&mut self) {
        let now = check::all::<SettingRow>(&self.browser.shell.store).into_iter().find_map(|row| match row {
            SettingRow::Settings(settings) => Some(settings),
            _ => None,
        });
        let mut settings: Settings = now.unwrap_or_default();
        match self.random.within(0, 7) {
            _ if settings.after_call == AfterCall::OnlyOpenForm => settings.after_call = AfterCall::Nothing,
            0 => settings.delay_minutes = self.random.within(1, 11) as u8,
            1 => settings.log_missed = !settings.log_missed || self.random.one_in(2),
            2 => settings.log_internal ^= true,
            3 => {
                let content = settings.content;
                let date_format = if self.random.one_in(2) { DateFormat::MonthDayYear } else { DateFormat::DayMonthYear };
                settings.content = Content { subject: !content.subject, number: !content.number, date_format, ..content };
            }
            4 => settings.content.duration ^= true,
            5 if self.random.one_in(4) => {
                settings.catch_up ^= true;
                self.browser.past.stopped = true;
            }
            5 => {}
            _ if self.random.one_in(2) => {}
            _ => {
                settings.after_call = AfterCall::OnlyOpenForm;
                self.browser.touched.extend(self.integrations.keys().cloned().chain([IntegrationId::practice_book()]));
            }
        }
        self.command(Command::ChangeSettings(settings));
    }

    /// The practice line is there in some worlds from the start (I12).
    pub(super) fn connect_practice(&mut self) {
        if self.play.agent && self.random.one_in(4) {
            self.tell(Input::Command(Command::StartPractice));
        }
    }

    /// The practice line beside the real ones: a call, a day of calls, or all of it removed, once for ever.
    pub(super) fn agent_practises(&mut self) {
        if self.browser.agent.practised {
            return;
        }
        match self.random.within(0, 12) {
            0 => self.command(Command::PlayPracticeDay),
            1 => {
                self.browser.agent.forgets(&account_id());
                self.command(Command::RemovePractice);
            }
            _ => self.command(Command::PracticeCall),
        }
    }
}
