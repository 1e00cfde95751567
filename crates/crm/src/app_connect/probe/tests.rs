//! Addresses as people type them, and servers that are none.

use super::*;

fn text(status: u16, body: &str) -> Result<HttpResponse, HttpFailure> {
    Ok(HttpResponse { status, headers: Vec::new(), body: body.into() })
}

const MANIFEST: &str = r#"{"serverUrl":"https://api.example/","platforms":{"acme":{"displayName":"Acme CRM","auth":{"type":"apiKey",
    "apiKey":{"page":{"content":[{"const":"info","type":"typography"},{"const":"apiKey","title":"Key","type":"string","required":true},
    {"const":"apiUrl","title":"API URL","type":"string"}]}}},"environment":{"type":"fixed","url":"https://crm.example:8443"},
    "contactTypes":["Lead",{"display":"Person","value":"Contact"}],"logPageUrl":"https://x/{logId}","canOpenLogPage":false,
    "page":{"callLog":{"additionalFields":[{"const":"deals","title":"Deal","type":"selection","contactDependent":true,"required":true},
    {"const":"w","type":"warning"}]}}}}}"#;
const INTERFACES: &str = r#"{"getBasicAuth":true,"createCallLog":true,"findContact":true,"getCallLog":true,"createContact":true}"#;

#[test]
fn an_address_is_taken_as_people_type_it() {
    let table = [
        ("appc.example", None, "https://appc.example/isAlive"),
        (" https://appc.example/ ", None, "https://appc.example/isAlive"),
        ("https://appc.example/base/crmManifest?platformName=acme", None, "https://appc.example/base/isAlive"),
        ("localhost:6066", None, "http://localhost:6066/isAlive"),
        ("ftp://appc.example", Some(Problem::WrongAddress), ""),
        ("not an address", Some(Problem::WrongAddress), ""),
        ("", Some(Problem::WrongAddress), ""),
    ];
    for (typed, problem, url) in table {
        match Probe::of_address(typed, None) {
            Ok(probe) => assert_eq!(probe.request().url, url, "{typed}"),
            Err(error) => assert_eq!(Some(error.problem), problem, "{typed}"),
        }
    }
}

#[test]
fn what_is_no_server_is_told_in_its_own_words() {
    let table = [
        (Err(HttpFailure::Unreachable), Problem::Unreachable),
        (Err(HttpFailure::TimedOut), Problem::NoAnswer),
        (Err(HttpFailure::BodyCut), Problem::HalfAnswer),
        (Err(HttpFailure::NotAllowed), Problem::NotAllowed),
        (text(200, "<!doctype html>"), Problem::NotUnderstood),
        (text(404, "Not found"), Problem::WrongAddress),
        (text(404, "<h1>Not found"), Problem::WrongAddress),
        (text(500, "down"), Problem::ServerFailed),
        (text(200, "alive"), Problem::NotUnderstood),
    ];
    for (answer, problem) in table {
        let mut probe = Probe::of_address("appc.example", None).unwrap();
        let ProbeStep::Done(Err(error)) = probe.answer(answer.clone()) else { panic!("{answer:?} passed") };
        assert_eq!(error.problem, problem, "{answer:?}");
    }
}

/// Plays answers to the end.
fn play(mut probe: Probe, answers: &[(u16, &str)]) -> (Vec<String>, Result<Vec<Offer>, CrmError>) {
    let mut asked = vec![probe.request().url];
    for (status, body) in answers {
        match probe.answer(text(*status, body)) {
            ProbeStep::Next(request) => asked.push(request.url),
            ProbeStep::Done(outcome) => return (asked, outcome),
        }
    }
    panic!("no outcome");
}

#[test]
fn a_manifest_becomes_an_offer() {
    let probe = Probe::of_address("https://appc.example/crmManifest?platformName=acme", None).unwrap();
    let (asked, offers) = play(probe, &[(200, "OK"), (200, MANIFEST), (200, INTERFACES)]);
    let urls = [
        "https://appc.example/isAlive",
        "https://appc.example/crmManifest?platformName=acme",
        "https://api.example/implementedInterfaces?platform=acme",
    ];
    assert_eq!(asked, urls);
    let offer = &offers.unwrap()[0];
    let super::super::SignInWay::ApiKey(fields) = &offer.way else { panic!("{:?}", offer.way) };
    let names: Vec<_> = fields.iter().map(|f| (f.name.as_str(), f.required, f.secret)).collect();
    assert_eq!(names, [("apiKey", true, true), ("apiUrl", false, false)]);
    assert_eq!((offer.title.as_str(), offer.server_url.as_str()), ("Acme CRM", "https://api.example"));
    assert_eq!(offer.environment, super::super::Environment::Fixed("crm.example".into()));
    assert_eq!((offer.capabilities.create_contact, offer.capabilities.search_by_name, offer.capabilities.update), (true, false, false));
    assert_eq!(offer.contact_types.iter().map(|t| t.value.as_str()).collect::<Vec<_>>(), ["Lead", "Contact"]);
    assert_eq!(offer.fields.iter().map(|f| (f.name.as_str(), f.required)).collect::<Vec<_>>(), [("deals", true)]);
    assert_eq!(offer.log_page, None, "its log pages cannot be opened");
}

#[test]
fn a_pasted_manifest_will_do_and_so_will_a_platforms_name() {
    let (asked, offers) = play(Probe::of_manifest(MANIFEST).unwrap(), &[(200, "OK"), (200, INTERFACES)]);
    assert_eq!(asked[0], "https://api.example/isAlive");
    assert!(offers.is_ok());
    let probe = Probe::of_address("appc.example", Some("acme")).unwrap();
    let (_, offers) = play(probe, &[(200, "OK"), (400, "Platform not found"), (200, INTERFACES)]);
    assert_eq!(offers.unwrap()[0].title, "acme");
    assert!(Probe::of_manifest("{").is_err());
}

#[test]
fn a_manifest_never_leads_to_an_open_connection() {
    let open = MANIFEST.replace("https://api.example/", "http://api.example/");
    let (asked, _) = play(Probe::of_address("https://appc.example", None).unwrap(), &[(200, "OK"), (200, &open), (200, INTERFACES)]);
    assert_eq!(asked[2], "https://appc.example/implementedInterfaces?platform=acme");
}

#[test]
fn a_connector_that_cannot_log_calls_is_not_offered() {
    let probe = Probe::of_address("appc.example", None).unwrap();
    let (_, offers) = play(probe, &[(200, "OK"), (200, MANIFEST), (200, r#"{"getBasicAuth":true,"findContact":true}"#)]);
    assert!(offers.is_err());
}
