//! Keeps the server from reading the agent's text as its own (J5).
//!
//! The server writes a record's body line by line (`- Note: …`, `- Result: …`). It looks for its lines in the agent's text as
//! well and overwrites what it finds, and it hands changed text to JavaScript's `replace`, to which `$1` and `$&` mean
//! something. An invisible sign that joins two letters, put only where text would be taken for either, leaves every word as it was.

/// Joins without being seen (U+2060).
const JOINER: char = '\u{2060}';

/// Text in which the server finds none of its lines: `- Result: sold` is told apart from its own.
pub(super) fn lines(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("- ") {
        safe.push_str(before);
        safe.push('-');
        if is_label(behind) {
            safe.push(JOINER);
        }
        safe.push(' ');
        rest = behind;
    }
    safe + rest
}

/// Whether text begins as a line of the server does behind its dash: words, then a colon.
fn is_label(text: &str) -> bool {
    let words = text.split_once(':').map_or("", |(words, _)| words);
    words.starts_with(|c: char| c.is_ascii_uppercase()) && words.chars().all(|c| c.is_ascii_alphabetic() || c.is_whitespace() || c == '/')
}

/// The same for text that replaces an older one: `$1500` stays an amount.
pub(super) fn replacement(text: &str) -> String {
    let text = lines(text);
    let mut safe = String::with_capacity(text.len());
    for (at, sign) in text.char_indices() {
        safe.push(sign);
        if sign == '$' && text[at + 1..].starts_with(|c: char| "$&`'<".contains(c) || c.is_ascii_digit()) {
            safe.push(JOINER);
        }
    }
    safe
}

/// The text as it was.
pub(super) fn lifted(text: &str) -> String {
    text.replace(JOINER, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j5_only_what_would_be_taken_for_the_servers_own_is_shielded() {
        let table = [
            ("said\n- Result: sold", "said\n-~ Result: sold"),
            ("we agreed - Call recording link: none", "we agreed -~ Call recording link: none"),
            ("- Date/Time: x - Note: y", "-~ Date/Time: x -~ Note: y"),
            ("- milk\n- bread: two\n-Result: x\n- Ärger: nein", "- milk\n- bread: two\n-Result: x\n- Ärger: nein"),
            ("a - b", "a - b"),
            ("- ", "- "),
        ];
        for (text, shielded) in table {
            assert_eq!(lines(text).replace(JOINER, "~"), shielded);
            assert_eq!(lifted(&lines(text)), text);
        }
    }

    #[test]
    fn j5_an_amount_in_a_later_text_stays_an_amount() {
        let table = [("cost $1500", "cost $~1500"), ("$$ $& $` $'", "$~$ $~& $~` $~'"), ("5 $ and $x", "5 $ and $x"), ("$", "$")];
        for (text, shielded) in table {
            assert_eq!(replacement(text).replace(JOINER, "~"), shielded);
            assert_eq!(lifted(&replacement(text)), text);
        }
    }
}
