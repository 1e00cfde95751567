//! Click to call (C7): one request, made once and never again by itself, whatever comes of it.

use callscribe_browser::clock;
use callscribe_core::account::{AccountKind, Line, LineProblem, PhoneAccount};
use callscribe_core::call::AccountId;
use callscribe_core::engine::{Event, Input};
use callscribe_core::number::PhoneNumber;
use callscribe_core::phone::LineEvent;
use callscribe_core::question::{Answer, DialProblem, QuestionError, Reply};
use callscribe_core::time::Millis;
use callscribe_phone::{HttpResponse, ringcentral};

use crate::drive::Worker;
use crate::effects::stay_awake;
use crate::ringcentral::{send, token};
use crate::{credentials, turn};

/// Has the agent's phone ring, then the other side's.
pub async fn dial(worker: &'static Worker, id: &AccountId, number: &PhoneNumber) -> Reply {
    let _turn = turn::now(&format!("dial/{}", id.as_str())).ok_or(DialProblem::UnderWay)?;
    let account = worker.with_working(|working| working.accounts.get(id).cloned()).ok_or(QuestionError::NotThere)?;
    let from = account.dials().cloned().ok_or_else(|| cannot(&account))?;
    if let Some(until) = account.sync.not_before.filter(|until| *until > clock::wall()) {
        return Err(DialProblem::Limited { until }.into());
    }
    let _awake = stay_awake();
    let answer = ask(&account, &from, number).await.inspect_err(|why| {
        if let QuestionError::Dial(DialProblem::Limited { until }) = why {
            pause(worker, id, *until);
        }
    })?;
    let now = clock::wall();
    if let Some(until) = ringcentral::pause(&answer, now) {
        pause(worker, id, until);
    }
    if answer.status == 401 {
        credentials::forget_access(id.as_str()).await;
    }
    ringcentral::dialed(&answer, now)?;
    Ok(Answer::Rings(from))
}

/// Why an account that was asked to dial cannot: a person has to sign in, or it never could.
fn cannot(account: &PhoneAccount) -> QuestionError {
    match account.line {
        Line::Stopped(problem) if !account.removed => QuestionError::Line(problem),
        _ => QuestionError::NotThere,
    }
}

async fn ask(account: &PhoneAccount, from: &PhoneNumber, number: &PhoneNumber) -> Result<HttpResponse, QuestionError> {
    let AccountKind::RingCentral { server, client_id } = &account.kind else { return Err(QuestionError::NotThere) };
    let request = ringcentral::dial(server, from, number).ok_or(DialProblem::Never)?;
    let token = token(&account.id, server, client_id).await.map_err(without_token)?;
    Ok(send(request, Some(&token)).await.ok_or(DialProblem::Unknown)?)
}

/// Without a token nothing was dialled.
fn without_token(why: LineEvent) -> QuestionError {
    match why {
        LineEvent::Limited { until } => DialProblem::Limited { until }.into(),
        LineEvent::Lost(problem) => QuestionError::Line(problem),
        _ => QuestionError::Line(LineProblem::ServerFailed),
    }
}

/// The call log is of the same group: it is not asked before this instant either.
fn pause(worker: &'static Worker, id: &AccountId, until: Millis) {
    worker.handle(Event::Input(Input::Line(id.clone(), LineEvent::Pause { until })));
}
