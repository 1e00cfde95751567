//! Follow-ups: the list, the form, and the reminders at the top of Calls (K5, K7, K8).

mod fields;
mod form;
mod list;
mod task;

pub use fields::{Fields, FollowUpState, fill};
pub use form::FollowUpScreen;
pub use list::{Asking, FollowUps, OfNumbers, Reminders};
pub use task::unresolved;
