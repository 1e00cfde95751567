//! Lines of ARI, recorded of a real Asterisk.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use callscribe_contract::mangle::broken;
use callscribe_core::phone::LineEvent;
use callscribe_phone::asterisk::{Config, Line, Out, Question};

use crate::try_all;

/// Every recording: its frames in order.
fn recordings() -> Vec<Vec<String>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("asterisk");
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = files.flatten().map(|file| file.path()).filter(|path| path.extension().is_some_and(|e| e == "jsonl")).collect();
    paths.sort();
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    paths.iter().map(|path| read(path).lines().map(str::to_owned).collect()).collect()
}

/// The sessions a line tells of when it hears these frames.
fn sessions<'a>(frames: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut line = Line::new(Config {
        url: "http://127.0.0.1:8088".into(),
        endpoint: "PJSIP/100".into(),
        app: "callscribe-broken".into(),
        region: "US".into(),
    });
    let mut told = line.on_open(0);
    for (at, frame) in (1..).zip(frames) {
        if frame.contains("\"cut\"") {
            told.extend(line.on_closed(true));
            told.extend(line.on_open(at));
        } else {
            told.extend(line.on_text(frame, at));
            told.extend(line.on_tick(at));
        }
    }
    let calls = told.into_iter().flat_map(|out| match out {
        Out::Call(call) => vec![call],
        Out::Line(LineEvent::Opened { running, .. }) => running,
        _ => Vec::new(),
    });
    calls.map(|call| call.session).collect()
}

#[test]
fn broken_asterisk_lines_never_panic_and_tell_of_no_more_calls_than_were_broken() {
    let all: Vec<(Vec<String>, usize)> =
        recordings().into_iter().map(|frames| (frames.clone(), sessions(frames.iter().map(String::as_str)).len())).collect();
    assert!(all.len() > 15, "only {} recordings", all.len());
    try_all("Asterisk's lines", 6_000, |dice| {
        let (frames, whole) = &all[dice.below(all.len())];
        let mut count = 0;
        let heard: Vec<String> = frames
            .iter()
            .map(|frame| {
                let breaks = dice.below(3) == 0;
                count += u64::from(breaks);
                if breaks { broken(frame, dice) } else { frame.clone() }
            })
            .collect();
        let told = sessions(heard.iter().map(String::as_str)).len();
        let named = usize::try_from(count).unwrap_or(usize::MAX) + whole;
        assert!(told <= named, "{told} calls of {whole}: {heard:#?}");
        count.max(1)
    });
}

#[test]
fn broken_off_asterisk_lines_tell_of_no_call_that_was_not() {
    let all: Vec<(Vec<String>, BTreeSet<String>)> =
        recordings().into_iter().map(|frames| (frames.clone(), sessions(frames.iter().map(String::as_str)))).collect();
    try_all("Asterisk's lines, cut", 6_000, |dice| {
        let (frames, whole) = &all[dice.below(all.len())];
        let mut count = 0;
        let heard: Vec<String> = frames
            .iter()
            .map(|frame| {
                let breaks = dice.below(3) == 0 && !frame.contains("\"cut\"");
                count += u64::from(breaks);
                let end = dice.below(frame.len());
                if breaks { String::from_utf8_lossy(&frame.as_bytes()[..end]).into_owned() } else { frame.clone() }
            })
            .collect();
        let told = sessions(heard.iter().map(String::as_str));
        let once_linked = |session: &String| whole.contains(session) || frames.iter().any(|frame| frame.contains(session.as_str()));
        assert!(told.iter().all(once_linked), "{told:?} of {whole:?}: {heard:#?}");
        count.max(1)
    });
}

#[test]
fn broken_asterisk_answers_over_http_never_panic() {
    let channels = recordings().concat().into_iter().filter(|frame| frame.contains("message_body"));
    let bodies: Vec<String> = channels
        .filter_map(|frame| serde_json::from_str::<serde_json::Value>(&frame).ok()?["message_body"].as_str().map(str::to_owned))
        .collect();
    assert!(bodies.len() > 30, "only {} answers", bodies.len());
    try_all("Asterisk's answers", 6_000, |dice| {
        let mut line = Line::new(Config {
            url: "http://127.0.0.1:8088".into(),
            endpoint: "PJSIP/100".into(),
            app: "callscribe-broken".into(),
            region: "US".into(),
        });
        line.on_open(0);
        for (at, question) in (1..).zip([Question::Info, Question::Channels, Question::Ping]) {
            let body = broken(&bodies[dice.below(bodies.len())], dice);
            line.on_read(question, Some((200, body.as_str())), at);
        }
        3
    });
}
