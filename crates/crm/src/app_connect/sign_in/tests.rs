//! Sign-ins that work, and those that must not.

use super::*;
use crate::app_connect::{Environment, LoginField};
use callscribe_core::integration::{Capabilities, Dedupe};

const NOW: Millis = 1_000_000_000_000;
/// `{"id":"7-acme","platform":"acme"}`
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjctYWNtZSIsInBsYXRmb3JtIjoiYWNtZSJ9.x";

fn key() -> SignInWay {
    SignInWay::ApiKey(vec![LoginField { name: "apiKey".into(), title: "Key".into(), required: true, secret: true }])
}

fn oauth() -> OAuth {
    OAuth {
        auth_url: "https://crm.example/authorize".into(),
        client_id: "c 1".into(),
        scope: "scopes=read,write".into(),
        redirect_uri: "https://back.example/redirect.html".into(),
        state: "platform=acme".into(),
    }
}

fn offer(way: SignInWay) -> Offer {
    Offer {
        platform: "acme".into(),
        title: "Acme CRM".into(),
        server_url: "https://appc.example".into(),
        way,
        environment: Environment::Typed,
        capabilities: Capabilities {
            dedupe: Dedupe::None,
            create_contact: true,
            search_by_name: true,
            update: true,
            move_record: false,
            follow_ups: None,
        },
        contact_page: None,
        log_page: None,
        contact_types: Vec::new(),
        fields: Vec::new(),
        contact_fields: Vec::new(),
    }
}

fn text(status: u16, body: &str) -> Result<HttpResponse, HttpFailure> {
    Ok(HttpResponse { status, headers: Vec::new(), body: body.into() })
}

#[test]
fn a_key_travels_beside_what_else_the_form_asked() {
    let typed = [("apiUrl".to_owned(), "https://x ".to_owned()), ("apiKey".to_owned(), " k1 ".to_owned())];
    let request = api_key_login(&offer(key()), "crm.example", &typed);
    let body: Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
    assert_eq!(body, json!({ "platform": "acme", "apiKey": "k1", "hostname": "crm.example", "additionalInfo": { "apiUrl": "https://x" } }));
    assert_eq!(request.token, crate::Token::Absent);
}

#[test]
fn a_refused_sign_in_is_told_apart_from_a_broken_one() {
    let table = [
        (key(), text(400, r#"{"returnMessage":{"message":"Could not load user information"}}"#), Problem::WrongKey),
        (key(), text(400, r#"{"error":"Request failed with status code 401"}"#), Problem::WrongKey),
        (SignInWay::OAuth(oauth()), text(200, r#"{"returnMessage":{"message":"no"}}"#), Problem::Refused),
        (key(), text(200, "<html>"), Problem::NotUnderstood),
        (key(), text(404, "<html>"), Problem::WrongAddress),
        (key(), text(500, "down"), Problem::ServerFailed),
        (key(), Err(HttpFailure::TimedOut), Problem::NoAnswer),
        (key(), Err(HttpFailure::BodyCut), Problem::HalfAnswer),
        (key(), text(429, ""), Problem::TooMany),
    ];
    for (way, answer, problem) in table {
        let Err(error) = signed_in(&offer(way), answer.clone(), NOW) else { panic!("{answer:?} signed in") };
        assert_eq!(error.problem, problem, "{answer:?}");
    }
}

#[test]
fn g7_one_account_is_one_integration_for_ever() {
    let signed = |token: &str| {
        signed_in(&offer(key()), text(200, &json!({ "jwtToken": token, "name": "Ann" }).to_string()), NOW)
            .unwrap_or_else(|e| panic!("{e:?}"))
    };
    let made = integration(&offer(key()), "crm.example", &signed(TOKEN), NOW);
    assert_eq!(made.id.as_str(), "appc:appc.example/acme/7-acme");
    let IntegrationKind::AppConnect(server) = &made.kind else { panic!("{:?}", made.kind) };
    assert_eq!((server.extension_id.as_str(), server.hostname.as_str()), ("callscribe:acme/7-acme", "crm.example"));
    assert_eq!((made.added_at, made.automatic_since), (NOW, None));
    assert_eq!(integration(&offer(key()), "", &signed("opaque"), NOW).id.as_str(), "appc:appc.example/acme/Ann");
}

#[test]
fn the_sign_in_page_gets_a_state_of_its_own() {
    let url = authorize_url(&oauth(), "n0nce");
    let expected = "https://crm.example/authorize?response_type=code&client_id=c%201&scopes=read,write\
                    &state=platform%3Dacme%26nonce%3Dn0nce&redirect_uri=https%3A%2F%2Fback.example%2Fredirect.html";
    assert_eq!(url, expected);
    let plain = OAuth { auth_url: "https://crm.example/a?x=1".into(), scope: "read write".into(), ..oauth() };
    assert!(
        authorize_url(&plain, "n").starts_with("https://crm.example/a?x=1&response_type=code&client_id=c%201&scope=read%20write&state=")
    );
}

#[test]
fn only_our_own_sign_in_comes_back() {
    let offer = offer(SignInWay::OAuth(oauth()));
    let back = |url: &str| callback(&offer, &oauth(), "", "n0nce", url);
    let good = "https://back.example/redirect.html?code=c1&state=platform%3Dacme%26nonce%3Dn0nce#_=_";
    let request = back(good).unwrap_or_else(|e| panic!("{e:?}"));
    let uri = query_value(&request.url, "callbackUri");
    assert_eq!(uri.as_deref(), Some("https://back.example/redirect.html?code=c1&state=platform%3Dacme%26nonce%3Dn0nce"));
    let forged = [
        "https://back.example/redirect.html?code=c1&state=platform%3Dacme%26nonce%3Dother",
        "https://back.example/redirect.html?code=c1&state=platform%3Dacme",
        "https://back.example/redirect.html?code=c1",
        "https://evil.example/redirect.html?code=c1&state=platform%3Dacme%26nonce%3Dn0nce",
        "https://back.example/redirect.html.evil?code=c1&state=platform%3Dacme%26nonce%3Dn0nce",
    ];
    for url in forged {
        assert!(back(url).is_err(), "{url}");
    }
    let denied = "https://back.example/redirect.html?error=access_denied&error_description=No+way&state=platform%3Dacme%26nonce%3Dn0nce";
    assert_eq!(back(denied).err().and_then(|e| e.said).as_deref(), Some("No way"));
}

#[test]
fn signing_out_is_over_when_the_server_does_not_know_us() {
    for (answer, expected) in [
        (text(200, r#"{"message":"Logged out"}"#), Ok(())),
        (text(400, "User not found"), Ok(())),
        (text(500, "down"), Err(Problem::ServerFailed)),
        (text(200, "<html>"), Err(Problem::NotUnderstood)),
        (Err(HttpFailure::Unreachable), Err(Problem::Unreachable)),
    ] {
        assert_eq!(logged_out(answer.clone()).map_err(|error| error.problem), expected, "{answer:?}");
    }
}
