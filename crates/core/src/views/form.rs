//! The log form: one call, any number of integrations, and what Save puts on the desk (K1, K6).

mod part;

use serde::{Deserialize, Serialize};

pub use self::part::{Part, PartState};
use super::note::text_of;
use crate::call::{CallId, WrapUp};
use crate::case::Case;
use crate::command::Command;
use crate::contact::Remembered;
use crate::entry::LogKey;
use crate::integration::{Integration, IntegrationId, IntegrationKind};
use crate::practice;

/// A log form, half-filled or ready; lies on the desk as it is while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogForm {
    /// The call.
    pub call: CallId,
    /// One part per integration.
    pub parts: Vec<Part>,
    /// The note that goes with it.
    pub note: String,
    /// The note as it was stored when the form was opened.
    pub note_before: String,
    /// How the other side responded; empty until somebody says so.
    #[serde(default)]
    pub response: String,
    /// Who else took part, separated by commas.
    #[serde(default)]
    pub attendees: String,
    /// Both as they were stored when the form was opened.
    #[serde(default)]
    pub wrap_up_before: WrapUp,
    /// A follow-up is made with it (K5).
    #[serde(default)]
    pub follow_up: bool,
}

/// What is missing before the form can be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// No integration is switched on.
    NothingChosen,
    /// This part has no contact.
    ContactMissing(IntegrationId),
    /// The new contact of this part has no name.
    NameMissing(IntegrationId),
    /// A field of this part has to be answered.
    AnswerMissing(IntegrationId, String),
    /// Nobody said how the other side responded.
    ResponseMissing,
}

impl LogForm {
    /// The form of a call as it opens: filled in as far as there is no doubt.
    pub fn open(case: &Case, integrations: &[Integration], remembered: &[Remembered]) -> Self {
        let before = |i: &Integration| remembered.iter().find(|one| one.integration == i.id).map(|one| one.contact.as_ref().clone());
        let parts = integrations.iter().filter(|i| is_for(case, i)).map(|i| Part::open(case, i, before(i))).collect();
        let note = text_of(case.note.as_ref()).to_owned();
        let wrap_up = case.call.wrap_up();
        Self {
            call: case.call.id.clone(),
            parts,
            note_before: note.clone(),
            note,
            response: wrap_up.response.clone(),
            attendees: wrap_up.attendees.join(", "),
            wrap_up_before: wrap_up,
            follow_up: false,
        }
    }

    /// Takes over what changed in the store while the form is open; what was typed or chosen stays.
    pub fn refresh(&mut self, case: &Case, integrations: &[Integration]) {
        let fresh = Self::open(case, integrations, &[]);
        let old = std::mem::take(&mut self.parts);
        let kept = |part: Part| match old.iter().find(|o| o.integration == part.integration) {
            Some(old) => old.clone().with(part),
            None => part,
        };
        self.parts = fresh.parts.into_iter().map(kept).collect();
        if self.note == self.note_before {
            self.note.clone_from(&fresh.note);
            self.note_before = fresh.note;
        }
        if self.wrap_up() == self.wrap_up_before {
            (self.response, self.attendees, self.wrap_up_before) = (fresh.response, fresh.attendees, fresh.wrap_up_before);
        }
    }

    /// The entries the form holds while it is open (C4).
    pub fn held(&self) -> Vec<LogKey> {
        let open = self.parts.iter().filter(|p| p.can_be_logged());
        open.map(|p| LogKey { call: self.call.clone(), integration: p.integration.clone() }).collect()
    }

    /// The part of an integration.
    pub fn part_mut(&mut self, integration: &IntegrationId) -> Option<&mut Part> {
        self.parts.iter_mut().find(|p| p.integration == *integration)
    }

    /// What is said of the call beside the note, as filled in.
    pub fn wrap_up(&self) -> WrapUp {
        WrapUp { response: self.response.clone(), attendees: names(&self.attendees) }
    }

    /// What Save puts on the desk, in this order. A response is asked for where there is a list to choose from and something is logged (K1).
    ///
    /// # Errors
    /// Everything that is missing, in the order of the screen.
    pub fn save(&self, asks_response: bool) -> Result<Vec<Command>, Vec<FormError>> {
        let mut errors = Vec::new();
        let mut entries = Vec::new();
        for part in self.parts.iter().filter(|p| p.on && p.can_be_logged()) {
            match part.choice() {
                Ok(choice) => entries.push(choice),
                Err(missing) => errors.extend(missing),
            }
        }
        let logs = !entries.is_empty() || !errors.is_empty();
        if logs && asks_response && self.response.is_empty() {
            errors.push(FormError::ResponseMissing);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let (call, base) = (self.call.clone(), self.note_before.clone());
        let said = (self.wrap_up() != self.wrap_up_before).then(|| Command::WrapUp { call: call.clone(), wrap_up: self.wrap_up() });
        let note = (self.note != self.note_before).then(|| self.note.clone());
        let written = match (entries.is_empty(), note) {
            (true, None) => None,
            (true, Some(text)) => Some(Command::SaveNote { call, text, base }),
            (false, note) => Some(Command::Log { call, entries, note, base }),
        };
        let commands: Vec<Command> = said.into_iter().chain(written).collect();
        if commands.is_empty() && !self.follow_up { Err(vec![FormError::NothingChosen]) } else { Ok(commands) }
    }
}

/// Names separated by commas, semicolons or lines.
pub fn names(text: &str) -> Vec<String> {
    text.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A practice call goes to the practice book only, and nothing else goes there (I12).
fn is_for(case: &Case, integration: &Integration) -> bool {
    let is_practice_book = matches!(integration.kind, IntegrationKind::AddressBook { practice: true });
    !integration.removed && is_practice_book == (case.call.id.account == practice::account_id())
}

#[cfg(test)]
mod tests;
