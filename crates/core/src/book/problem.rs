//! What can be wrong in a file for the address book, with the line and what to do about it.

use serde::{Deserialize, Serialize};

/// How much of the text in question is kept, in characters.
const KEPT: usize = 200;

/// Something in a file that could not be read as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line it begins on; the first one is 1.
    pub line: usize,
    /// What is wrong.
    pub kind: ProblemKind,
    /// The text in question, at most its first two hundred characters.
    pub text: String,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// The first line names neither a name nor a number; nothing of the file is taken.
    NoHeader,
    /// There is no card in the file; nothing of it is taken.
    NoCards,
    /// Neither name nor company nor e-mail address nor number: not taken.
    NoPerson,
    /// A list of people, not one: not taken.
    Group,
    /// A cell that is no number; the rest of the person is taken.
    BadNumber(String),
    /// The text was not UTF-8; taken with the letters that are missing.
    NotUtf8,
    /// A quote is opened and never closed; taken up to the end of its line.
    OpenQuote,
    /// More cells than the header names; taken without them.
    ExtraCells,
    /// A line that is no property of a card; the card is taken without it.
    BadLine,
    /// A card that never ends; taken as far as it goes.
    OpenCard,
    /// The address book was removed meanwhile: nothing more is taken.
    NoBook,
}

impl Problem {
    /// A problem on a line.
    pub(crate) fn new(line: usize, kind: ProblemKind, text: &str) -> Self {
        Self { line, kind, text: text.chars().take(KEPT).collect() }
    }
}
