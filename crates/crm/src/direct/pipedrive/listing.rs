//! Activities with our key. Pipedrive has no field for it and no search in notes: it travels in the address of a link at the note's end, of which a
//! reader sees one word (J6), and is found by reading what the agent's activities say.

use callscribe_core::crm::{CrmReply, RecordRef, WriteKey};
use callscribe_core::integration::Direct;
use callscribe_core::time::{HOUR, Millis};
use serde_json::Value;

use super::{get, id, page, rfc3339};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask};
use crate::http::encoded;

/// How far back activities are read: longer than a doubt lasts, unless the browser was closed for weeks.
const BACK: Millis = 31 * 24 * HOUR;
const PAGE: usize = 500;
const PAGES: usize = 12;

/// What a reader sees of a key.
const WORD: &str = "Callscribe";

/// A note with the link that carries a key at its end, unless it is there. The link leads to the person.
pub(super) fn marked(server: &Direct, note: &str, person: &str, key: &WriteKey) -> String {
    if carries(note, key) {
        return note.to_owned();
    }
    let pages = if server.pages.is_empty() { "https://app.pipedrive.com" } else { &server.pages };
    format!("{note}<p><a href=\"{pages}/person/{}{}\">{WORD}</a></p>", encoded(person), fragment(key))
}

/// A note whose markup was lost, without what is left of the link.
pub(super) fn without_word(note: &str) -> &str {
    let bare = note.trim_end_matches("<br>");
    bare.strip_suffix(WORD).and_then(|rest| rest.strip_suffix("<br>")).map_or(note, |rest| rest.trim_end_matches("<br>"))
}

fn fragment(key: &WriteKey) -> String {
    format!("#callscribe={}", encoded(&key.0))
}

/// Whether a note carries this very key.
pub(super) fn carries(note: &str, key: &WriteKey) -> bool {
    let fragment = fragment(key);
    note.match_indices(&fragment).any(|(at, _)| note[at + fragment.len()..].starts_with(['"', '\'', '&', ' ', '>']))
}

/// The activities of the agent that carry a key, to `then`.
pub(super) fn with_key(
    server: &Direct,
    key: &WriteKey,
    now: Millis,
    then: impl FnOnce(Vec<(RecordRef, bool)>) -> Outcome<CrmReply> + 'static,
) -> Outcome<CrmReply> {
    read(Listing { server: server.clone(), key: key.clone(), since: rfc3339(now - BACK), pages: 0, found: Vec::new() }, None, then)
}

struct Listing {
    server: Direct,
    key: WriteKey,
    since: String,
    pages: usize,
    found: Vec<(RecordRef, bool)>,
}

fn read(
    mut listing: Listing,
    cursor: Option<String>,
    then: impl FnOnce(Vec<(RecordRef, bool)>) -> Outcome<CrmReply> + 'static,
) -> Outcome<CrmReply> {
    let size = PAGE.to_string();
    let mut query = vec![("updated_since", listing.since.as_str()), ("sort_by", "id"), ("sort_direction", "desc"), ("limit", &size)];
    query.extend(Some(("owner_id", listing.server.user.as_str())).filter(|(_, owner)| !owner.is_empty()));
    query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
    let request = get(&listing.server, "/api/v2/activities", &query);
    ask(request, move |answer| {
        for activity in answer["data"].as_array().ok_or(incomplete(Access::Read))? {
            if carries(activity["note"].as_str().unwrap_or_default(), &listing.key) && activity["is_deleted"] != true {
                let record = record(&listing.server, activity).ok_or(incomplete(Access::Read))?;
                listing.found.push((record, activity["done"] == true));
            }
        }
        listing.pages += 1;
        match answer["additional_data"]["next_cursor"].as_str() {
            None => then(listing.found),
            Some(_) if listing.pages >= PAGES => Err(incomplete(Access::Read)),
            Some(next) => read(listing, Some(next.to_owned()), then),
        }
    })
}

/// An activity of an answer; its page is that of the person it is with.
pub(super) fn record(server: &Direct, activity: &Value) -> Option<RecordRef> {
    let persons = [&activity["person_id"], &activity["participants"][0]["person_id"]];
    let url = persons.into_iter().find_map(Value::as_i64).and_then(|person| page(server, &person.to_string()));
    Some(RecordRef { id: id(activity)?, url })
}
