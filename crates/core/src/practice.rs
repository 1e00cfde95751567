//! The practice line's people and its day.
use crate::book::BookContact;
use crate::call::{AccountId, CallEvent};
use crate::time::Millis;
/// The practice line.
pub fn account_id() -> AccountId {
    AccountId::new("practice")
}
/// Contacts.
pub fn contacts(_now: Millis) -> Vec<BookContact> {
    Vec::new()
}
/// Events.
pub fn day(_start: Millis) -> Vec<CallEvent> {
    Vec::new()
}
/// Phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// a
    Ringing,
    /// b
    Answered,
    /// c
    Ended,
}
/// Call.
pub fn call(session: &str, _phase: Phase, _now: Millis) -> CallEvent {
    CallEvent { account: account_id(), session: session.into(), aliases: Vec::new(), facts: Default::default() }
}
