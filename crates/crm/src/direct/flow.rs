//! A question as the requests it takes, one after another: each answer says what is asked next, or what came of it all.

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::time::Millis;
use serde_json::Value;

use super::failure::{Failed, Words, read};
use crate::answer::Access;
use crate::http::{HttpFailure, HttpRequest, HttpResponse};
use crate::{Step, not_offered};

/// How it goes on.
pub(super) type Outcome<T> = Result<Turn<T>, CrmError>;

/// What came of a request: the JSON of its answer, or why there is none.
pub(super) type Answer = Result<Value, Box<Failed>>;

/// What comes next.
pub(super) enum Turn<T> {
    /// A request, and what its answer leads to.
    Ask(Ask<T>),
    /// It is over.
    Done(T),
}

/// A request, and what its answer leads to.
pub(super) struct Ask<T> {
    request: HttpRequest,
    access: Access,
    then: Box<dyn FnOnce(Answer) -> Outcome<T>>,
}

/// Asks; a failure ends the question.
pub(super) fn ask<T>(request: HttpRequest, then: impl FnOnce(Value) -> Outcome<T> + 'static) -> Outcome<T> {
    ask_or(request, Access::Read, |answer| then(answer.map_err(|failed| failed.error)?))
}

/// The one request of a write that changes something; a failure ends it.
pub(super) fn write<T>(request: HttpRequest, then: impl FnOnce(Value) -> Outcome<T> + 'static) -> Outcome<T> {
    ask_or(request, Access::Write, |answer| then(answer.map_err(|failed| failed.error)?))
}

/// The one request of a write that makes something new: what it does not find is what that was to go with, so that it is refused, not gone.
pub(super) fn make<T>(request: HttpRequest, then: impl FnOnce(Value) -> Outcome<T> + 'static) -> Outcome<T> {
    ask_or(request, Access::Write, |answer| {
        then(answer.map_err(|failed| match failed.error.kind {
            ErrorKind::Gone => CrmError { kind: ErrorKind::Refused, problem: Problem::Refused, ..failed.error },
            _ => failed.error,
        })?)
    })
}

/// Asks, and goes on whatever came of it.
pub(super) fn ask_or<T>(request: HttpRequest, access: Access, then: impl FnOnce(Answer) -> Outcome<T> + 'static) -> Outcome<T> {
    Ok(Turn::Ask(Ask { request, access, then: Box::new(then) }))
}

/// It is over.
pub(super) fn done<T>(outcome: T) -> Outcome<T> {
    Ok(Turn::Done(outcome))
}

/// One question to one CRM, from its first request to the outcome.
pub struct Exchange<T> {
    /// The request under way and what its answer leads to; nothing once it is over.
    ask: Option<Ask<T>>,
    request: HttpRequest,
    words: Words,
    now: Millis,
}

impl<T> Exchange<T> {
    /// Begins with a first turn, which asks something.
    pub(super) fn of(first: Turn<T>, words: Words, now: Millis) -> Result<Self, CrmError> {
        match first {
            Turn::Ask(ask) => Ok(Self { request: ask.request.clone(), ask: Some(ask), words, now }),
            Turn::Done(_) => Err(not_offered()),
        }
    }

    /// The request to send now.
    pub fn request(&self) -> HttpRequest {
        self.request.clone()
    }

    /// What came of it.
    pub fn answer(&mut self, answer: Result<HttpResponse, HttpFailure>) -> Step<T> {
        let Some(Ask { access, then, .. }) = self.ask.take() else { return Step::Done(Err(not_offered()), None) };
        match then(read(answer, access, self.words, self.now)) {
            Ok(Turn::Ask(ask)) => {
                self.request = ask.request.clone();
                self.ask = Some(ask);
                Step::Next(self.request())
            }
            Ok(Turn::Done(outcome)) => Step::Done(Ok(outcome), None),
            Err(error) => Step::Done(Err(error), None),
        }
    }
}
