//! The agent: types notes in two windows, solves conflicts, logs, dismisses, takes back, signs in, switches things.

use std::collections::{BTreeMap, BTreeSet};

use callscribe_core::call::{AccountId, CallId, WrapUp};
use callscribe_core::case::{CallRow, Case};
use callscribe_core::command::{Command, LogChoice, Resolution};
use callscribe_core::contact::Contact;
use callscribe_core::crm::RecordRef;
use callscribe_core::desk::DeskItem;
use callscribe_core::engine::SettingRow;
use callscribe_core::entry::{Conflict, ContactChoice, LogEntry, LogStatus, NewContact, Write};
use callscribe_core::follow_up::{FollowUp, Party};
use callscribe_core::integration::{Integration, IntegrationId, SignIn};
use callscribe_core::order::OrdMap;
use callscribe_core::practice::account_id;
use callscribe_core::time::{HOUR, MINUTE, Millis};
use callscribe_core::views::note::{NoteEditor, text_of};

use super::people::NUMBERS;
use super::{Happening, World};
use crate::check;
use crate::sample::whole;

/// How many different responses there are.
pub const RESPONSES: u64 = 3;

/// What the agent has in hands and in mind.
#[derive(Debug, Clone, Default)]
pub struct Agent {
    windows: BTreeMap<(CallId, u8), NoteEditor>,
    /// Words typed per call: every one of them has to be found in the end.
    pub words: BTreeMap<CallId, Vec<(Millis, String)>>,
    /// Calls whose note was cancelled at some time.
    pub cancelled: BTreeSet<CallId>,
    /// Calls whose note was opened while they ran (B1), or whose duration was confirmed (A9): no attempts of a run.
    pub handled: BTreeSet<CallId>,
    /// Calls of which the agent said how the other side responded.
    pub responded: BTreeSet<CallId>,
    /// Follow-ups that were planned.
    pub planned: BTreeSet<String>,
    /// Those the agent deleted, and touches no more.
    pub dropped: BTreeSet<String>,
    /// Calls of which "Don't log" was taken back: catch-up may have passed them meanwhile.
    pub undone: BTreeSet<CallId>,
    /// What was put on the desk since the last flush, by key, with the number of flushes then.
    pub put: BTreeMap<String, (u64, DeskItem)>,
    /// Integrations taken away for now.
    pub removed: Vec<Integration>,
    /// The practice line was removed, with all that was said of its calls.
    pub practised: bool,
    /// Names in the file imported last, how many there were, and everybody that has to be in the book.
    pub imported: Vec<String>,
    pub files: usize,
    pub wanted: BTreeSet<String>,
    /// How much was written and clicked.
    pub written: u64,
}

impl Agent {
    /// All that was said of the calls of a line that is removed.
    pub fn forgets(&mut self, line: &AccountId) {
        self.practised = true;
        self.words.retain(|call, _| call.account != *line);
        self.windows.retain(|(call, _), _| call.account != *line);
        self.responded.retain(|call| call.account != *line);
    }
}

impl World {
    pub(super) fn agent_acts(&mut self) {
        if self.calm || self.browser.closed {
            return;
        }
        let rows: Vec<CallRow> = check::all(&self.browser.shell.store);
        let Some(row) = self.random.pick(&rows).cloned() else { return };
        let Some(case) = check::case(&self.browser.shell.store, &row.call.id) else { return };
        match self.random.within(0, if self.play.tasks { 46 } else { 38 }) {
            0..=7 => self.agent_types(&case),
            8..=15 => self.agent_solves(),
            16 | 17 => self.agent_logs(&case),
            18 => {
                let doubled = case.entries.iter().filter(|e| matches!(e.status, LogStatus::Unresolved(Conflict::Doubled(_))));
                self.kept.extend(doubled.map(|e| (e.key.integration.clone(), e.write_key())));
                self.command(Command::Dismiss { call: case.call.id.clone(), integration: None });
            }
            19 => {
                self.browser.agent.undone.insert(case.call.id.clone());
                self.command(Command::Undo { call: case.call.id.clone(), integration: None });
            }
            20 => {
                let keys = case.entries.iter().map(|e| e.key.clone()).collect();
                self.command(if self.random.clone().one_in(2) { Command::Hold { keys } } else { Command::Release { keys } });
            }
            21 => self.agent_types_a_call(),
            22 => self.record_is_deleted(),
            23..=25 => self.agent_delays(&case),
            26 | 27 => self.agent_chooses(),
            28 => self.agent_imports(),
            29 | 30 => self.agent_practises(),
            31 if self.random.one_in(2) => self.agent_sets(),
            31 => {}
            32 => self.agent_catches_up(),
            36 => self.agent_wraps_up(&case),
            37 => self.agent_follows_up(&case),
            38..=42 => self.agent_plans(&case),
            43.. => self.agent_acts_on_tasks(),
            _ => self.agent_switches(),
        }
    }

