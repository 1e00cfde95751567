//! Why a row is in Unresolved, in a sentence.

use callscribe_core::entry::{Conflict, Write};
use callscribe_core::views::unresolved::{UnresolvedRow, Why};

use crate::text::{count, problem, t};

/// The reason, naming the integration.
pub fn reason(row: &UnresolvedRow, name: &str) -> String {
    match row.why() {
        Some(Why::NoteNotSent(error)) => t("why_note_not_sent", &[&problem(&error, name)]),
        Some(Why::Conflict(conflict)) => conflict_words(row, &conflict, name),
        None => String::new(),
    }
}

fn conflict_words(row: &UnresolvedRow, conflict: &Conflict, name: &str) -> String {
    match conflict {
        Conflict::NoContact => t("why_no_contact", &[name]),
        Conflict::ManyContacts => count(row.contacts().len() as u64, "why_many_contacts", "why_many_contacts"),
        Conflict::ManyAssociations => {
            let contact = row.entry.contact.as_ref().map(|c| c.name().to_owned());
            let contact = contact.or_else(|| row.contacts().first().map(|c| c.name.clone())).unwrap_or_default();
            t("why_many_associations", &[&contact, &row.associations().len().to_string()])
        }
        Conflict::NoNumber => t("why_no_number", &[]),
        Conflict::NeedsAnswer { field } => t("why_needs_answer", &[name, field]),
        Conflict::Refused(error) => problem(error, name),
        Conflict::OutcomeUnknown(Write::Contact) => t("why_unknown_contact", &[name]),
        Conflict::OutcomeUnknown(_) => t("why_unknown", &[name]),
        Conflict::Doubled(records) => t("why_doubled", &[name, &records.len().to_string()]),
        Conflict::ConfirmDuration => t("why_duration", &[]),
        Conflict::SameCall(_) => t("why_same_call", &[]),
        Conflict::LooksLogged(_) => t("why_looks_logged", &[]),
    }
}
