//! App Connect connector servers: one client for every CRM that has a connector.
//!
//! Facts about the server are those of the npm package `@app-connect/core` 1.7, read in its source and measured on it.

mod contacts;
mod failure;
mod logs;
mod manifest;
mod pages;
mod probe;
mod requests;
mod shield;
mod sign_in;

use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, LogDraft, Problem, WriteKey};
use callscribe_core::integration::AppConnect;
use callscribe_core::number::{NumberKind, PhoneNumber};
use callscribe_core::own_text::with_ours_replaced;
use callscribe_core::time::Millis;
use serde_json::Value;

use crate::answer::{Access, signed_out};
use crate::having::having;
use crate::http::{HttpFailure, HttpRequest, HttpResponse};
use crate::{Step, not_offered};
use failure::{Answer, Fault, incomplete, read};
use logs::Look;

pub use manifest::{Environment, LoginField, OAuth, Offer, SignInWay};
pub use probe::{Probe, ProbeStep};
pub use sign_in::{SignedIn, api_key_login, authorize_url, callback, integration, is_callback, log_out, logged_out, signed_in};

/// Begins an exchange; `now` is the time at which it leaves. An update reads the record first (B7). `None` for what no connector offers.
pub fn start(server: &AppConnect, asked: &CrmRequest, now: Millis) -> Option<Exchange> {
    let (stage, request) = match asked {
        CrmRequest::UpdateLog { draft, .. } => (Stage::ReadFirst, requests::find_log(server, &draft.key, true)),
        _ => (Stage::Asked, requests::of(server, asked)?),
    };
    Some(Exchange { server: server.clone(), asked: asked.clone(), now, stage, request, token: None })
}

/// One question to a server, from its first request to the outcome.
pub struct Exchange {
    server: AppConnect,
    asked: CrmRequest,
    now: Millis,
    stage: Stage,
    request: HttpRequest,
    token: Option<String>,
}

/// What the request under way is for.
#[derive(Debug, Clone)]
enum Stage {
    /// An update is about to leave: what does the record's note say now?
    ReadFirst,
    /// The question itself.
    Asked,
    /// An update was taken: does the record say what was sent? `told` is what the server said of it.
    ReadBack { draft: Box<LogDraft>, told: Value },
    /// An update was refused: is the record still there?
    StillThere { draft: Box<LogDraft>, refusal: CrmError },
    /// The CRM refused: does it let us read at all?
    CrmReadable { refusal: CrmError },
    /// The server gave no reason: does it still know us?
    SignedIn { refusal: CrmError },
}

/// How an exchange goes on.
enum Turn {
    Done(Result<CrmReply, CrmError>),
    Next(Stage, HttpRequest),
}

impl Exchange {
    /// The request to send now.
    pub fn request(&self) -> HttpRequest {
        self.request.clone()
    }

    /// What came of it.
    pub fn answer(&mut self, answer: Result<HttpResponse, HttpFailure>) -> Step {
        if let Some(token) = answer.as_ref().ok().and_then(|response| response.header("x-refreshed-jwt-token")) {
            self.token = Some(token.to_owned());
        }
        let turn = match self.stage {
            Stage::ReadFirst => self.read_first(answer),
            _ => self.turn(answer),
        };
        match turn {
            Turn::Done(outcome) => Step::Done(outcome, self.token.take()),
            Turn::Next(stage, request) => {
                self.stage = stage;
                self.request = request.clone();
                Step::Next(request)
            }
        }
    }

    /// B7: foreign text in the note is kept. A record that cannot be read while the server can leaves it to the update to say why.
    fn read_first(&mut self, answer: Result<HttpResponse, HttpFailure>) -> Turn {
        let read = match read(answer, Access::Read, self.now) {
            Err(Fault::Clear(error)) => return Turn::Done(Err(error)),
            other => other.ok(),
        };
        if let CrmRequest::UpdateLog { ours, draft, .. } = &mut self.asked {
            let there = read.as_ref().and_then(|answer| Look::of(answer, &draft.key)).and_then(|look| look.note());
            draft.note = there.map_or(draft.note_and_told(), |there| with_ours_replaced(&there, ours, &draft.note_and_told()));
            draft.told.clear();
        }
        match requests::of(&self.server, &self.asked) {
            Some(request) => Turn::Next(Stage::Asked, request),
            None => Turn::Done(Err(not_offered())),
        }
    }

