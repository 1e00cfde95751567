//! RingCentral: the agent signs in in a window of the browser's own; then the call log is asked, one question at a time.

use callscribe_browser::{clock, http, permissions, runtime};
use callscribe_core::account::{AccountKind, LineProblem, PhoneAccount};
use callscribe_core::call::AccountId;
use callscribe_core::command::Command;
use callscribe_core::engine::{Event, Input};
use callscribe_core::number::PhoneNumber;
use callscribe_core::phone::LineEvent;
use callscribe_core::question::{Answer, QuestionError, Reply};
use callscribe_core::time::Millis;
use callscribe_core::views::address::Address;
use callscribe_phone::ringcentral::{self, Config, SignIn, Tokens};
use callscribe_phone::{HttpRequest, HttpResponse};
use wasm_bindgen_futures::spawn_local;

use crate::credentials::{self, Access};
use crate::crm::PATIENCE;
use crate::drive::Worker;
use crate::effects::stay_awake;
use crate::questions::failed;
use crate::turn;

/// Signs in, and adds the account that proves to be; one that is there already is signed in again.
pub async fn add(worker: &'static Worker, server: &str, client_id: String) -> Reply {
    let server = Address::parse(server).ok_or(QuestionError::Line(LineProblem::Unreachable))?.url;
    let sign_in = SignIn {
        server: server.trim_end_matches('/').to_owned(),
        client_id,
        redirect: runtime::redirect_url(""),
        state: runtime::random_id(),
        verifier: format!("{}{}", runtime::random_id(), runtime::random_id()),
    };
    let came_back = runtime::sign_in(&sign_in.page()).await.map_err(|_| QuestionError::SignInCancelled)?;
    let request = sign_in.came_back(&came_back).ok_or(QuestionError::SignInCancelled)?;
    let answer = send(request, None).await.ok_or(QuestionError::Line(LineProblem::Unreachable))?;
    let tokens = ringcentral::tokens(&answer, clock::wall()).ok_or(QuestionError::Line(LineProblem::SignedOut))?;
    let answer = send(ringcentral::who(&sign_in.server), Some(&tokens.access)).await;
    let answer = answer.ok_or(QuestionError::Line(LineProblem::Unreachable))?;
    let extension = ringcentral::extension(&answer).ok_or(QuestionError::Line(LineProblem::ServerFailed))?;
    keep(&extension.id, &tokens).await.map_err(failed)?;
    let dials_from = if tokens.may_dial { phone(worker, &sign_in.server, &tokens.access).await } else { None };
    let id = extension.id.clone();
    let kind = AccountKind::RingCentral { server: sign_in.server, client_id: sign_in.client_id };
    let account = PhoneAccount { history: true, dials_from, ..PhoneAccount::new(extension.id, kind, extension.name, clock::wall()) };
    worker.command(Command::AddAccount(Box::new(account)));
    worker.settled().await;
    Ok(Answer::Account(id))
}

/// The phone that rings first when the agent dials; what cannot be read costs dialling only.
async fn phone(worker: &Worker, server: &str, token: &str) -> Option<PhoneNumber> {
    let answer = send(ringcentral::phones(server), Some(token)).await?;
    worker.with_working(|working| ringcentral::rings_first(&answer, &working.settings.region))
}

async fn keep(id: &AccountId, tokens: &Tokens) -> Result<(), callscribe_browser::js::BrowserError> {
    credentials::keep(id.as_str(), &tokens.refresh).await?;
    credentials::keep_access(id.as_str(), &access(tokens)).await
}

fn access(tokens: &Tokens) -> Access {
    Access { token: tokens.access.clone(), until: tokens.until }
}

/// Asks the next question of a sync; what came of it goes into the engine, which asks the one after that.
pub fn sync(worker: &'static Worker, account: PhoneAccount, from: Millis) {
    spawn_local(async move {
        let _busy = worker.wake.busy();
        let _awake = stay_awake();
        let region = worker.with_working(|working| working.settings.region.clone());
        let told = ask(&account, region, from).await.unwrap_or_else(|why| why);
        worker.handle(Event::Input(Input::Line(account.id, told)));
    });
}

/// One question; a token that the server takes no more is replaced once.
async fn ask(account: &PhoneAccount, region: String, from: Millis) -> Result<LineEvent, LineEvent> {
    let AccountKind::RingCentral { server, client_id } = &account.kind else { return Err(LineEvent::Lost(LineProblem::ServerFailed)) };
    let config = Config { server: server.clone(), account: account.id.clone(), region };
    let mut answer = ask_with(&config, account, from, &token(&account.id, server, client_id).await?).await?;
    if answer.status == 401 {
        credentials::forget_access(account.id.as_str()).await;
        answer = ask_with(&config, account, from, &token(&account.id, server, client_id).await?).await?;
    }
    Ok(ringcentral::answer(&config, &account.sync, from, clock::wall(), &answer))
}

async fn ask_with(config: &Config, account: &PhoneAccount, from: Millis, token: &str) -> Result<HttpResponse, LineEvent> {
    let question = ringcentral::question(config, &account.sync, from, clock::wall());
    send(question, Some(token)).await.ok_or(LineEvent::Lost(LineProblem::Unreachable))
}

/// A token for requests: the one there is, or a new one shortly before it ends. One at a time, so that a refresh token, which serves
/// once, is used once.
pub async fn token(id: &AccountId, server: &str, client_id: &str) -> Result<String, LineEvent> {
    let _turn = turn::of(id.as_str()).await;
    if let Some(access) = credentials::access(id.as_str()).await.filter(|access| access.until > clock::wall()) {
        return Ok(access.token);
    }
    let old = credentials::of(id.as_str()).await.ok_or(LineEvent::Lost(LineProblem::SignedOut))?;
    let answer = send(ringcentral::refresh(server, client_id, &old), None).await.ok_or(LineEvent::Lost(LineProblem::Unreachable))?;
    let now = clock::wall();
    let Some(tokens) = ringcentral::tokens(&answer, now) else {
        let over = !ringcentral::signed_in(&answer);
        return Err(if over { LineEvent::Lost(LineProblem::SignedOut) } else { ringcentral::failure(&answer, now) });
    };
    // Tokens that cannot be kept cost a sign-in later, not this question.
    credentials::renew(id.as_str(), &old, &tokens.refresh).await.unwrap_or_default();
    credentials::keep_access(id.as_str(), &access(&tokens)).await.unwrap_or_default();
    Ok(tokens.access)
}

/// One exchange; `None` without a whole answer.
pub async fn send(request: HttpRequest, token: Option<&str>) -> Option<HttpResponse> {
    if !permissions::reaches(&request.url).await {
        return None;
    }
    let mut headers = vec![("accept".into(), "application/json".into())];
    if request.form.is_some() {
        headers.push(("content-type".into(), "application/x-www-form-urlencoded".into()));
    }
    if request.json.is_some() {
        headers.push(("content-type".into(), "application/json".into()));
    }
    if let Some(token) = token.filter(|_| request.with_token) {
        headers.push(("authorization".into(), format!("Bearer {token}")));
    }
    let HttpRequest { method, url, form, json, .. } = request;
    let request = http::Request { method: method.into(), url, headers, body: form.or(json), timeout: PATIENCE };
    let http::Reply { status, headers, body } = http::exchange(&request).await.ok()?;
    Some(HttpResponse { status, headers, body })
}