    /// The switches beside a note, "Log now", "Cancel note" and bringing it back (B).
    fn agent_delays(&mut self, case: &Case) {
        let call = case.call.id.clone();
        let Some(entry) = self.random.pick(&case.entries).cloned() else { return };
        let on = self.random.one_in(2);
        let contact = self.random.pick(entry.candidates()).cloned().filter(|_| on).map(Box::new);
        let command = match self.random.within(0, 4) {
            0 => Command::LogNow { call, integration: None },
            1 => {
                self.browser.agent.cancelled.insert(call.clone());
                Command::CancelNote { call, cancelled: on }
            }
            _ => Command::SetDelay { key: entry.key, on, contact },
        };
        self.command(command);
    }

    fn agent_types(&mut self, case: &Case) {
        let id = case.call.id.clone();
        if id.account == account_id() && self.browser.agent.practised {
            return;
        }
        if !case.call.is_final() && self.random.one_in(2) {
            self.browser.agent.handled.insert(id.clone());
            self.command(Command::OpenNote { call: id.clone() });
        }
        let window = self.random.within(0, 2) as u8;
        let stored = text_of(case.note.as_ref()).to_owned();
        let editor = self.browser.agent.windows.entry((id.clone(), window)).or_insert_with(|| NoteEditor::open(id.clone(), &stored, None));
        if self.random.one_in(2) {
            editor.stored(&stored);
        }
        for _ in 0..self.random.within(1, 4) {
            self.browser.agent.written += 1;
            let word = format!("word{}-{}.", self.browser.place, self.browser.agent.written);
            let Some(editor) = self.browser.agent.windows.get_mut(&(id.clone(), window)) else { return };
            let draft = editor.typed(format!("{} {word}", editor.text));
            self.browser.agent.words.entry(id.clone()).or_default().push((self.now, word));
            self.put_on_desk(format!("draft/{}/w{window}", id.key()), DeskItem::Draft(draft));
        }
        self.look_at_the_desk();
    }

    fn agent_solves(&mut self) {
        let unresolved: Vec<LogEntry> = check::all::<LogEntry>(&self.browser.shell.store)
            .into_iter()
            .filter(|e| e.is_unresolved() || matches!(e.status, LogStatus::RecordGone(_)))
            .collect();
        let Some(entry) = self.random.pick(&unresolved).cloned() else { return };
        if entry.status == LogStatus::Unresolved(Conflict::ConfirmDuration) {
            self.browser.agent.handled.insert(entry.key.call.clone());
            return self.command(Command::ConfirmDuration { call: entry.key.call, seconds: 42 });
        }
        let same_number = self.random.one_in(3);
        if let Some(resolution) = self.resolution(&entry) {
            self.command(Command::Resolve { key: entry.key, resolution, same_number });
        }
    }

    fn resolution(&mut self, entry: &LogEntry) -> Option<Resolution> {
        let id = &entry.key.integration;
        let number = check::case(&self.browser.shell.store, &entry.key.call)?.call.other().key;
        let placeholder = Resolution::NewContact(NewContact::named(format!("New {number}")));
        Some(match &entry.status {
            LogStatus::UpdateFailed(..) => Resolution::Retry,
            LogStatus::RecordGone(_) => Resolution::LogIt,
            _ => match entry.conflict()? {
                Conflict::NoContact if self.random.one_in(3) => Resolution::LookAgain,
                Conflict::NoContact | Conflict::NoNumber => placeholder,
                Conflict::ManyContacts => Resolution::Contact(Box::new(self.random.pick(entry.candidates())?.clone())),
                Conflict::ManyAssociations | Conflict::NeedsAnswer { .. } => Resolution::Association(None),
                Conflict::Refused(_) => Resolution::Retry,
                Conflict::SameCall(_) | Conflict::LooksLogged(_) if self.random.one_in(2) => Resolution::SameCall,
                Conflict::SameCall(_) | Conflict::LooksLogged(_) => Resolution::NotTheSame,
                Conflict::Doubled(records) => {
                    self.kept.insert((id.clone(), entry.write_key()));
                    Resolution::Keep(records.first()?.clone())
                }
                Conflict::OutcomeUnknown(_) if self.may_still_arrive(id) => return None,
                Conflict::OutcomeUnknown(Write::Contact) => Resolution::ItIsThere(None),
                Conflict::OutcomeUnknown(_) => self.truth(entry)?,
                Conflict::ConfirmDuration => return None,
            },
        })
    }

