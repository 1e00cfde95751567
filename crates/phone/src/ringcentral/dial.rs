//! Click to call by RingOut (C7): the agent's phone rings first, then the other side's. A request is made once; what came of it is said.

use callscribe_core::json;
use callscribe_core::number::{PhoneNumber, parse};
use callscribe_core::question::DialProblem;
use callscribe_core::rules;
use callscribe_core::time::Millis;
use serde::Deserialize;
use serde_json::json;

use super::{penalty, used_up};
use crate::http::{HttpRequest, HttpResponse};

/// Letters of a refusal that are shown at most.
const SHOWN: usize = 160;

/// Asks for the extension's phones: those it forwards calls to, its own among them.
pub fn phones(server: &str) -> HttpRequest {
    HttpRequest::get(&format!("{server}/restapi/v1.0/account/~/extension/~/forwarding-number"), &[("perPage", "100")])
}

#[derive(Deserialize)]
struct Phones {
    records: Vec<Phone>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Phone {
    phone_number: String,
    #[serde(rename = "type")]
    kind: String,
    features: Vec<String>,
}

/// The phone that rings first: the extension's own line, else the first one calls may be forwarded to. `None` where there is none.
pub fn rings_first(answer: &HttpResponse, region: &str) -> Option<PhoneNumber> {
    let phones: Phones = (answer.status == 200).then(|| json::from_str(&answer.body).ok()).flatten()?;
    let able = || phones.records.iter().filter(|phone| phone.features.iter().any(|feature| feature == "CallForwarding"));
    let own_first = able().filter(|phone| phone.kind == "PhoneLine").chain(able());
    own_first.map(|phone| parse(&phone.phone_number, region)).find(|number| rules::dialed(number).is_some())
}

/// The request that makes both phones ring; `None` for a number that is never dialled from here. No recorded voice asks to press 1 first:
/// it was the agent who pressed "Call".
pub fn dial(server: &str, from: &PhoneNumber, to: &PhoneNumber) -> Option<HttpRequest> {
    let (from, to) = (rules::dialed(from)?, rules::dialed(to)?);
    let json = json!({"from": {"phoneNumber": from}, "to": {"phoneNumber": to}, "playPrompt": false}).to_string();
    let url = format!("{server}/restapi/v1.0/account/~/extension/~/ring-out");
    Some(HttpRequest { method: "POST", url, form: None, json: Some(json), with_token: true })
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Said {
    status: Status,
    message: String,
    errors: Vec<Error>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    call_status: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Error {
    message: String,
}

/// What came of a dial.
///
/// # Errors
/// Why it was not made, or that nobody knows.
pub fn dialed(answer: &HttpResponse, now: Millis) -> Result<(), DialProblem> {
    let said: Said = json::from_str(&answer.body).unwrap_or_default();
    match answer.status {
        200..=299 => match said.status.call_status.as_str() {
            "" | "Success" | "InProgress" | "Finished" => Ok(()),
            word => Err(DialProblem::Refused(word.into())),
        },
        401 => Err(DialProblem::TokenOver),
        403 => Err(DialProblem::Forbidden),
        429 => Err(DialProblem::Limited { until: penalty(answer, "retry-after", now) }),
        400..=499 => {
            let words = said.errors.into_iter().map(|error| error.message).chain([said.message]).find(|words| !words.trim().is_empty());
            let words = words.unwrap_or_else(|| answer.status.to_string());
            Err(DialProblem::Refused(words.trim().chars().take(SHOWN).collect()))
        }
        _ => Err(DialProblem::Unknown),
    }
}

/// Until when a dial's answer stops everything of its group, the call log among it.
pub fn pause(answer: &HttpResponse, now: Millis) -> Option<Millis> {
    if answer.status == 429 { Some(penalty(answer, "retry-after", now)) } else { used_up(answer, now) }
}

#[cfg(test)]
mod tests {
    use callscribe_core::time::{MINUTE, SECOND};

    use super::*;

    const NOW: Millis = 1_795_248_000_000;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> HttpResponse {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        HttpResponse { status, headers, body: body.into() }
    }

    fn number(said: &str) -> PhoneNumber {
        parse(said, "US")
    }

    #[test]
    fn c7_a_public_number_is_dialled_with_its_country_code_and_nothing_else_ever() {
        let own = number("(415) 555-0199");
        let request = dial("https://rc.example", &own, &number("201.555.0123 ext 7")).expect("a request");
        assert_eq!(
            (request.method, request.url.as_str(), request.form.clone(), request.with_token),
            ("POST", "https://rc.example/restapi/v1.0/account/~/extension/~/ring-out", None, true)
        );
        let body: serde_json::Value = serde_json::from_str(request.json.as_deref().expect("a body")).expect("JSON");
        let expected = json!({"from": {"phoneNumber": "+14155550199"}, "to": {"phoneNumber": "+12015550123"}, "playPrompt": false});
        assert_eq!(body, expected);
        assert_eq!(format!("{request:?}"), "POST https://rc.example/restapi/v1.0/account/~/extension/~/ring-out", "no number in a log");
        for never in ["911", "112", "933", "*97", "#31#", "101", "anonymous", ""] {
            assert_eq!(dial("https://rc.example", &own, &number(never)), None, "{never}");
        }
    }

    #[test]
    fn c7_the_own_line_rings_first_then_what_calls_are_forwarded_to() {
        let phone = |number: &str, kind: &str, feature: &str| {
            format!(r#"{{"id":"1","phoneNumber":"{number}","type":"{kind}","features":["{feature}"]}}"#)
        };
        let (mobile, line) = (phone("+14155550107", "Mobile", "CallForwarding"), phone("14155550199", "PhoneLine", "CallForwarding"));
        let flip = phone("+14155550108", "Home", "CallFlip");
        let table = [
            (vec![&mobile, &line], Some("+14155550199")),
            (vec![&flip, &mobile], Some("+14155550107")),
            (vec![&flip], None),
            (vec![], None),
        ];
        for (phones, first) in table {
            let phones: Vec<&str> = phones.into_iter().map(String::as_str).collect();
            let said = answer(200, &[], &format!(r#"{{"records":[{}]}}"#, phones.join(",")));
            assert_eq!(rings_first(&said, "US").map(|number| number.key).as_deref(), first, "{phones:?}");
        }
        assert_eq!(rings_first(&answer(403, &[], "{}"), "US"), None);
        assert_eq!(rings_first(&answer(200, &[], "<html>"), "US"), None);
    }

    #[test]
    fn c7_what_came_of_a_dial_is_known_refused_or_in_doubt() {
        let said = |word: &str| format!(r#"{{"id":"1","status":{{"callStatus":"{word}"}}}}"#);
        let error = r#"{"errorCode":"CMN-101","message":"m","errors":[{"errorCode":"CMN-101","message":"Parameter [to] is invalid"}]}"#;
        let refused = |words: &str| Err(DialProblem::Refused(words.into()));
        let table = [
            (200, said("InProgress"), Ok(())),
            (201, said("Success"), Ok(())),
            (200, "{}".into(), Ok(())),
            (200, said("InternationalDisabled"), refused("InternationalDisabled")),
            (400, error.into(), refused("Parameter [to] is invalid")),
            (404, "<html>".into(), refused("404")),
            (401, String::new(), Err(DialProblem::TokenOver)),
            (403, error.into(), Err(DialProblem::Forbidden)),
            (500, error.into(), Err(DialProblem::Unknown)),
            (503, String::new(), Err(DialProblem::Unknown)),
        ];
        for (status, body, came) in table {
            assert_eq!(dialed(&answer(status, &[], &body), NOW), came, "{status} {body}");
        }
    }

    #[test]
    fn g5_a_dial_that_is_limited_says_until_when_and_stops_the_call_log_too() {
        let limited = answer(429, &[("retry-after", "30")], "{}");
        assert_eq!(dialed(&limited, NOW), Err(DialProblem::Limited { until: NOW + 30 * SECOND }));
        assert_eq!(pause(&limited, NOW), Some(NOW + 30 * SECOND));
        assert_eq!(pause(&answer(429, &[], ""), NOW), Some(NOW + MINUTE));
        let last = [("x-rate-limit-remaining", "0"), ("x-rate-limit-window", "45")];
        assert_eq!(pause(&answer(200, &last, "{}"), NOW), Some(NOW + 45 * SECOND));
        assert_eq!(pause(&answer(200, &[("x-rate-limit-remaining", "3")], "{}"), NOW), None);
    }
}
