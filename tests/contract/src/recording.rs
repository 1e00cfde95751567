//! A question with every answer a real system gave on the way to its outcome, to be asked again with other answers.

use std::cell::RefCell;

use callscribe_core::crm::{CrmError, CrmReply, CrmRequest};
use callscribe_core::integration::IntegrationKind;
use callscribe_crm::{Exchange, HttpFailure, HttpRequest, HttpResponse, Step};

use crate::http::send;
use crate::session::{LIMIT, NOW, Session};

/// More requests than any question takes.
const MOST: usize = 40;

/// What was asked, what came, and what the codec made of it.
pub struct Recording {
    /// The question.
    pub asked: CrmRequest,
    /// Each request with its answer, in order.
    pub exchanged: Vec<(HttpRequest, HttpResponse)>,
    /// What came of it.
    pub outcome: Result<CrmReply, CrmError>,
    kind: IntegrationKind,
}

impl Recording {
    /// Asks the real system.
    pub fn of(session: &Session, asked: CrmRequest) -> Self {
        let exchanged = RefCell::new(Vec::new());
        let outcome = session.ask_by(&asked, |request, token| {
            let answer = send(request, Some(token), LIMIT);
            exchanged.borrow_mut().extend(answer.clone().map(|answer| (request.clone(), answer)));
            answer
        });
        Self { asked, exchanged: exchanged.into_inner(), outcome, kind: session.integration.kind.clone() }
    }

    /// What the codec concludes if the answer at `at` has this body instead. Whatever else it asks then is not answered.
    pub fn with_body(&self, at: usize, body: &str) -> Result<CrmReply, CrmError> {
        self.with(|which| match which {
            Some(which) if which == at => Ok(HttpResponse { body: body.to_owned(), ..self.exchanged[at].1.clone() }),
            Some(which) => Ok(self.exchanged[which].1.clone()),
            None => Err(HttpFailure::TimedOut),
        })
    }

    /// What the codec concludes of the answers `answer` gives; it is told which of the recorded requests is asked again.
    pub fn with(&self, answer: impl Fn(Option<usize>) -> Result<HttpResponse, HttpFailure>) -> Result<CrmReply, CrmError> {
        let mut exchange = Exchange::start(&self.kind, &self.asked, NOW)?;
        let mut from = 0;
        for _ in 0..MOST {
            let request = exchange.request();
            let which = (from..self.exchanged.len()).find(|which| self.exchanged[*which].0 == request);
            from = which.map_or(from, |which| which + 1);
            if let Step::Done(outcome, _) = exchange.answer(answer(which)) {
                return outcome;
            }
        }
        panic!("{:?} never ends", self.asked);
    }

    /// Whether `mangled` claims what the whole answers did not say. It may name fewer.
    pub fn is_outdone_by(&self, mangled: &CrmReply) -> bool {
        use CrmReply::{ContactCreated, Contacts, DispositionSet, FollowUpCreated, FollowUps, LogCreated, LogExists, LogUpdated, Logs};
        match (&self.outcome, mangled) {
            (Ok(Contacts(whole)), Contacts(part)) => part.len() > whole.len(),
            (Ok(Logs(whole)), Logs(part)) => part.len() > whole.len(),
            (Ok(FollowUps(whole)), FollowUps(part)) => part.len() > whole.len(),
            (Ok(LogCreated(_) | LogExists), LogCreated(_) | LogExists)
            | (Ok(ContactCreated(_)), ContactCreated(_))
            | (Ok(LogUpdated { .. }), LogUpdated { .. })
            | (Ok(DispositionSet), DispositionSet)
            | (Ok(FollowUpCreated(_)), FollowUpCreated(_)) => false,
            _ => true,
        }
    }
}
