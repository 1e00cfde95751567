//! Signing in on Salesforce's own page with PKCE (RFC 7636, S256) and without a secret, renewing, and whose token it is.
//!
//! <https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_pkce.htm>

use std::fmt;

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::{Capabilities, Dedupe, Direct, SETTLES, Vendor};
use callscribe_core::time::Millis;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::failure::{Failed, Meaning, Said, incomplete, read};
use super::super::flow::{Exchange, Outcome, ask_or, done};
use super::super::{SignedIn, integration};
use crate::answer::{Access, signed_out};
use crate::http::{HttpFailure, HttpRequest, HttpResponse, Method, Token, authority, encoded, query_value, with_query};

/// The API, tokens that renew, and who the agent is.
const SCOPES: &str = "api refresh_token openid";

/// A sign-in under way. `state` and `verifier` are unguessable and used once.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Where one signs in: `https://login.salesforce.com`, a sandbox's or a domain of one's own, without a slash at its end.
    pub login: String,
    /// The application's client id.
    pub client_id: String,
    /// Where the page comes back to.
    pub redirect: String,
    /// Comes back with the page.
    pub state: String,
    /// 43 to 128 letters, digits and `-`; proves that who began the sign-in ends it.
    pub verifier: String,
}

impl SignIn {
    /// The page on which the agent signs in.
    pub fn page(&self) -> String {
        let query = [
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect),
            ("scope", SCOPES),
            ("state", &self.state),
            ("code_challenge", &challenge(&self.verifier)),
            ("code_challenge_method", "S256"),
        ];
        with_query(&format!("{}/services/oauth2/authorize", self.login), &query)
    }

    /// The request for tokens, once the page came back to this address; `None` if the agent said no, or it is not our sign-in's.
    pub fn came_back(&self, address: &str) -> Option<HttpRequest> {
        let ours = address.starts_with(&self.redirect) && query_value(address, "state").as_deref() == Some(&self.state);
        let code = query_value(address, "code").filter(|code| ours && !code.is_empty())?;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("client_id", &self.client_id),
            ("code_verifier", &self.verifier),
            ("redirect_uri", &self.redirect),
        ];
        Some(form(&self.login, "token", &fields))
    }

    /// Begins to find out whose tokens these are.
    ///
    /// # Errors
    /// Tokens for an address that is none.
    pub fn whose(&self, tokens: &Tokens, now: Millis) -> Result<Exchange<SignedIn>, CrmError> {
        let first = whose(tokens.url.clone(), self.login.clone(), self.client_id.clone(), now)?;
        Exchange::of(first, super::words, now)
    }
}

/// The request for a new access token.
pub fn refresh(login: &str, client_id: &str, refresh_token: &str) -> HttpRequest {
    let fields = [("grant_type", "refresh_token"), ("client_id", client_id), ("refresh_token", refresh_token)];
    form(login, "token", &fields)
}

/// The request that ends a sign-in.
pub fn revoke(login: &str, refresh_token: &str) -> HttpRequest {
    form(login, "revoke", &[("token", refresh_token)])
}

fn form(login: &str, what: &str, fields: &[(&str, &str)]) -> HttpRequest {
    let body = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&");
    let headers = vec![("accept", "application/json".into()), ("content-type", "application/x-www-form-urlencoded".into())];
    let url = format!("{login}/services/oauth2/{what}");
    HttpRequest { method: Method::Post, url, headers, body: Some(body), token: Token::Absent }
}

/// What a sign-in or a renewal brought.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// For requests, until the organisation's session time is over; nothing says when that is.
    pub access: String,
    /// Brings the next one; absent where the one there is goes on to hold.
    pub refresh: Option<String>,
    /// The organisation's own address, without a slash at its end.
    pub url: String,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens for {}", self.url)
    }
}

/// Reads the tokens of an answer.
///
/// # Errors
/// [`ErrorKind::Auth`] where Salesforce says that this sign-in is over or none; anything else may pass.
pub fn tokens(answer: Result<HttpResponse, HttpFailure>, now: Millis) -> Result<Tokens, CrmError> {
    let answer = read(answer, Access::Read, refusal, now).map_err(|failed| failed.error)?;
    let text = |name: &str| answer[name].as_str().filter(|text| !text.is_empty());
    let url = text("instance_url").map(|url| url.trim_end_matches('/')).filter(|url| authority(url).is_some());
    let (Some(access), Some(url)) = (text("access_token"), url) else { return Err(incomplete(Access::Read)) };
    Ok(Tokens { access: access.into(), refresh: text("refresh_token").map(Into::into), url: url.into() })
}

/// What is said where tokens are given out (RFC 6749, 5.2).
fn refusal(_status: u16, body: &Value) -> Said {
    let means = match body["error"].as_str() {
        Some("rate_limit_exceeded") => Some(Meaning::TooMany),
        Some("temporarily_unavailable" | "server_error") => Some(Meaning::Busy),
        Some(_) => Some(Meaning::SignedOut),
        None => None,
    };
    Said { words: body["error_description"].as_str().map(Into::into), means }
}

/// Asks the organisation at `url` whose token it is that goes with the request.
pub(super) fn whose(url: String, login: String, client_id: String, now: Millis) -> Outcome<SignedIn> {
    let url = url.trim_end_matches('/').to_owned();
    authority(&url).ok_or(CrmError::new(ErrorKind::Refused, Problem::WrongAddress))?;
    let request = HttpRequest::get(format!("{url}/services/oauth2/userinfo")).with_token();
    ask_or(request, Access::Read, move |answer| {
        let answer = answer.map_err(|failed| unknown(*failed))?;
        let text = |name: &str| answer[name].as_str().filter(|text| !text.is_empty());
        let (Some(user), Some(organization)) = (text("user_id"), text("organization_id")) else {
            return Err(incomplete(Access::Read));
        };
        let server = Direct { vendor: Vendor::Salesforce { login, client_id }, pages: url.clone(), url, user: user.to_owned() };
        let id = format!("salesforce:{organization}/{user}");
        let name = server.vendor.name().for_eyes();
        let user = text("name").or(text("preferred_username")).unwrap_or_default().to_owned();
        done(SignedIn { integration: integration(id, name, server, CAPABILITIES, now), user })
    })
}

/// This one address says "no" to a token without JSON.
fn unknown(failed: Failed) -> CrmError {
    if failed.status == Some(403) { signed_out(failed.error.said) } else { failed.error }
}

/// What is stored is found by its key at once.
const CAPABILITIES: Capabilities = Capabilities {
    dedupe: Dedupe::Find { settles: SETTLES, lag: 0 },
    create_contact: true,
    search_by_name: true,
    update: true,
    move_record: true,
    follow_ups: Some(Dedupe::Find { settles: SETTLES, lag: 0 }),
};

/// BASE64URL(SHA256(verifier)), without padding.
fn challenge(verifier: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = Sha256::digest(verifier.as_bytes());
    let mut text = String::new();
    for three in digest.chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - three.len()));
        text.extend((0..=three.len()).map(|n| char::from(ALPHABET[bits >> (18 - 6 * n) & 63])));
    }
    text
}

#[cfg(test)]
mod tests;
