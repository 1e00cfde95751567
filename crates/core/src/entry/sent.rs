//! What a record was made to say, remembered with its entry.

use serde::{Deserialize, Serialize};

use crate::crm::LogDraft;
use crate::own_text::OwnText;
use crate::settings::Content;

/// What a record was made to say: enough to tell what changed since, and which text in the CRM is ours (B7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The parts and formats it was made with, unless they are the usual ones: later updates keep them (I4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// A print of the facts it says; 0 where that is not known.
    pub facts: u64,
    /// Its notes: the one that surely arrived, then those that may have.
    pub notes: Vec<OwnText>,
}

impl Sent {
    /// Notes that may have arrived are remembered for the last few requests.
    const NOTES: usize = 4;

    /// A record made from a draft with these parts.
    pub fn first(draft: &LogDraft, content: &Content) -> Self {
        let content = Some(*content).filter(|content| *content != Content::default());
        Self { content, facts: draft.facts_print(), notes: vec![OwnText::of(&draft.note_and_told())] }
    }
    /// Another request left.
    pub fn again(&mut self, draft: &LogDraft) {
        self.facts = draft.facts_print();
        if self.notes.len() >= Self::NOTES {
            self.notes.remove(1);
        }
        self.notes.push(OwnText::of(&draft.note_and_told()));
    }
    /// The latest request surely arrived.
    pub fn arrived(&mut self) {
        let before = self.notes.len().saturating_sub(1);
        self.notes.drain(..before);
    }
    /// What one of two records was made to say, where nobody knows yet which of them stays.
    pub fn of_either(self, other: Self) -> Self {
        Self { facts: 0, notes: [self.notes, other.notes].concat(), ..self }
    }
    /// Whether whatever record there is says this very note.
    pub fn surely_says(&self, note: &str) -> bool {
        self.notes.iter().all(|sent| *sent == OwnText::of(note))
    }
    /// The parts and formats of the record (I4).
    pub fn content(&self) -> Content {
        self.content.unwrap_or_default()
    }
}