    fn turn(&self, answer: Result<HttpResponse, HttpFailure>) -> Turn {
        match self.stage.clone() {
            Stage::ReadFirst | Stage::Asked => {
                let access = if self.asked.is_write() { Access::Write } else { Access::Read };
                match read(answer, access, self.now).and_then(|answer| self.reply(answer)) {
                    Ok(turn) => turn,
                    Err(fault) => self.explain(fault),
                }
            }
            Stage::ReadBack { draft, told } => self.read_back(answer, &draft, &told),
            Stage::StillThere { draft, refusal } => self.still_there(answer, &draft, refusal),
            Stage::CrmReadable { refusal } => Turn::Done(Err(match read(answer, Access::Read, self.now) {
                Err(Fault::Authorization(error)) => signed_out(error.said),
                Err(Fault::Clear(error)) if error.kind == ErrorKind::Auth => error,
                _ => refusal,
            })),
            Stage::SignedIn { refusal } => Turn::Done(Err(match read(answer, Access::Read, self.now) {
                Err(Fault::Unexplained(_)) => signed_out(refusal.said),
                Err(Fault::Clear(error)) if error.kind == ErrorKind::Auth => error,
                _ => refusal,
            })),
        }
    }

    /// What a success says.
    fn reply(&self, answer: Answer) -> Result<Turn, Fault> {
        let reply = match &self.asked {
            CrmRequest::FindContacts { number, .. } => contacts::list(&self.server, &answer)
                .map(|hits| CrmReply::Contacts(having(number, hits)))
                .ok_or(incomplete(Access::Read))?,
            CrmRequest::SearchContacts { .. } => {
                contacts::list(&self.server, &answer).map(CrmReply::Contacts).ok_or(incomplete(Access::Read))?
            }
            CrmRequest::FindLog { key } => {
                Look::of(&answer, key).and_then(|look| look.records(&self.server)).map(CrmReply::Logs).ok_or(incomplete(Access::Read))?
            }
            CrmRequest::CreateContact { contact: new, number } => {
                let made = answer.get("contact").and_then(|contact| contacts::contact(&self.server, contact));
                let mut made = made.ok_or(incomplete(Access::Write))?;
                if made.name.is_empty() {
                    made.name.clone_from(&new.name);
                }
                if made.kind.is_empty() {
                    contacts::kind_to_make(&self.server, &new.kind).clone_into(&mut made.kind);
                    made.url = contacts::page(&self.server, &made.id, &made.kind);
                }
                if made.numbers.is_empty() {
                    made.numbers.push(number.key.clone());
                }
                CrmReply::ContactCreated(made)
            }
            CrmRequest::CreateLog(_) => {
                logs::record(&self.server, &Value::Object(answer)).map(CrmReply::LogCreated).ok_or(incomplete(Access::Write))?
            }
            CrmRequest::UpdateLog { draft, .. } => {
                let told = answer.get("updatedNote").cloned().unwrap_or_default();
                let read = requests::find_log(&self.server, &draft.key, true);
                return Ok(Turn::Next(Stage::ReadBack { draft: draft.clone(), told }, read));
            }
            CrmRequest::SetDisposition { .. } => CrmReply::DispositionSet,
            CrmRequest::FindFollowUp { .. } | CrmRequest::CreateFollowUp(_) => return Err(not_offered().into()),
        };
        Ok(Turn::Done(Ok(reply)))
    }

