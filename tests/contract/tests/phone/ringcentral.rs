//! RingCentral's answers and the frames of its line, recorded in the run of an account with every kind of call.

use std::collections::BTreeSet;
use std::env;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use callscribe_contract::mangle::broken;
use callscribe_core::account::Sync;
use callscribe_core::call::AccountId;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{HOUR, Millis, SECOND};
use callscribe_phone::ringcentral::live::{Line, Out, PING};
use callscribe_phone::ringcentral::{Config, answer, extension, question, tokens, who};
use callscribe_phone::{HttpRequest, HttpResponse};
use serde_json::Value;

use crate::try_all;

/// The account that was started for the tests: where it is, whose token it takes.
struct Account {
    config: Config,
    token: String,
    /// What the token itself came in.
    sign_in: String,
    /// What its line brought: greeting, answers to a subscription and a heartbeat, then notifications.
    frames: Vec<String>,
}

impl Account {
    fn get() -> Option<Self> {
        let Ok(told) = env::var("RINGCENTRAL") else {
            let reason = "no RingCentral account: run `node tests/contract/run.mjs`";
            assert_ne!(env::var("REQUIRE_ALL").as_deref(), Ok("1"), "{reason}");
            eprintln!("skipped: {reason}");
            return None;
        };
        let told: Value = serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"));
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        let config = Config { server: text("url"), account: AccountId::new(text("account")), region: "US".into() };
        let frames = told["frames"].as_array().map(Vec::as_slice).unwrap_or_default().iter();
        let frames = frames.filter_map(Value::as_str).map(str::to_owned).collect();
        Some(Self { config, token: text("token"), sign_in: told["signIn"].to_string(), frames })
    }

    fn ask(&self, request: &HttpRequest) -> HttpResponse {
        let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(20))).build());
        let mut whole = agent
            .get(&request.url)
            .header("authorization", format!("Bearer {}", self.token))
            .call()
            .unwrap_or_else(|error| panic!("{request:?}: {error}"));
        let body = whole.body_mut().read_to_string().unwrap_or_else(|error| panic!("{request:?}: {error}"));
        HttpResponse { status: whole.status().as_u16(), headers: Vec::new(), body }
    }
}

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or_default()
}

fn calls(event: &LineEvent) -> Option<usize> {
    match event {
        LineEvent::Synced { calls, .. } => Some(calls.len()),
        _ => None,
    }
}

#[test]
fn broken_ringcentral_call_logs_never_panic_and_tell_of_no_call_that_was_not() {
    let Some(account) = Account::get() else { return };
    let (now, from) = (now(), now() - 24 * HOUR);
    let first = Sync::default();
    let full = account.ask(&question(&account.config, &first, from, now));
    let LineEvent::Synced { calls: told, sync, .. } = answer(&account.config, &first, from, now, &full) else { panic!("{}", full.body) };
    assert!(told.len() > 5, "only {} calls", told.len());
    let next = account.ask(&question(&account.config, &sync, from, now));
    let none = answer(&account.config, &sync, from, now, &next);
    let all = [(first, full, told.len()), (sync, next, calls(&none).unwrap_or(0))];
    try_all("RingCentral's call logs", 600, |dice| {
        let (sync, whole, told) = &all[dice.below(all.len())];
        let body = broken(&whole.body, dice);
        let heard = answer(&account.config, sync, from, now, &HttpResponse { body: body.clone(), ..whole.clone() });
        assert!(calls(&heard).is_none_or(|count| count <= *told), "{heard:?} of {body}");
        1
    });
}

#[test]
fn broken_ringcentral_call_logs_that_are_cut_are_no_sync() {
    let Some(account) = Account::get() else { return };
    let (now, from, sync) = (now(), now() - 24 * HOUR, Sync::default());
    let whole = account.ask(&question(&account.config, &sync, from, now));
    let body = whole.body.trim_end();
    for end in (0..body.len()).filter(|end| body.is_char_boundary(*end)) {
        let cut = HttpResponse { body: body[..end].to_owned(), ..whole.clone() };
        assert_eq!(calls(&answer(&account.config, &sync, from, now, &cut)), None, "cut at {end}");
    }
}

