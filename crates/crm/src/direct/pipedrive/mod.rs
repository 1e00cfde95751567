//! Pipedrive.

use callscribe_core::crm::{CrmReply, CrmRequest};
use callscribe_core::integration::Direct;
use callscribe_core::time::Millis;
use serde_json::Value;

use super::failure::Said;
use super::flow::Outcome;
use super::{Place, SignedIn};
use crate::not_offered;

/// The first turn of a question.
pub(super) fn ask(_server: &Direct, _asked: &CrmRequest, _now: Millis) -> Outcome<CrmReply> {
    Err(not_offered())
}

/// The first turn of a sign-in.
pub(super) fn sign_in(_place: &Place, _now: Millis) -> Outcome<SignedIn> {
    Err(not_offered())
}

/// What it says of a failure.
pub(super) fn words(_status: u16, _body: &Value) -> Said {
    Said::default()
}
