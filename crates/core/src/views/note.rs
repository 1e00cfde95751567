//! A note in one window: what is typed, what the store holds, and what goes to the desk.

use crate::call::{CallId, Note};
use crate::command::NoteDraft;

/// The text of a note as one window shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteEditor {
    /// The call.
    pub call: CallId,
    /// As typed so far.
    pub text: String,
    base: String,
    mine: Vec<String>,
}

impl NoteEditor {
    /// Opens a note: with what this window left on the desk, else with the stored text.
    pub fn open(call: CallId, stored: &str, draft: Option<&NoteDraft>) -> Self {
        let text = draft.map_or(stored, |d| &d.text).to_owned();
        let base = draft.map_or(stored, |d| &d.base).to_owned();
        let mut editor = Self { call, text, base, mine: Vec::new() };
        editor.mine.push(editor.text.clone());
        editor.stored(stored);
        editor
    }

    /// The agent typed; what has to go to the desk at once.
    pub fn typed(&mut self, text: String) -> NoteDraft {
        self.text.clone_from(&text);
        self.mine.push(text.clone());
        NoteDraft { call: self.call.clone(), text, base: self.base.clone() }
    }

    /// The store now holds this text. Says whether the shown text changed with it: only where nothing was typed here since.
    pub fn stored(&mut self, stored: &str) -> bool {
        if stored == self.base {
            return false;
        }
        let unchanged_here = self.text == self.base;
        if let Some(taken) = self.mine.iter().rposition(|text| text == stored) {
            self.mine.drain(..taken);
            self.base = stored.into();
            return false;
        }
        let above = if unchanged_here { Some(stored) } else { self.kept_above(stored) };
        let Some(above) = above else { return false };
        let text = if unchanged_here { stored.to_owned() } else { format!("{above}{}", self.text) };
        let changed = self.text != text;
        self.text = text;
        self.base = stored.into();
        self.mine = vec![stored.into(), self.text.clone()];
        changed
    }

    /// What the worker kept above one of this window's texts when both had changed apart.
    fn kept_above<'a>(&self, stored: &'a str) -> Option<&'a str> {
        let mine = self.mine.iter().rev().filter(|mine| !mine.is_empty());
        mine.filter_map(|mine| stored.strip_suffix(mine.as_str())).find(|above| above.ends_with('\n'))
    }

    /// What still has to go to the desk after the shown text changed with the store.
    pub fn unsent(&self) -> Option<NoteDraft> {
        (self.text != self.base).then(|| NoteDraft { call: self.call.clone(), text: self.text.clone(), base: self.base.clone() })
    }
}

/// The text of a note for a form: a cancelled one counts as none.
pub fn text_of(note: Option<&Note>) -> &str {
    note.filter(|n| !n.cancelled).map_or("", |n| &n.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::AccountId;

    fn id() -> CallId {
        CallId { account: AccountId::new("practice"), session: "1".into() }
    }

    #[test]
    fn b6_a_half_typed_word_is_there_again_when_the_window_opens() {
        let draft = NoteDraft { call: id(), text: "half a wo".into(), base: String::new() };
        assert_eq!(NoteEditor::open(id(), "", Some(&draft)).text, "half a wo");
        assert_eq!(NoteEditor::open(id(), "half", Some(&draft)).text, "half a wo", "an older keystroke was taken meanwhile");
        assert_eq!(NoteEditor::open(id(), "stored", None).text, "stored");
    }

    #[test]
    fn b6_what_the_worker_takes_while_the_agent_types_on_becomes_the_base() {
        let mut editor = NoteEditor::open(id(), "", None);
        editor.typed("a".into());
        editor.typed("ab".into());
        assert!(!editor.stored("a"));
        assert_eq!(editor.text, "ab");
        assert_eq!(editor.typed("abc".into()).base, "a");
    }

    #[test]
    fn b6_another_windows_text_is_shown_where_nothing_was_typed() {
        let mut editor = NoteEditor::open(id(), "one", None);
        assert!(editor.stored("one two"));
        assert_eq!(editor.text, "one two");
        assert_eq!(editor.typed("one two!".into()).base, "one two");
    }

    #[test]
    fn b6_both_texts_are_shown_once_the_worker_has_kept_both() {
        let mut editor = NoteEditor::open(id(), "", None);
        editor.typed("mine".into());
        assert!(editor.stored("theirs\nmine"));
        assert_eq!((editor.text.as_str(), editor.unsent()), ("theirs\nmine", None));
    }

    #[test]
    fn b6_typing_goes_on_below_what_another_window_wrote_and_is_not_kept_twice() {
        let mut editor = NoteEditor::open(id(), "", None);
        editor.typed("mine".into());
        editor.typed("mine and more".into());
        assert!(editor.stored("theirs\nmine"));
        assert_eq!(editor.text, "theirs\nmine and more");
        let draft = editor.unsent().unwrap();
        assert_eq!((draft.text.as_str(), draft.base.as_str()), ("theirs\nmine and more", "theirs\nmine"));
    }

    #[test]
    fn b6_typing_is_never_overwritten_by_another_window() {
        let mut editor = NoteEditor::open(id(), "", None);
        editor.typed("mine".into());
        assert!(!editor.stored("theirs"));
        assert_eq!(editor.text, "mine");
        assert_eq!(editor.typed("mine!".into()).base, "", "so that the worker keeps both");
    }
}