    /// The agent looks into the CRM itself.
    fn truth(&self, entry: &LogEntry) -> Option<Resolution> {
        let crm = &self.servers.get(&entry.key.integration)?.crm;
        let record = crm.with_key(&entry.write_key()).first().map(|r| RecordRef { id: r.id.clone(), url: None });
        Some(record.map_or(Resolution::LogIt, |at| Resolution::ItIsThere(Some(at))))
    }

    fn agent_logs(&mut self, case: &Case) {
        let Some(entry) = self.random.pick(&case.entries).cloned() else { return };
        let number = case.call.other().key;
        let known: Vec<Contact> = match self.servers.get(&entry.key.integration) {
            Some(server) => server.crm.having(&number),
            None => entry.candidates().to_vec(),
        };
        let contact = match self.random.pick(&known) {
            Some(contact) => ContactChoice::Known(Box::new(contact.clone())),
            None => ContactChoice::New(NewContact::named(format!("New {number}"))),
        };
        let choice = LogChoice { integration: entry.key.integration, contact, association: None, answers: OrdMap::new() };
        self.command(Command::Log { call: case.call.id.clone(), entries: vec![choice], note: None, base: String::new() });
    }

    /// The agent says how the other side responded (K1).
    fn agent_wraps_up(&mut self, case: &Case) {
        self.browser.agent.written += 1;
        let response = format!("response{}", self.browser.agent.written % RESPONSES);
        self.browser.agent.responded.insert(case.call.id.clone());
        self.command(Command::WrapUp { call: case.call.id.clone(), wrap_up: WrapUp { response, attendees: Vec::new() } });
    }

    /// The agent plans a follow-up, snoozes one, or has done it (K5, K7).
    fn agent_follows_up(&mut self, case: &Case) {
        self.browser.agent.written += 1;
        let id = format!("f{}-{}", self.browser.place, self.browser.agent.written);
        let known: Vec<FollowUp> = check::all(&self.browser.shell.store);
        let command = match (self.random.within(0, 4), self.random.pick(&known)) {
            (0, Some(one)) => Command::SnoozeFollowUp { id: one.id.clone(), until: self.now + HOUR },
            (1, Some(one)) => Command::FollowUpDone { id: one.id.clone(), done: true },
            _ => {
                self.browser.agent.planned.insert(id.clone());
                let due = self.now + self.random.within(MINUTE, 6 * HOUR);
                Command::SaveFollowUp(Box::new(follow_up(id, case, due)))
            }
        };
        self.command(command);
    }

    fn agent_types_a_call(&mut self) {
        self.browser.agent.written += 1;
        let number = NUMBERS[self.random.within(0, 7) as usize];
        let call = whole(
            "typed",
            &format!("t{}-{}", self.browser.place, self.browser.agent.written),
            number,
            self.now - self.random.within(MINUTE, 90 * MINUTE),
        );
        self.command(Command::TypeCall { call, not_the_same: self.random.clone().one_in(2) });
    }

    /// Somebody deletes a record in the CRM.
    fn record_is_deleted(&mut self) {
        let ids: Vec<IntegrationId> = self.servers.keys().cloned().collect();
        let Some(id) = self.random.pick(&ids) else { return };
        let Some(server) = self.servers.get_mut(id) else { return };
        let which = self.random.within(0, server.crm.records.len().max(1) as i64) as usize;
        server.crm.records.iter_mut().skip(which).take(1).for_each(|record| record.deleted = true);
    }

    pub(super) fn agent_signs_in(&mut self) {
        let needed = check::all::<SettingRow>(&self.browser.shell.store).into_iter().filter_map(|row| match row {
            SettingRow::Integration(one) if one.sign_in == SignIn::Needed && !one.removed => Some(one.id),
            _ => None,
        });
        for id in needed.filter(|_| !self.browser.closed).collect::<Vec<_>>() {
            if let Some(server) = self.servers.get_mut(&id) {
                server.signed_in = true;
            }
            self.command(Command::SetSignIn { integration: id, works: true });
        }
        if !self.calm {
            let pause = self.random.within(MINUTE, 40 * MINUTE);
            self.after(pause, Happening::SignsIn);
        }
    }
}

pub(super) fn follow_up(id: String, case: &Case, due: Millis) -> FollowUp {
    FollowUp {
        id,
        subject: "Call back".into(),
        call: Some(case.call.id.clone()),
        with: Party { name: String::new(), number: Some(case.call.other()), contact: None },
        due,
        ..FollowUp::default()
    }
}
