//! What every CRM has to do alike, asked of each that runs: one test per system and case, counted in the CRM itself.

mod broken;
mod doubts;
mod find;
mod follow_ups;
mod limits;
mod logs;
mod nonsense;
mod updates;

use callscribe_contract::{Person, Session, System, draft};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, LogDraft, RecordRef};

macro_rules! cases {
    ($($area:ident : $case:ident;)*) => {
        $(#[test]
        fn $case() {
            if let Some(system) = callscribe_contract::System::named(NAME) {
                crate::$area::$case(&system);
            }
        })*
    };
}

/// The cases of one system.
macro_rules! system {
    ($module:ident, $name:literal) => {
        mod $module {
            const NAME: &str = $name;
            cases! {
                find: i7_a_contact_is_found_however_its_number_is_written;
                find: i7_the_number_is_asked_for_in_its_forms;
                find: a3_the_very_number_beats_one_with_an_extension;
                find: a3_people_behind_extensions_of_a_number_are_several;
                find: a3_nobody_is_nobody_and_no_failure;
                find: a3_people_who_share_a_number_are_several;
                find: f6_a_contact_found_by_several_searches_is_one;
                find: a2_open_records_come_with_the_contact;
                find: c5_people_are_found_by_name;
                find: c5_a_contact_that_was_made_is_found;
                logs: c1_a_record_says_what_was_to_be_logged;
                logs: c1_an_outbound_call_is_told_from_an_inbound_one;
                logs: g1_a_record_is_found_by_its_own_key_only;
                logs: g8_the_same_create_twice_is_what_the_promise_says;
                logs: i6_parts_that_are_off_are_not_in_the_record;
                logs: j5_texts_come_back_as_typed;
                doubts: g4_a_record_whose_answer_was_lost_is_found_once;
                doubts: g4_a_create_that_never_arrived_left_nothing;
                doubts: g4_a_contact_whose_answer_was_lost_is_found_once;
                updates: b7_an_update_changes_our_part_alone;
                updates: b7_an_update_sent_twice_changes_nothing_more;
                updates: b7_what_the_crm_made_of_the_note_is_noticed;
                updates: c2_an_update_of_a_deleted_record_is_gone;
                updates: j5_texts_of_an_update_come_back_as_typed;
                limits: g5_a_limit_is_told_and_nothing_is_written;
                limits: a4_an_expired_session_is_told_and_nothing_is_written;
                limits: d2_what_the_crm_refuses_is_no_success_and_leaves_nothing;
                nonsense: g4_an_answer_that_is_none_is_never_a_success;
                follow_ups: k5_a_task_is_made_found_and_done;
                follow_ups: k5_a_task_whose_answer_was_lost_is_found_once;
                broken: broken_answers_never_panic_and_never_claim_more_than_the_whole;
                broken: broken_off_answers_are_no_success;
            }
        }
    };
}

system!(app_connect_ledger, "App Connect ledger");
system!(app_connect_harbor, "App Connect harbor");
system!(salesforce, "Salesforce");
system!(odoo, "Odoo");
system!(odoo_phonecalls, "Odoo with phone calls");

/// A call of a contact, to be logged.
fn call_of(person: &Person, contact: &Contact) -> LogDraft {
    LogDraft { contact: contact.clone(), duration: Some(75), ..draft(&person.key.0, &contact.id, &person.number) }
}

/// Somebody new, who is a contact, and a call of theirs.
fn somebody_called(system: &System, session: &Session, name: &str) -> LogDraft {
    let person = system.somebody(name);
    call_of(&person, &system.meet(session, &person))
}

fn create(draft: &LogDraft) -> CrmRequest {
    CrmRequest::CreateLog(Box::new(draft.clone()))
}

/// Logs a call; its record.
fn logged(system: &System, session: &Session, draft: &LogDraft) -> RecordRef {
    match session.ask(&create(draft)) {
        Ok(CrmReply::LogCreated(record)) => record,
        other => panic!("{}: {other:?}", system.name()),
    }
}

fn kind(outcome: &Result<CrmReply, CrmError>) -> Option<ErrorKind> {
    outcome.as_ref().err().map(|error| error.kind)
}
