//! Who a call was with and how it went, in words.

use callscribe_core::call::{Call, CallResult, Direction};
use callscribe_core::case::{CallRow, Face};
use callscribe_core::settings::NumberStyle;
use callscribe_core::time::{Millis, SECOND};
use leptos::prelude::WithUntracked;

use crate::app::App;
use crate::icon::Glyph;
use crate::text::{count, t};
use crate::time::length;

/// The name of a matched contact; else the number; else that there was none.
pub fn title(call: &Call, face: &Face) -> String {
    face.name.clone().unwrap_or_else(|| number(call))
}

/// What stands beside the title: the number of a name, the name that came with the call in quotes, how many share the number.
pub fn beside(row: &CallRow) -> Option<String> {
    if row.face.name.is_some() {
        return Some(number(&row.call));
    }
    if row.face.contacts > 1 {
        return Some(count(row.face.contacts as u64, "contacts_one", "contacts_many"));
    }
    row.call.other_name().map(|name| t("quoted", &[name]))
}

/// The other side's number for eyes.
pub fn number(call: &Call) -> String {
    let other = call.other();
    let shown = other.for_eyes(style());
    match (shown.is_empty(), other.key.is_empty()) {
        (false, _) => match &other.extension {
            Some(extension) if !shown.ends_with(&format!(" ext. {extension}")) => t("number_extension", &[&shown, extension]),
            _ => shown,
        },
        (true, false) => other.key,
        (true, true) => t("number_withheld", &[]),
    }
}

/// How numbers are shown (I7).
pub fn style() -> NumberStyle {
    App::get().frame.with_untracked(|frame| frame.as_ref().map_or(NumberStyle::National, |f| f.settings.numbers))
}

/// The number as it is copied: with its country code.
pub fn number_to_copy(call: &Call) -> Option<String> {
    let other = call.other();
    Some(if other.key.is_empty() { other.raw } else { other.key }).filter(|n| !n.is_empty())
}

/// How it went: "Answered · 04:31".
pub fn outcome(call: &Call) -> String {
    let Some(result) = call.result() else { return t(if call.is_running() { "result_running" } else { "result_parted" }, &[]) };
    let words = result_words(&result);
    let transferred = call.facts.transferred_to.as_ref().map(|to| t("transferred_to", &[&to.value]));
    let talked = (call.duration() > 0).then(|| length(i64::from(call.duration())));
    let deleted = call.is_deleted().then(|| t("call_deleted", &[]));
    [Some(words), talked, transferred, deleted].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How long a running call has been talked on, or that it rings.
pub fn so_far(call: &Call, now: Millis) -> String {
    match (&call.facts.answered, call.direction()) {
        (Some(answered), _) => length((now - answered.value) / SECOND),
        (None, Direction::Inbound) => t("call_rings", &[]),
        (None, Direction::Outbound) => t("call_dials", &[]),
    }
}

/// A result in one word or two.
pub fn result_words(result: &CallResult) -> String {
    match result {
        CallResult::Answered => t("result_answered", &[]),
        CallResult::Missed => t("result_missed", &[]),
        CallResult::NoAnswer => t("result_no_answer", &[]),
        CallResult::Busy => t("result_busy", &[]),
        CallResult::Declined => t("result_declined", &[]),
        CallResult::Voicemail => t("result_voicemail", &[]),
        CallResult::Failed => t("result_failed", &[]),
        CallResult::AnsweredElsewhere => t("result_elsewhere", &[]),
        CallResult::EndedWhileDisconnected => t("result_disconnected", &[]),
        CallResult::Other(word) => word.clone(),
    }
}

/// Inbound or outbound, in words.
pub fn direction_words(direction: Direction) -> String {
    match direction {
        Direction::Inbound => t("direction_inbound", &[]),
        Direction::Outbound => t("direction_outbound", &[]),
    }
}

/// The picture of direction and result, and the class that colours it.
pub fn picture(call: &Call) -> (Glyph, &'static str) {
    match (call.direction(), call.result()) {
        (_, None) => (Glyph::Phone, "way live"),
        (Direction::Inbound, Some(CallResult::Missed | CallResult::Voicemail)) => (Glyph::Missed, "way missed"),
        (Direction::Inbound, _) => (Glyph::Inbound, "way in"),
        (Direction::Outbound, _) => (Glyph::Outbound, "way out"),
    }
}
