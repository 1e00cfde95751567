//! Signing in and out: by API key, by OAuth in a tab, and what an integration is once that worked.

use callscribe_core::choices::Choices;
use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::{AppConnect, Integration, IntegrationId, IntegrationKind, SignIn};
use callscribe_core::json;
use callscribe_core::time::Millis;
use serde_json::{Map, Value, json};

use super::failure::{Broken, object, said};
use super::manifest::{OAuth, Offer, SignInWay};
use crate::http::{HttpFailure, HttpRequest, HttpResponse, Method, authority, encoded, query_value, with_query, without_query};

/// A sign-in that worked.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The credential; belongs into the worker's token store and nowhere else.
    pub token: String,
    /// The server's id of the user.
    pub user: String,
    /// The user's name, for eyes.
    pub name: String,
}

/// Signs in with what the person typed into the offer's fields, as (field name, value).
pub fn api_key_login(offer: &Offer, hostname: &str, typed: &[(String, String)]) -> HttpRequest {
    let (key, more): (Vec<_>, Vec<_>) = typed.iter().partition(|(name, _)| name == "apiKey");
    let more: Map<String, Value> = more.into_iter().map(|(name, value)| (name.clone(), value.trim().into())).collect();
    let key = key.first().map_or("", |(_, value)| value.trim());
    let mut body = json!({ "platform": offer.platform, "apiKey": key, "additionalInfo": more });
    if !hostname.is_empty() {
        body["hostname"] = hostname.into();
    }
    HttpRequest::sending(Method::Post, format!("{}/apiKeyLogin", offer.server_url), &body)
}

/// The CRM's sign-in page. `nonce` is unguessable, of letters and digits, and made for this sign-in alone.
pub fn authorize_url(oauth: &OAuth, nonce: &str) -> String {
    let page = with_query(&oauth.auth_url, &[("response_type", "code"), ("client_id", &oauth.client_id)]);
    let scope = match oauth.scope.as_str() {
        "" => String::new(),
        query if query.contains('=') => format!("&{}", query.trim_start_matches('&')),
        scope => format!("&scope={}", encoded(scope)),
    };
    let rest = [("state", state(oauth, nonce)), ("redirect_uri", oauth.redirect_uri.clone())];
    rest.iter().fold(page + &scope, |url, (name, value)| with_query(&url, &[(name, value)]))
}

fn state(oauth: &OAuth, nonce: &str) -> String {
    format!("{}&nonce={nonce}", oauth.state)
}

/// Whether a tab has come to the page the CRM sends the browser to after a sign-in.
pub fn is_callback(oauth: &OAuth, url: &str) -> bool {
    without_query(url).trim_end_matches('/') == without_query(&oauth.redirect_uri).trim_end_matches('/')
}

/// Signs in with the address that tab came to; refused unless it carries the state this sign-in began with.
pub fn callback(offer: &Offer, oauth: &OAuth, hostname: &str, nonce: &str, url: &str) -> Result<HttpRequest, CrmError> {
    let refused = || CrmError::new(ErrorKind::Auth, Problem::Refused);
    if !is_callback(oauth, url) || query_value(url, "state") != Some(state(oauth, nonce)) {
        return Err(refused());
    }
    if let Some(error) = query_value(url, "error") {
        return Err(refused().saying(query_value(url, "error_description").unwrap_or(error)));
    }
    let url = url.split('#').next().unwrap_or(url);
    let mut query = vec![("callbackUri", url)];
    if !hostname.is_empty() {
        query.push(("hostname", hostname));
    }
    Ok(HttpRequest::get(with_query(&format!("{}/oauth-callback", offer.server_url), &query)))
}

/// What came of [`api_key_login`] or of [`callback`]; `now` is when it was asked.
pub fn signed_in(offer: &Offer, answer: Result<HttpResponse, HttpFailure>, now: Millis) -> Result<SignedIn, CrmError> {
    let problem = match offer.way {
        SignInWay::ApiKey(_) => Problem::WrongKey,
        SignInWay::OAuth(_) => Problem::Refused,
    };
    let denied = |said: Option<String>| CrmError::new(ErrorKind::Auth, problem).saying(said.unwrap_or_default());
    let answer = object(answer, now).map_err(|broken| match broken {
        Broken::Technical(problem, said) => CrmError::new(ErrorKind::Offline, problem).saying(said.unwrap_or_default()),
        Broken::Error(error) if matches!(error.kind, ErrorKind::Refused | ErrorKind::Auth) => denied(error.said),
        Broken::Error(error) => error,
    })?;
    let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let token = text("jwtToken").ok_or_else(|| denied(said(&answer)))?.to_owned();
    let name = text("name").unwrap_or_default().to_owned();
    Ok(SignedIn { user: user_of(&token).unwrap_or_else(|| name.clone()), token, name })
}

/// The integration a sign-in makes. The same account on the same server has the same id for ever (G7).
pub fn integration(offer: &Offer, hostname: &str, signed_in: &SignedIn, now: Millis) -> Integration {
    let host = authority(&offer.server_url).unwrap_or_default();
    let account = format!("{}/{}", offer.platform, signed_in.user);
    Integration {
        id: IntegrationId::new(format!("appc:{host}/{account}")),
        kind: IntegrationKind::AppConnect(AppConnect {
            server_url: offer.server_url.clone(),
            platform: offer.platform.clone(),
            hostname: hostname.to_owned(),
            extension_id: format!("callscribe:{account}"),
            contact_page: offer.contact_page.clone(),
            log_page: offer.log_page.clone(),
            contact_types: offer.contact_types.clone(),
            fields: offer.fields.clone(),
            contact_fields: offer.contact_fields.clone(),
        }),
        name: offer.title.clone(),
        added_at: now,
        automatic_since: None,
        sign_in: SignIn::Works,
        capabilities: offer.capabilities,
        paused_until: None,
        choices: Choices::default(),
        removed: false,
    }
}

/// Ends the session on the server.
pub fn log_out(server: &AppConnect) -> HttpRequest {
    HttpRequest::sending(Method::Post, format!("{}/unAuthorize", server.server_url), &json!({})).with_token()
}

/// What came of it: a session the server no longer knows is over as well.
pub fn logged_out(answer: Result<HttpResponse, HttpFailure>) -> Result<(), CrmError> {
    match answer {
        Ok(response) if response.status < 500 && response.status != 429 && !response.body.trim_start().starts_with('<') => Ok(()),
        answer => match object(answer, 0) {
            Err(Broken::Error(error)) => Err(error),
            Err(Broken::Technical(problem, _)) => Err(CrmError::new(ErrorKind::Offline, problem)),
            Ok(_) => Ok(()),
        },
    }
}

/// The `id` a token names its user by.
fn user_of(token: &str) -> Option<String> {
    let claims: Value = json::from_slice(&base64url(token.split('.').nth(1)?)?).ok()?;
    super::contacts::id(claims.get("id")?)
}

fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
