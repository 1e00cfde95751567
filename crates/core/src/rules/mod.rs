//! The logging rules as pure decisions; the engine asks, nothing here changes state.

mod absence;
mod after_call;
mod automatic;
mod call_pop;
mod catch_up;
mod delay;
mod dialing;
mod digest;
mod finality;
mod looks_logged;
mod matching;
mod once;
mod policy;
mod quiet;
mod recording;
mod retry;
mod standstill;
mod together;
mod write;

pub use absence::{Absence, after_nothing_found, doubt, settles};
pub use after_call::{FormTurn, form_stays_until, form_turn, opens_form_since};
pub use automatic::{AtEnd, at_end, at_start, excluded, is_deleted_before_logging, is_never_logged, logs_by_itself, takes_calls_of};
pub use call_pop::{Pop, call_pop, may_open_again, opens_created, page};
pub use catch_up::{CLOCKS_APART, falls_into_gap};
pub use delay::{delayed_until, still_typing};
pub use dialing::{call_back, dialed};
pub use digest::{LOOKS, is_open_to_digest, looks_back_to, next_digest};
pub use finality::{end_of_own_part, final_at};
pub use looks_logged::{NEAR, asks_for_others, looks_logged};
pub use matching::{Decision, Given, decide, decide_associations, policy_acts_on};
pub use once::waits_to_log_once;
pub use policy::{placeholder_at, placeholder_name};
pub use quiet::{is_quiet, wakes};
pub use recording::{Recording, ask_again_at, is_open_link, recording, without_secrets};
pub use retry::{line_pause, retry_pause};
pub use standstill::{Standing, Standstill, is_signed_out, is_unwatched, told_at, waits};
pub use together::{Fate, fate};
pub use write::{
    confirmed, create_failed, found, logged, look_failed, looked_lately, looks_before_create, made, nothing_found, wait,
    wait_until_settled, will_write,
};
