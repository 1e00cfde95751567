//! Signing in with PKCE (RFC 7636, S256), refreshing, and who it was that signed in. Tokens pass through here and stay in the shell.

use std::fmt;

use callscribe_core::call::AccountId;
use callscribe_core::json;
use callscribe_core::time::{Millis, SECOND};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::http::{HttpRequest, HttpResponse, percent_encoded, query_value};

/// A token is not used in its last minute: it could end on its way.
const MARGIN: Millis = 60 * SECOND;

/// A sign-in under way. `state` and `verifier` are unguessable and used once.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The server, without a slash at its end.
    pub server: String,
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
        let query = crate::http::form(&[
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect),
            ("state", &self.state),
            ("code_challenge", &challenge(&self.verifier)),
            ("code_challenge_method", "S256"),
        ]);
        format!("{}/restapi/oauth/authorize?{query}", self.server)
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
        Some(HttpRequest::post_form(token_url(&self.server), &fields))
    }
}

/// The request for new tokens in the place of a refresh token, which is used up by it.
pub fn refresh(server: &str, client_id: &str, refresh_token: &str) -> HttpRequest {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("client_id", client_id)];
    HttpRequest::post_form(token_url(server), &fields)
}

/// What a sign-in or a refresh brought.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// For requests, until `until`.
    pub access: String,
    /// When a new one is due.
    pub until: Millis,
    /// Brings the next ones, once.
    pub refresh: String,
    /// The application may place calls.
    pub may_dial: bool,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens until {}", self.until)
    }
}

#[derive(Deserialize)]
struct TokenInfo {
    access_token: String,
    expires_in: Millis,
    #[serde(default)]
    refresh_token: Option<String>,
    /// Its permissions, with spaces between them.
    #[serde(default)]
    scope: String,
}

/// Reads the tokens of an answer; `None` where it holds none.
pub fn tokens(answer: &HttpResponse, now: Millis) -> Option<Tokens> {
    let TokenInfo { access_token, expires_in, refresh_token, scope } =
        (answer.status == 200).then(|| json::from_str(&answer.body).ok()).flatten()?;
    let may_dial = scope.split_whitespace().any(|permission| permission == "RingOut");
    Some(Tokens { access: access_token, until: now + expires_in * SECOND - MARGIN, refresh: refresh_token?, may_dial })
}

/// Whether the server said for good that this sign-in is over, and did not just fail (RFC 6749, `invalid_grant` and its like).
pub fn signed_in(answer: &HttpResponse) -> bool {
    !matches!(answer.status, 400 | 401)
}

/// The agent's own extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Account and extension as the server names them: `rc:ACCOUNT/EXTENSION`.
    pub id: AccountId,
    /// Name and extension number, for eyes.
    pub name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExtensionInfo {
    id: u64,
    account: AccountInfo,
    #[serde(default)]
    name: String,
    #[serde(default)]
    extension_number: String,
}

#[derive(Deserialize)]
struct AccountInfo {
    id: String,
}

/// Asks who signed in.
pub fn who(server: &str) -> HttpRequest {
    let url = format!("{server}/restapi/v1.0/account/~/extension/~");
    HttpRequest { method: "GET", url, form: None, json: None, with_token: true }
}

/// Reads who signed in.
pub fn extension(answer: &HttpResponse) -> Option<Extension> {
    let info: ExtensionInfo = (answer.status == 200).then(|| json::from_str(&answer.body).ok()).flatten()?;
    let name = [info.name.trim(), info.extension_number.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Some(Extension { id: AccountId::new(format!("rc:{}/{}", percent_encoded(&info.account.id), info.id)), name })
}

fn token_url(server: &str) -> String {
    format!("{server}/restapi/oauth/token")
}

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
mod tests {
    use super::*;

    fn sign_in() -> SignIn {
        SignIn {
            server: "https://rc.example".into(),
            client_id: "id 1".into(),
            redirect: "https://abc.chromiumapp.org/".into(),
            state: "s-1".into(),
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
        }
    }

    fn json(status: u16, body: &str) -> HttpResponse {
        HttpResponse { status, headers: Vec::new(), body: body.into() }
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        assert_eq!(challenge(&sign_in().verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
    #[test]
    fn the_page_is_asked_with_a_challenge_and_never_with_the_verifier() {
        let page = sign_in().page();
        assert_eq!(
            page,
            "https://rc.example/restapi/oauth/authorize?response_type=code&client_id=id%201&redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F\
             &state=s-1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        );
    }
    #[test]
    fn only_our_own_sign_in_that_brought_a_code_goes_on() {
        let came = |address: &str| sign_in().came_back(address).and_then(|request| request.form);
        let form = came("https://abc.chromiumapp.org/?code=a%2Fb&state=s-1").expect("a request");
        assert_eq!(
            form,
            "grant_type=authorization_code&code=a%2Fb&client_id=id%201&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\
             &redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F"
        );
        for other in ["?code=a&state=other", "?code=a", "?error=access_denied&state=s-1", "?code=&state=s-1"] {
            assert_eq!(came(&format!("https://abc.chromiumapp.org/{other}")), None, "{other}");
        }
        assert_eq!(came("https://evil.example/?code=a&state=s-1"), None);
    }
    #[test]
    fn tokens_are_used_until_a_minute_before_they_end() {
        let body = r#"{"access_token":"a","token_type":"bearer","expires_in":7199,"refresh_token":"r","refresh_token_expires_in":604799,"scope":"ReadCallLog","session_id":"1"}"#;
        let expected = Tokens { access: "a".into(), refresh: "r".into(), until: 1_000 + 7_139_000, may_dial: false };
        assert_eq!(tokens(&json(200, body), 1_000), Some(expected.clone()));
        let with_ring_out = body.replace("ReadCallLog", "ReadCallLog RingOut");
        assert_eq!(tokens(&json(200, &with_ring_out), 1_000), Some(Tokens { may_dial: true, ..expected }), "c7");
        assert_eq!(tokens(&json(400, body), 0), None);
        assert_eq!(tokens(&json(200, "<html>"), 0), None);
        let printed = format!("{:?}", tokens(&json(200, body), 0));
        assert!(!printed.contains('"') && printed.starts_with("Some(Tokens until"), "{printed}");
    }
    #[test]
    fn a_refresh_that_is_refused_ends_the_sign_in_and_one_that_fails_does_not() {
        let table = [(400, false), (401, false), (429, true), (500, true), (503, true)];
        for (status, still) in table {
            assert_eq!(signed_in(&json(status, r#"{"error":"invalid_grant"}"#)), still, "{status}");
        }
    }
    #[test]
    fn g3_the_account_is_named_by_the_server() {
        let body = r#"{"id":62264425008,"uri":"u","account":{"id":"37439510","uri":"u"},"name":"Ada Agent","extensionNumber":"101"}"#;
        let extension = extension(&json(200, body)).expect("an extension");
        assert_eq!((extension.id.as_str(), extension.name.as_str()), ("rc:37439510/62264425008", "Ada Agent, 101"));
        assert_eq!(super::extension(&json(200, "{}")), None);
    }
}