    /// Finds out by further reads what an unclear failure means.
    fn explain(&self, fault: Fault) -> Turn {
        match (fault, &self.asked) {
            (Fault::Clear(error), _) => Turn::Done(Err(error)),
            (Fault::LostTrack(error), CrmRequest::CreateLog(_)) => Turn::Done(Err(CrmError { kind: ErrorKind::Unprovable, ..error })),
            (Fault::LostTrack(error), _) => Turn::Done(Err(error)),
            (Fault::Nobody(_), CrmRequest::FindContacts { number, .. }) if number.kind == NumberKind::Internal => {
                Turn::Done(Ok(CrmReply::Contacts(Vec::new())))
            }
            (Fault::Nobody(refusal), _) => Turn::Done(Err(refusal)),
            (Fault::Exists, CrmRequest::CreateLog(_)) => Turn::Done(Ok(CrmReply::LogExists)),
            (Fault::Exists, _) => Turn::Done(Err(CrmError::new(ErrorKind::Refused, Problem::Refused))),
            (Fault::Authorization(refusal) | Fault::Unexplained(refusal), CrmRequest::UpdateLog { draft, .. }) => {
                let read = requests::find_log(&self.server, &draft.key, true);
                Turn::Next(Stage::StillThere { draft: draft.clone(), refusal }, read)
            }
            (Fault::Authorization(refusal), CrmRequest::CreateLog(draft)) => self.is_crm_readable(&draft.asked_by, refusal),
            (Fault::Authorization(refusal), CrmRequest::CreateContact { number, .. }) => self.is_crm_readable(number, refusal),
            (Fault::Authorization(refusal), CrmRequest::FindContacts { number, .. }) if number.kind != NumberKind::Public => {
                Turn::Done(Err(refusal))
            }
            (Fault::Authorization(refusal), _) => Turn::Done(Err(signed_out(refusal.said))),
            (Fault::Unexplained(refusal), CrmRequest::FindLog { .. }) => Turn::Done(Err(signed_out(refusal.said))),
            (Fault::Unexplained(refusal), _) => {
                let nothing = WriteKey("signed-in".into());
                Turn::Next(Stage::SignedIn { refusal }, requests::find_log(&self.server, &nothing, false))
            }
        }
    }

    /// A credential that cannot even look up a number is dead; otherwise the refusal stands.
    fn is_crm_readable(&self, number: &PhoneNumber, refusal: CrmError) -> Turn {
        if number.kind != NumberKind::Public {
            return Turn::Done(Err(refusal));
        }
        Turn::Next(Stage::CrmReadable { refusal }, requests::find_contacts(&self.server, number, &[], true))
    }

    /// The update itself was taken; a read that fails does not undo it.
    fn read_back(&self, answer: Result<HttpResponse, HttpFailure>, draft: &LogDraft, told: &Value) -> Turn {
        let answer = read(answer, Access::Read, self.now).ok();
        let look = answer.as_ref().and_then(|answer| Look::of(answer, &draft.key));
        let mangled = match look {
            Some(look) => look.mangles(&draft.note),
            None => told.as_str().is_some_and(|told| told.trim() != draft.note.trim()),
        };
        Turn::Done(Ok(CrmReply::LogUpdated { mangled }))
    }

    /// A record the CRM deleted stays in the server's list, and cannot be read while everything else can.
    fn still_there(&self, answer: Result<HttpResponse, HttpFailure>, draft: &LogDraft, refusal: CrmError) -> Turn {
        let gone = |said| CrmError { kind: ErrorKind::Gone, problem: Problem::Gone, said };
        match read(answer, Access::Read, self.now) {
            Ok(answer) => match Look::of(&answer, &draft.key) {
                Some(look) if look.is_empty() => Turn::Done(Err(gone(refusal.said))),
                _ => Turn::Done(Err(refusal)),
            },
            Err(Fault::Authorization(error)) => self.is_crm_readable(&draft.asked_by, gone(error.said)),
            Err(Fault::Unexplained(_)) => Turn::Done(Err(signed_out(refusal.said))),
            Err(Fault::Clear(error)) if error.kind == ErrorKind::Auth => Turn::Done(Err(error)),
            Err(_) => Turn::Done(Err(refusal)),
        }
    }
}

#[cfg(test)]
mod tests;
