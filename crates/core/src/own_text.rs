//! Which part of a text in a CRM is ours (B7): an update replaces that part only, and what others wrote around it stays.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::hash::stable_hash;
use crate::order::InOrder;

/// A text we sent, remembered by its words: a CRM may change blanks, line breaks and markup, and it is still ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnText {
    words: usize,
    hash: u64,
}

impl OwnText {
    /// Remembers a text.
    pub fn of(text: &str) -> Self {
        Self::of_words(text, &words(text))
    }

    fn of_words(text: &str, words: &[Range<usize>]) -> Self {
        let plain: Vec<String> = words.iter().map(|word| visible(&text[word.clone()])).collect();
        let hash = stable_hash(plain.join(" ").as_bytes());
        Self { words: words.len(), hash: u64::try_from(hash & u128::from(u64::MAX)).unwrap_or_default() }
    }
}

/// The text `there` with our part of it replaced by `new`. Where our part cannot be told, `new` stands below what is there.
pub fn with_ours_replaced(there: &str, ours: &[OwnText], new: &str) -> String {
    let mut longest_first = ours.to_vec();
    longest_first.order_by_key(|text| std::cmp::Reverse(text.words));
    if let Some(part) = longest_first.iter().find_map(|text| part_of(there, *text)) {
        let (above, below) = (&there[..part.start], &there[part.end..]);
        return if words(above).is_empty() && words(below).is_empty() { new.to_owned() } else { format!("{above}{new}{below}") };
    }
    let (old, fresh) = (OwnText::of(there), words(new));
    let goes_on = fresh.len() >= old.words && OwnText::of_words(new, &fresh[..old.words]) == old;
    match (goes_on, part_of(there, OwnText::of(new)).is_some() || fresh.is_empty()) {
        (true, _) => new.to_owned(),
        (false, true) => there.to_owned(),
        (false, false) => format!("{}\n\n{new}", there.trim_end()),
    }
}

/// Where a text of ours stands in `there`, on lines of its own.
fn part_of(there: &str, text: OwnText) -> Option<Range<usize>> {
    let words = words(there);
    let begins = |at: usize| at == 0 || breaks(&there[words[at - 1].end..words[at].start]);
    let windows = words.windows(text.words.max(1)).enumerate().filter(|_| text.words > 0);
    windows
        .filter(|(at, _)| begins(*at) && (at + text.words == words.len() || begins(at + text.words)))
        .find(|(_, window)| OwnText::of_words(there, window) == text)
        .map(|(at, _)| words[at].start..words[at + text.words - 1].end)
}

/// Whether what stands between two words ends a line.
fn breaks(between: &str) -> bool {
    between.contains(['\n', '\r', '<'])
}

/// The words of a text; tags that break lines are no words.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut begun = None;
    let mut after_tag = 0;
    for (at, sign) in text.char_indices() {
        let tag = if sign == '<' && at >= after_tag { tag_length(&text[at..]) } else { None };
        if let Some(length) = tag {
            after_tag = at + length;
        }
        let between = at < after_tag || sign.is_whitespace();
        match (between, begun) {
            (true, Some(from)) => {
                words.push(from..at);
                begun = None;
            }
            (false, None) => begun = Some(at),
            _ => {}
        }
    }
    words.extend(begun.map(|from| from..text.len()));
    words.retain(|word| !visible(&text[word.clone()]).is_empty());
    words
}

/// The length of a tag that breaks lines, if the text begins with one.
fn tag_length(text: &str) -> Option<usize> {
    let end = text.find('>').filter(|end| *end <= 6)?;
    let name = text[1..end].trim_end_matches(['/', ' ']).to_ascii_lowercase();
    ["br", "p", "/p", "div", "/div"].contains(&name.as_str()).then_some(end + 1)
}

/// Without the sign that joins two letters unseen (U+2060), which codecs put in.
fn visible(word: &str) -> String {
    word.replace('\u{2060}', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(there: &str, ours: &[&str], new: &str) -> String {
        with_ours_replaced(there, &ours.iter().map(|text| OwnText::of(text)).collect::<Vec<_>>(), new)
    }

    #[test]
    fn b7_only_our_own_part_is_replaced_and_foreign_text_stays() {
        let table = [
            ("ours", "new", "new"),
            ("", "new", "new"),
            ("their line\nours", "new", "their line\nnew"),
            ("ours\ntheir line", "new", "new\ntheir line"),
            ("ours\n\nabove <b>\nbelow", "two\nlines", "two\nlines\n\nabove <b>\nbelow"),
            ("theirs<br>ours<br/>theirs", "new", "theirs<br>new<br/>theirs"),
            ("ours\ntheirs", "", "\ntheirs"),
        ];
        for (there, new, expected) in table {
            assert_eq!(replaced(there, &["ours"], new), expected, "{there:?}");
        }
    }

    #[test]
    fn b7_where_our_part_cannot_be_told_the_new_text_stands_below() {
        let table = [
            ("edited by Bob", "new", "edited by Bob\n\nnew"),
            ("of ours it is", "new", "of ours it is\n\nnew"),
            ("not ours\n", "new", "not ours\n\nnew"),
        ];
        for (there, new, expected) in table {
            assert_eq!(replaced(there, &["ours"], new), expected, "{there:?}");
            assert_eq!(replaced(there, &[], new), expected, "{there:?}");
        }
        assert_eq!(replaced("theirs", &["ours"], ""), "theirs", "nothing to add");
    }

    #[test]
    fn b7_blanks_breaks_and_joiners_a_crm_changed_do_not_make_our_text_foreign() {
        let sent = "two  words\r\n- Result: sold";
        for there in ["two words\n- Result: sold", "two words<br>-\u{2060} Result: sold", " two words - Result: sold "] {
            assert_eq!(replaced(there, &[sent], "new"), "new", "{there:?}");
        }
    }

    #[test]
    fn b7_an_update_sent_twice_changes_nothing_more() {
        for (sent, new) in [("call", "call back"), ("call back", "call"), ("", "call")] {
            let once = replaced(sent, &[sent], new);
            assert_eq!(replaced(&once, &[sent, new], new), new, "{sent:?}");
            assert_eq!(replaced(&format!("theirs\n{once}"), &[sent, new], new), format!("theirs\n{new}"), "{sent:?}");
        }
        assert_eq!(replaced("theirs\n\nnew", &[], "new"), "theirs\n\nnew");
        assert_eq!(replaced("call", &[], "call back"), "call back", "what goes on replaces nothing of others");
    }

    #[test]
    fn j5_dollar_signs_tags_and_emoji_are_letters_like_others() {
        let new = "$& $1 <b>bold</b> 👩🏽‍💻 نور";
        assert_eq!(replaced("theirs\nours", &["ours"], new), format!("theirs\n{new}"));
        assert_eq!(replaced(&format!("theirs\n{new}"), &[new], "5 < 6"), "theirs\n5 < 6");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn b7_foreign_lines_stay_and_ours_are_replaced(
            above in "([x-z]{1,3} ?){0,3}", below in "([x-z]{1,3} ?){0,3}", ours in "[a-c]{1,3}( [a-c]{1,3}){0,3}", new in "[a-c$&<]{1,8}",
        ) {
            let there = format!("{above}\n{ours}\n{below}");
            let after = replaced(&there, &[&ours], &new);
            let expected = if above.trim().is_empty() && below.trim().is_empty() { new.clone() } else { format!("{above}\n{new}\n{below}") };
            proptest::prop_assert_eq!(&after, &expected);
            proptest::prop_assert_eq!(replaced(&after, &[&ours, &new], &new), after, "sent twice");
        }
    }
}
