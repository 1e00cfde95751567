use callscribe_core::time::MINUTE;
use serde_json::json;

use super::*;
use crate::Step;

const NOW: Millis = 1_795_220_000_000;

fn sign_in() -> SignIn {
    SignIn {
        login: "https://login.example".into(),
        client_id: "app 1".into(),
        redirect: "https://abc.chromiumapp.org/".into(),
        state: "s-1".into(),
        verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
    }
}

fn answer(status: u16, body: &str) -> Result<HttpResponse, HttpFailure> {
    Ok(HttpResponse { status, headers: Vec::new(), body: body.into() })
}

const GIVEN: &str = r#"{"access_token":"00D!canary","refresh_token":"5Aep canary","signature":"x","scope":"refresh_token openid api",
    "instance_url":"https://acme.my.salesforce.com","id":"https://login.salesforce.com/id/00D1/0051","token_type":"Bearer","issued_at":"1795220000000"}"#;

#[test]
fn the_page_is_asked_with_the_challenge_of_rfc_7636_and_never_with_the_verifier() {
    let expected = "https://login.example/services/oauth2/authorize?response_type=code&client_id=app%201\
        &redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F&scope=api%20refresh_token%20openid&state=s-1\
        &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    assert_eq!(sign_in().page(), expected);
}

#[test]
fn only_our_own_sign_in_that_brought_a_code_goes_on_and_without_a_secret() {
    let request = sign_in().came_back("https://abc.chromiumapp.org/?code=a%2Fb%3D%3D&state=s-1").expect("a request");
    assert_eq!((request.url.as_str(), request.token), ("https://login.example/services/oauth2/token", Token::Absent));
    let form = "grant_type=authorization_code&code=a%2Fb%3D%3D&client_id=app%201&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\
        &redirect_uri=https%3A%2F%2Fabc.chromiumapp.org%2F";
    assert_eq!(request.body.as_deref(), Some(form));
    let others = ["?code=a&state=other", "?code=a", "?error=access_denied&state=s-1", "?code=&state=s-1"];
    for other in
        others.map(|query| format!("https://abc.chromiumapp.org/{query}")).iter().chain([&"https://evil.example/?code=a&state=s-1".into()])
    {
        assert!(sign_in().came_back(other).is_none(), "{other}");
    }
}

#[test]
fn a_renewal_and_an_end_name_the_token_in_a_form() {
    let request = refresh("https://login.example", "app 1", "5Aep.1");
    assert_eq!(request.body.as_deref(), Some("grant_type=refresh_token&client_id=app%201&refresh_token=5Aep.1"));
    assert_eq!(request.headers[1], ("content-type", "application/x-www-form-urlencoded".into()));
    let request = revoke("https://login.example", "5Aep.1");
    assert_eq!((request.url.as_str(), request.body.as_deref()), ("https://login.example/services/oauth2/revoke", Some("token=5Aep.1")));
}

#[test]
fn tokens_name_the_organisation_and_are_never_printed() {
    let given = tokens(answer(200, GIVEN), NOW).expect("tokens");
    assert_eq!((given.access.as_str(), given.refresh.as_deref()), ("00D!canary", Some("5Aep canary")));
    assert_eq!(given.url, "https://acme.my.salesforce.com");
    assert!(!format!("{given:?}").contains("canary"));
    let renewed = tokens(answer(200, r#"{"access_token":"a","instance_url":"https://acme.example/"}"#), NOW).expect("tokens");
    assert_eq!((renewed.refresh, renewed.url.as_str()), (None, "https://acme.example"));
}

#[test]
fn a_renewal_that_is_refused_ends_the_sign_in_and_one_that_fails_does_not() {
    let table = [
        (400, r#"{"error":"invalid_grant","error_description":"expired access/refresh token"}"#, ErrorKind::Auth),
        (400, r#"{"error":"invalid_client_id","error_description":"client identifier invalid"}"#, ErrorKind::Auth),
        (400, r#"{"error":"inactive_user","error_description":"user is inactive"}"#, ErrorKind::Auth),
        (
            400,
            r#"{"error":"rate_limit_exceeded","error_description":"login rate exceeded"}"#,
            ErrorKind::RateLimited { until: NOW + MINUTE },
        ),
        (503, r#"{"error":"temporarily_unavailable"}"#, ErrorKind::Offline),
        (400, "<html>", ErrorKind::Offline),
        (500, "", ErrorKind::Offline),
        (200, r#"{"access_token":"a"}"#, ErrorKind::Offline),
        (200, r#"{"access_token":"a","instance_url":"javascript:1"}"#, ErrorKind::Offline),
    ];
    for (status, body, kind) in table {
        assert_eq!(tokens(answer(status, body), NOW).expect_err("no tokens").kind, kind, "{status} {body}");
    }
    let said = tokens(answer(400, table[0].1), NOW).expect_err("no tokens").said;
    assert_eq!(said.as_deref(), Some("expired access/refresh token"));
}

#[test]
fn g7_an_account_is_named_by_organisation_and_user() {
    let given = tokens(answer(200, GIVEN), NOW).expect("tokens");
    let mut asked = sign_in().whose(&given, NOW).expect("a question");
    assert_eq!(asked.request().url, "https://acme.my.salesforce.com/services/oauth2/userinfo");
    assert_eq!(asked.request().token, Token::Bearer);
    let body =
        json!({ "sub": "https://login.salesforce.com/id/00D1/0051", "user_id": "0051", "organization_id": "00D1", "name": "Ada Agent" });
    let Step::Done(Ok(SignedIn { integration, user }), None) = asked.answer(answer(200, &body.to_string())) else { panic!("an account") };
    assert_eq!((integration.id.as_str(), user.as_str(), integration.automatic_since), ("salesforce:00D1/0051", "Ada Agent", None));
    let callscribe_core::integration::IntegrationKind::Direct(server) = integration.kind else { panic!("a CRM") };
    let vendor = Vendor::Salesforce { login: "https://login.example".into(), client_id: "app 1".into() };
    assert_eq!((server.vendor, server.user.as_str(), server.pages), (vendor, "0051", "https://acme.my.salesforce.com".into()));
}

#[test]
fn a_token_it_does_not_know_is_no_account() {
    let given = tokens(answer(200, GIVEN), NOW).expect("tokens");
    for (status, body, kind) in [(403, "Bad_OAuth_Token", ErrorKind::Auth), (200, "{}", ErrorKind::Offline), (503, "", ErrorKind::Offline)]
    {
        let Step::Done(Err(error), None) = sign_in().whose(&given, NOW).expect("a question").answer(answer(status, body)) else {
            panic!("an error")
        };
        assert_eq!(error.kind, kind, "{status}");
    }
    let nowhere = Tokens { url: "nowhere".into(), ..given };
    assert!(sign_in().whose(&nowhere, NOW).is_err());
}
