//! A note in one window: what is typed, what the store holds, and what goes to the desk.

use crate::call::{CallId, Note};
use crate::case::Case;
use crate::contact::Contact;
use crate::desk::NoteDraft;
use crate::entry::{Delay, LogEntry, LogKey, LogStatus, Mode};
use crate::integration::Integration;
use crate::rules::logs_by_itself;
use crate::settings::Settings;
use crate::time::Millis;

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

/// One integration's switch beside the note of a running or delayed call (B2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelaySwitch {
    /// The entry.
    pub key: LogKey,
    /// The integration's name.
    pub name: String,
    /// It is, or will be, delayed.
    pub on: bool,
    /// When it is logged; `None` while the call runs.
    pub due: Option<Millis>,
    /// Who has the number, to choose one of.
    pub contacts: Vec<Contact>,
    /// The one the call belongs to, chosen or found alone.
    pub chosen: Option<Contact>,
}

/// The switches of a call, as long as they still change anything: until it is logged, and not where a person has saved the form.
pub fn switches(case: &Case, integrations: &[Integration], settings: &Settings) -> Vec<DelaySwitch> {
    let switch = |entry: &LogEntry| {
        let integration = integrations.iter().find(|i| i.id == entry.key.integration && !i.removed)?;
        let due = match entry.status {
            LogStatus::Delayed { due } => Some(due),
            _ => None,
        };
        if entry.mode == Mode::Manual || case.call.is_final() && due.is_none() {
            return None;
        }
        let on = match entry.delay {
            Delay::On | Delay::Until(_) => true,
            Delay::NoteOpened => logs_by_itself(integration, settings),
            Delay::Unasked | Delay::Off => false,
        };
        let chosen = entry.known_contact().cloned();
        let contacts = entry.candidates().to_vec();
        Some(DelaySwitch { key: entry.key.clone(), name: integration.name.clone(), on, due, contacts, chosen })
    };
    case.entries.iter().filter_map(switch).collect()
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

    #[test]
    fn b2_every_integration_has_a_switch_until_a_person_logs_there() {
        let mut case = Case { call: crate::testing::call(), entries: Vec::new(), note: None };
        case.call.facts.ended = None;
        let crm = crate::testing::integration();
        let mut entry = LogEntry::new(case.key(&crm.id));
        let ann = crate::testing::contact("1", "Ann");
        entry.found = Some((0, crate::contact::ContactMatch::from_hits(vec![ann.clone()])));
        let shown = |entry: &LogEntry, ended: bool| {
            let mut case = Case { entries: vec![entry.clone()], ..case.clone() };
            case.call.facts.ended = ended.then(|| crate::testing::fact(9));
            let all = switches(&case, std::slice::from_ref(&crm), &Settings::default());
            all.first().map(|switch| (switch.on, switch.due, switch.chosen.as_ref().map(|c| c.name.clone())))
        };
        let ann = Some("Ann".to_owned());
        assert_eq!(shown(&entry, false), Some((false, None, ann.clone())));
        entry.delay = Delay::NoteOpened;
        assert_eq!(shown(&entry, false), Some((true, None, ann.clone())));
        assert_eq!(shown(&entry, true), None);
        (entry.delay, entry.status) = (Delay::Until(70), LogStatus::Delayed { due: 70 });
        assert_eq!(shown(&entry, true), Some((true, Some(70), ann)));
        entry.mode = Mode::Manual;
        assert_eq!(shown(&entry, false), None);
    }
}
