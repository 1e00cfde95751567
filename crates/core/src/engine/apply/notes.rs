//! Notes (B6, B7, B8): a draft becomes the stored note, and what two windows wrote apart is kept, one below the other.

use super::super::advance;
use super::super::change::Change;
use super::super::io::Key;
use super::super::view::{Stop, View};
use super::delay;
use super::desk::Taken;
use crate::call::{CallId, Note};
use crate::case::Case;
use crate::desk::NoteDraft;
use crate::time::{Clock, Millis};

/// Takes a draft; one for a call not known yet stays on the desk until it is.
pub(super) fn draft(view: &View<'_>, change: &mut Change, window: &str, draft: &NoteDraft, clock: &Clock<'_>) -> Result<Taken, Stop> {
    let Some(before) = case_of(view, &draft.call)? else {
        return Ok(if view.is_forgotten(&draft.call)? { Taken::Whole } else { Taken::Not });
    };
    let text = match &before.note {
        Some(note) if note.written_by == window => draft.text.clone(),
        Some(note) => joined(&note.text, &draft.text, &draft.base),
        None => draft.text.clone(),
    };
    let all_of_one_window = text == draft.text;
    write(view, change, before, text, if all_of_one_window { window } else { "" }, clock)?;
    Ok(Taken::Whole)
}

/// The call a draft belongs to, also if it proved to be another one meanwhile.
pub(super) fn case_of(view: &View<'_>, call: &CallId) -> Result<Option<Case>, Stop> {
    view.require([Key::Case(call.clone()), Key::Alias(call.clone())])?;
    if let Some(case) = view.case(call)? {
        return Ok(Some(case));
    }
    let Some(other) = view.alias(call)? else { return Ok(None) };
    view.require([Key::Case(other.clone())])?;
    view.case(&other)
}

pub(super) fn save(view: &View<'_>, change: &mut Change, call: &CallId, text: &str, base: &str, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    let text = of_form(&before, text, base);
    write(view, change, before, text, "", clock)
}

/// What a form says, with what others wrote since it was filled in with `base` (B6).
pub(super) fn of_form(case: &Case, text: &str, base: &str) -> String {
    case.note.as_ref().filter(|note| !note.cancelled).map_or_else(|| text.to_owned(), |note| joined(&note.text, text, base))
}

/// B4: cancelled text stays recoverable and is not sent; without a text only the delay ends.
pub(super) fn cancel(view: &View<'_>, change: &mut Change, call: &CallId, cancelled: bool, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    let mut case = before.clone();
    if let Some(note) = case.note.as_mut().filter(|n| n.cancelled != cancelled) {
        note.cancelled = cancelled;
        note.revision += 1;
        note.changed = clock.wall;
    }
    if cancelled {
        delay::note_cancelled(view, &mut case, clock.wall);
    } else {
        delay::note_brought_back(&mut case);
    }
    if case != before {
        advance::put(view, change, Some(&before), case, clock)?;
    }
    Ok(())
}

fn write(view: &View<'_>, change: &mut Change, before: Case, text: String, window: &str, clock: &Clock<'_>) -> Result<(), Stop> {
    let mut case = before.clone();
    set_text(&mut case, text, window, clock.wall);
    if case != before {
        advance::put(view, change, Some(&before), case, clock)?;
    }
    Ok(())
}

/// Gives a case's note this text, with a new revision where it differs.
pub(super) fn set_text(case: &mut Case, text: String, window: &str, now: Millis) {
    match &mut case.note {
        Some(note) if note.text == text => {}
        Some(note) => {
            note.text = text;
            note.revision += 1;
            note.changed = now;
            note.written_by = window.to_owned();
        }
        None if text.is_empty() => {}
        None => {
            let call = case.call.id.clone();
            case.note = Some(Note { call, text, revision: 1, changed: now, written_by: window.to_owned(), cancelled: false });
        }
    }
}

fn joined(stored: &str, text: &str, base: &str) -> String {
    if stored == base || text.starts_with(stored) {
        return text.to_owned();
    }
    if text == base || stored.contains(text) {
        return stored.to_owned();
    }
    format!("{stored}\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b6_what_two_windows_wrote_apart_is_kept_one_below_the_other() {
        let table = [
            ("stored", "base", "typed", "stored\ntyped"),
            ("base", "base", "typed", "typed"),
            ("base and more", "base", "base", "base and more"),
            ("abc", "", "abcd", "abcd"),
            ("theirs", "base", "base", "theirs"),
            ("typed before", "", "typed", "typed before"),
        ];
        for (stored, base, typed, expected) in table {
            assert_eq!(joined(stored, typed, base), expected);
        }
    }
}
