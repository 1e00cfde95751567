//! Logging into an address book: the activity of a call, and a contact's timeline of them.

use super::Activity;
use crate::case::Case;
use crate::crm::LogDraft;
use crate::entry::LogEntry;
use crate::integration::IntegrationId;
use crate::store::{Query, Store, index};

/// The activity an entry is logged as, with the parts that are on. Its key is the entry's, so logging twice puts one row, with the latest note.
pub fn activity(case: &Case, entry: &LogEntry, draft: &LogDraft) -> Activity {
    Activity {
        key: entry.key.clone(),
        contact: draft.contact.id.clone(),
        association: draft.association.clone(),
        subject: draft.subject.clone(),
        note: draft.note_and_told(),
        direction: draft.direction,
        result: draft.result.clone(),
        start: case.call.start(),
        time: Some(draft.time.clone()),
        duration: draft.duration,
        other: draft.number.clone(),
        recording: draft.recording.clone(),
        voicemail: draft.voicemail.clone(),
        zone: case.call.zone.clone(),
    }
}

/// A page of a contact's activities, newest first: the first one, or the one below the [`Activity::place`] of the last row seen.
pub fn timeline(book: &IntegrationId, contact: &str, below: Option<&str>, limit: usize) -> Query {
    let all = Query::all(Store::Activities).by(index::CONTACT).starting_with(&Activity::places(book, contact));
    let page = match below {
        Some(place) => all.below(place),
        None => all,
    };
    page.newest_first().limit(limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::testing::{case, contact, entry};
    use crate::call::{CallResult, Direction, Note};
    use crate::contact::{Association, Contact};
    use crate::log_text;
    use crate::settings::Content;
    use crate::store::{Batch, Durability, Memory, decode, encode};
    use crate::time::Millis;

    fn ann() -> Contact {
        contact("Ann Alvarez", &["+15550100"]).as_contact()
    }

    fn activity(case: &Case, entry: &LogEntry, contact: &Contact) -> Activity {
        super::activity(case, entry, &log_text::draft(case, entry, contact, &Content::default()))
    }

    fn put(store: &mut Memory, activity: &Activity) {
        store.commit(&Batch { puts: vec![encode(activity)], ..Batch::default() }, Durability::Relaxed).unwrap();
    }

    #[test]
    fn j1_an_activity_says_which_way_the_call_went_and_with_whom() {
        let call = case("1", Direction::Inbound, Some(CallResult::Answered));
        let logged = activity(&call, &entry(&call), &ann());
        assert_eq!(logged.subject, "Inbound call from Ann Alvarez");
        assert_eq!((logged.contact.as_str(), logged.duration), ("Ann Alvarez", Some(120)));
    }

    #[test]
    fn b7_the_note_goes_along_and_b4_a_cancelled_one_does_not() {
        let mut call = case("1", Direction::Inbound, None);
        let text = "Wants $& <b>two</b>\n- Result: none".to_owned();
        call.note = Some(Note {
            call: call.call.id.clone(),
            text: text.clone(),
            revision: 2,
            changed: 0,
            written_by: String::new(),
            cancelled: false,
        });
        assert_eq!(activity(&call, &entry(&call), &ann()).note, text);
        call.note.as_mut().unwrap().cancelled = true;
        assert_eq!(activity(&call, &entry(&call), &ann()).note, "");
    }

    #[test]
    fn i6_what_is_off_is_not_in_the_address_book() {
        let call = case("1", Direction::Inbound, None);
        let off = Content { note: false, subject: false, number: false, time: false, duration: false, result: false, ..Content::default() };
        let logged = super::activity(&call, &entry(&call), &log_text::draft(&call, &entry(&call), &ann(), &off));
        assert_eq!((logged.subject.as_str(), logged.note.as_str(), logged.time.as_deref()), ("", "", Some("")));
        assert_eq!((logged.duration, logged.result, logged.other), (None, None, None));
    }

    #[test]
    fn a2_the_chosen_association_goes_along() {
        let call = case("1", Direction::Inbound, None);
        let deal = Association { field: "deal".into(), id: "d1".into(), title: "Roof".into(), open: true, created: None };
        let mut chosen = entry(&call);
        chosen.association = Some(Some(deal.clone()));
        assert_eq!(activity(&call, &chosen, &ann()).association, Some(deal));
    }

    #[test]
    fn g1_logging_twice_is_one_activity() {
        let mut store = Memory::default();
        let call = case("1", Direction::Inbound, None);
        for _ in 0..2 {
            put(&mut store, &activity(&call, &entry(&call), &ann()));
        }
        assert_eq!(store.rows().count(), 1);
    }

    #[test]
    fn a_timeline_is_paged_newest_first_without_gap_or_double() {
        let mut store = Memory::default();
        for n in 0..25 {
            let mut call = case(&format!("{n:02}"), Direction::Inbound, None);
            // Two calls share each start.
            call.call.facts.started.as_mut().unwrap().value = Millis::from(n / 2);
            put(&mut store, &activity(&call, &entry(&call), &ann()));
            let other = contact("Ann Alvarezz", &[]).as_contact();
            let mut elsewhere = activity(&call, &entry(&call), &other);
            elsewhere.key.call.session.push('x');
            put(&mut store, &elsewhere);
        }
        let (mut seen, mut below) = (Vec::new(), None::<String>);
        loop {
            let rows = store.query(&timeline(&IntegrationId::address_book(), "Ann Alvarez", below.as_deref(), 10));
            let page: Vec<Activity> = rows.iter().map(|row| decode(row).unwrap()).collect();
            let Some(last) = page.last() else { break };
            below = Some(last.place());
            seen.extend(page.into_iter().map(|a| a.key.call.session));
        }
        let expected: Vec<String> = (0..25).rev().map(|n| format!("{n:02}")).collect();
        assert_eq!(seen, expected);
    }
}
