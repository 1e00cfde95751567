//! Rule H: which links to recordings are kept, how long one is waited for, and when the phone account deletes it.

use crate::call::{Call, Facts};
use crate::time::{HOUR, MINUTE, Millis};

/// A recording is waited for this long after the call.
pub(super) const PATIENCE: Millis = 24 * HOUR;
/// A deletion is told of this long before.
const SOON: Millis = 7 * 24 * HOUR;
/// Names of values in a link that let anybody in.
const SECRETS: [&str; 14] = [
    "access_token",
    "accesstoken",
    "api_key",
    "apikey",
    "auth",
    "authorization",
    "bearer",
    "jwt",
    "password",
    "secret",
    "session",
    "sig",
    "signature",
    "token",
];

/// What is known of a call's recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recording {
    /// There is none, or the account never said that there is one.
    None,
    /// The account said that it recorded, and has no link yet (H1).
    Pending,
    /// It can be listened to.
    There {
        /// When the account deletes it, if that is within seven days (H3).
        deleted_at: Option<Millis>,
    },
}

/// What is known of a call's recording by now.
pub fn recording(call: &Call, now: Millis) -> Recording {
    let facts = &call.facts;
    if facts.recording.is_some() {
        let soon = |at: &Millis| *at > now && at - now <= SOON;
        return Recording::There { deleted_at: facts.deleted_at.as_ref().map(|f| f.value).filter(soon) };
    }
    let recorded = facts.recorded.as_ref().is_some_and(|f| f.value);
    let waits = call.ended().is_some_and(|ended| now - ended < PATIENCE);
    if recorded && waits { Recording::Pending } else { Recording::None }
}

/// When to ask for a recording that is pending after it was asked for this often: pauses of 1, 2, 4 … 60 minutes (H1).
pub fn ask_again_at(asked: u32, now: Millis) -> Millis {
    now + (MINUTE << asked.min(6)).min(HOUR)
}

/// Facts without links that may not be kept (H2).
pub fn without_secrets(mut facts: Facts) -> Facts {
    facts.recording = facts.recording.filter(|link| is_open_link(&link.value));
    facts.voicemail = facts.voicemail.filter(|link| is_open_link(&link.value));
    facts
}

/// Whether a link leads to a page on the web and carries nothing that lets anybody in (H2).
pub fn is_open_link(link: &str) -> bool {
    let Some(rest) = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://")) else { return false };
    let (address, values) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    let host = address.split('/').next().unwrap_or_default();
    let names = values.split(['?', '#', '&', ';', '/']).filter_map(|value| value.split_once('=')).map(|(name, _)| readable(name));
    let path_values = address.split(['/', ';']).filter_map(|value| value.split_once('=')).map(|(name, _)| readable(name));
    !host.is_empty()
        && !host.contains('@')
        && !link.contains(char::is_whitespace)
        && !names.chain(path_values).any(|name| SECRETS.iter().any(|secret| name == *secret || name.ends_with(&format!("-{secret}"))))
}

/// A name of a value as a server reads it: in lower case, without percent signs and with one kind of dash.
fn readable(name: &str) -> String {
    let mut text = String::new();
    let mut rest = name;
    while let Some((before, behind)) = rest.split_once('%') {
        text.push_str(before);
        let sign = behind.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map(char::from);
        text.push(sign.unwrap_or('%'));
        rest = if sign.is_some() { &behind[2..] } else { behind };
    }
    text.push_str(rest);
    text.to_ascii_lowercase().replace("x-amz-", "-").replace("x-goog-", "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{call, fact};

    #[test]
    fn h2_a_link_with_a_token_is_refused() {
        let table = [
            ("https://phone.example/rec/1", true),
            ("https://phone.example/rec?id=1&page=2#t=30", true),
            ("https://phone.example/tokens/1", true),
            ("https://media.example/rec/1?access_token=abc", false),
            ("https://media.example/rec/1?id=1&TOKEN=abc", false),
            ("https://media.example/rec/1#access_token=abc", false),
            ("https://media.example/rec/1?access%5Ftoken=abc", false),
            ("https://media.example/rec/1?X-Amz-Signature=abc", false),
            ("https://media.example/rec/1?X-Amz-Security-Token=abc", false),
            ("https://media.example/rec;jwt=abc/1", false),
            ("https://user:word@media.example/rec/1", false),
            ("https://media.example/rec/1?sig=abc", false),
            ("javascript:alert(1)", false),
            ("https:///rec", false),
            ("https://media.example/a b", false),
            ("/rec/1", false),
            ("", false),
        ];
        for (link, kept) in table {
            assert_eq!(is_open_link(link), kept, "{link}");
        }
    }

    #[test]
    fn h2_facts_lose_such_links_and_keep_the_others() {
        let link = |path: &str| Some(fact(format!("https://phone.example/{path}")));
        let facts = |recording, voicemail| Facts { recording, voicemail, ..call().facts };
        assert_eq!(without_secrets(facts(link("rec"), link("mail?token=abc"))), facts(link("rec"), None));
        assert_eq!(without_secrets(facts(link("rec?token=abc"), link("mail"))), facts(None, link("mail")));
    }

    #[test]
    fn h1_pending_only_if_the_account_said_that_it_recorded_and_for_a_day() {
        let mut one = call();
        let ended = one.ended().unwrap();
        assert_eq!(recording(&one, ended), Recording::None);
        one.facts.recorded = Some(fact(false));
        assert_eq!(recording(&one, ended), Recording::None);
        one.facts.recorded = Some(fact(true));
        assert_eq!(recording(&one, ended + 24 * HOUR - 1), Recording::Pending);
        assert_eq!(recording(&one, ended + 24 * HOUR), Recording::None);
        one.facts.recording = Some(fact("https://phone.example/rec/1".into()));
        assert_eq!(recording(&one, ended), Recording::There { deleted_at: None });
        one.facts.ended = None;
        one.facts.recording = None;
        assert_eq!(recording(&one, ended), Recording::None, "while it runs");
    }

    #[test]
    fn h3_a_deletion_is_told_of_within_seven_days() {
        let mut one = call();
        one.facts.recording = Some(fact("https://phone.example/rec/1".into()));
        let (week, at) = (7 * 24 * HOUR, 100 * 24 * HOUR);
        one.facts.deleted_at = Some(fact(at));
        let told = |now| recording(&one, now) == Recording::There { deleted_at: Some(at) };
        assert_eq!([at - week - 1, at - week, at - 1, at].map(told), [false, true, true, false]);
    }

    #[test]
    fn h1_pauses_grow_up_to_an_hour() {
        assert_eq!([0, 1, 2, 5, 6, 30].map(|asked| ask_again_at(asked, 0) / MINUTE), [1, 2, 4, 32, 60, 60]);
    }
}