#[test]
fn broken_ringcentral_sign_ins_never_panic_and_have_no_token_of_their_own() {
    let Some(account) = Account::get() else { return };
    let me = account.ask(&who(&account.config.server));
    assert!(extension(&me).is_some(), "{}", me.body);
    let signed_in = HttpResponse { status: 200, headers: Vec::new(), body: account.sign_in.clone() };
    assert!(tokens(&signed_in, now()).is_some(), "the whole");
    try_all("RingCentral's sign-ins", 6_000, |dice| {
        let body = broken(&me.body, dice);
        extension(&HttpResponse { body, ..me.clone() });
        let body = broken(&signed_in.body, dice);
        let read = tokens(&HttpResponse { body: body.clone(), ..signed_in.clone() }, now());
        assert!(read.is_none_or(|tokens| body.contains(&tokens.refresh) || body.contains('\\')), "{body}");
        2
    });
}

/// What a line makes of frames: the sessions it tells of, and whether it says that it is open.
fn heard<'a>(config: &Config, frames: impl Iterator<Item = &'a str>) -> (BTreeSet<String>, bool) {
    let mut line = Line::new(config.clone());
    let mut told = line.on_open(0);
    for (nth, frame) in (0..).zip(frames) {
        // Once it is open a heartbeat is due, whose answer is the third.
        let at = nth * SECOND + if nth > 1 { PING } else { 0 };
        told.extend(line.on_tick(at));
        told.extend(line.on_text(frame, at));
    }
    let sessions = told.iter().filter_map(|out| if let Out::Call(call) = out { Some(call.session.clone()) } else { None }).collect();
    (sessions, told.contains(&Out::Line(LineEvent::Connected)))
}

#[test]
fn broken_ringcentral_lines_never_panic_and_tell_of_no_more_calls_than_were_broken() {
    let Some(account) = Account::get() else { return };
    let (whole, open) = heard(&account.config, account.frames.iter().map(String::as_str));
    assert!(whole.len() == 4 && open, "{whole:?} of {:#?}", account.frames);
    try_all("RingCentral's lines", 6_000, |dice| {
        let mut count = 0;
        let frames = account.frames.iter().map(|frame| {
            let breaks = dice.below(3) == 0;
            count += usize::from(breaks);
            if breaks { broken(frame, dice) } else { frame.clone() }
        });
        let frames: Vec<String> = frames.collect();
        let (told, _) = heard(&account.config, frames.iter().map(String::as_str));
        assert!(told.len() <= whole.len() + count, "{told:?}: {frames:#?}");
        count.max(1) as u64
    });
}

#[test]
fn broken_ringcentral_lines_that_are_cut_tell_of_no_call_that_was_not_and_open_by_nothing() {
    let Some(account) = Account::get() else { return };
    let (whole, _) = heard(&account.config, account.frames.iter().map(String::as_str));
    try_all("RingCentral's lines, cut", 6_000, |dice| {
        let mut cut = BTreeSet::new();
        let frames = account.frames.iter().enumerate().map(|(nth, frame)| {
            if dice.below(3) > 0 {
                return frame.clone();
            }
            cut.insert(nth);
            String::from_utf8_lossy(&frame.as_bytes()[..dice.below(frame.len())]).into_owned()
        });
        let frames: Vec<String> = frames.collect();
        let (told, open) = heard(&account.config, frames.iter().map(String::as_str));
        assert!(told.is_subset(&whole), "{told:?}: {frames:#?}");
        assert_eq!(open, !cut.contains(&0) && !cut.contains(&1), "{frames:#?}");
        cut.len().max(1) as u64
    });
}
