//! Salesforce: the agent signs in in a window of the browser's own; what that brought is renewed when Salesforce takes it no more, once at a
//! time for all requests under way.

use callscribe_browser::{clock, runtime};
use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::{Integration, IntegrationKind, Vendor};
use callscribe_core::question::{QuestionError, Reply};
use callscribe_core::time::HOUR;
use callscribe_core::views::address::Address;
use callscribe_crm::Step;
use callscribe_crm::direct::SignedIn;
use callscribe_crm::direct::salesforce::{self, SignIn, Tokens};

use crate::credentials::{self, Access};
use crate::drive::Worker;
use crate::questions::failed;
use crate::renewals::{self, Renewals};
use crate::{crm, direct};

/// Salesforce does not say how long a token holds; it says when one is over. No session lasts longer than this.
const LONGEST_SESSION: i64 = 24 * HOUR;

thread_local! {
    static RENEWALS: Renewals<Renewed> = const { Renewals::new() };
}

/// What a renewal comes to.
type Renewed = Result<String, CrmError>;

/// Signs in, and adds the integration that proves to be; one that is there already is signed in again.
pub async fn connect(worker: &'static Worker, login: &str, client_id: String) -> Reply {
    let login = Address::parse(login).ok_or_else(|| CrmError::new(ErrorKind::Refused, Problem::WrongAddress))?.url;
    let sign_in = SignIn {
        login: login.trim_end_matches('/').to_owned(),
        client_id: client_id.trim().to_owned(),
        redirect: runtime::redirect_url(""),
        state: runtime::random_id(),
        verifier: format!("{}{}", runtime::random_id(), runtime::random_id()),
    };
    let came_back = runtime::sign_in(&sign_in.page()).await.map_err(|_| QuestionError::SignInCancelled)?;
    let request = sign_in.came_back(&came_back).ok_or(QuestionError::SignInCancelled)?;
    let tokens = salesforce::tokens(crm::send(request, None).await, clock::wall())?;
    // Without one the agent would be signed out within hours: the application does not allow it.
    let refresh = tokens.refresh.clone().ok_or_else(|| CrmError::new(ErrorKind::Auth, Problem::Refused))?;
    let signed_in = whose(&sign_in, &tokens).await?;
    keep_access(signed_in.integration.id.as_str(), &tokens).await.map_err(failed)?;
    direct::add(worker, signed_in, &refresh).await
}

async fn whose(sign_in: &SignIn, tokens: &Tokens) -> Result<SignedIn, CrmError> {
    let mut exchange = sign_in.whose(tokens, clock::wall())?;
    let mut next = exchange.request();
    loop {
        match exchange.answer(crm::send(next, Some(&tokens.access)).await) {
            Step::Next(request) => next = request,
            Step::Done(outcome, _) => return outcome,
        }
    }
}

/// The application an integration was signed in to; none where it is not Salesforce.
#[derive(Clone, Copy)]
pub struct App<'a> {
    owner: &'a str,
    login: &'a str,
    client_id: &'a str,
}

impl<'a> App<'a> {
    /// That of an integration.
    pub fn of(integration: &'a Integration) -> Option<Self> {
        let IntegrationKind::Direct(server) = &integration.kind else { return None };
        let Vendor::Salesforce { login, client_id } = &server.vendor else { return None };
        Some(Self { owner: integration.id.as_str(), login, client_id })
    }

    /// The token for requests; one that is new where there is none.
    pub async fn token(self) -> Renewed {
        match self.present().await {
            Some(token) => Ok(token),
            None => self.renewed("").await,
        }
    }

    async fn present(self) -> Option<String> {
        credentials::access(self.owner).await.filter(|access| access.until > clock::wall()).map(|access| access.token)
    }

    /// A token in the place of one that was refused: another that came meanwhile, or a new one.
    pub async fn renewed(self, refused: &str) -> Renewed {
        if let Some(token) = self.present().await.filter(|token| token != refused) {
            return Ok(token);
        }
        let lost = Err(CrmError::new(ErrorKind::Offline, Problem::NoAnswer));
        renewals::once(&RENEWALS, self.owner, lost, self.renew(refused)).await
    }

    async fn renew(self, refused: &str) -> Renewed {
        if let Some(token) = self.present().await.filter(|token| token != refused) {
            return Ok(token);
        }
        let old = credentials::of(self.owner).await.ok_or_else(|| CrmError::new(ErrorKind::Auth, Problem::SignedOut))?;
        let answer = crm::send(salesforce::refresh(self.login, self.client_id, &old), None).await;
        let tokens = salesforce::tokens(answer, clock::wall())?;
        // Tokens that cannot be kept cost a sign-in later, not this question.
        if let Some(next) = &tokens.refresh {
            credentials::renew(self.owner, &old, next).await.unwrap_or_default();
        }
        if credentials::of(self.owner).await.is_some() {
            keep_access(self.owner, &tokens).await.unwrap_or_default();
        }
        Ok(tokens.access)
    }

    /// Ends the sign-in there as well.
    pub async fn sign_out(self, refresh_token: &str) {
        // Here it is over in any case.
        drop(crm::send(salesforce::revoke(self.login, refresh_token), None).await);
    }
}

async fn keep_access(owner: &str, tokens: &Tokens) -> Result<(), callscribe_browser::js::BrowserError> {
    credentials::keep_access(owner, &Access { token: tokens.access.clone(), until: clock::wall() + LONGEST_SESSION }).await
}
