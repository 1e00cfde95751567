//! How a number may be spelled: where it begins and ends in a text, whether it can be one, its extension, and its digits.
//!
//! These are libphonenumber's rules, sign by sign, for texts without `;`, `*` and `#`, which are something else here.

mod digits;

use super::plan::may_end_a_number;

/// The most digits an extension has behind a label that says so, behind two commas, and behind a sign that may mean one.
const LABELLED: usize = 20;
const DIALLED: usize = 15;
const MARKED: usize = 9;

/// The part of a text that may be a number; `None` where nothing could begin one.
pub(super) fn possible(text: &str) -> Option<&str> {
    let from = text.find(|sign| is_plus(sign) || is_digit(sign))?;
    let number = text[from..].trim_end_matches(|sign| !may_end_a_number(sign));
    // `555-0123 x302/x2303` are two numbers, of which the first is meant.
    let second = |at: &usize| number[at + 1..].trim_start_matches(' ').starts_with('x');
    let end = number.rmatch_indices(['/', '\\']).map(|(at, _)| at).find(second).unwrap_or(number.len());
    Some(&number[..end]).filter(|number| !number.is_empty())
}

/// Whether a text that begins like a number can be one: at least three digits with their punctuation and then letters too, or two
/// digits, and an extension behind either.
pub(super) fn is_viable(number: &str) -> bool {
    let ends = |(from, to): (usize, usize)| to == number.len() || extension_from(number, from).is_some_and(|(at, _)| at <= to);
    three_digits(number).is_some_and(ends) || two_digits(number).is_some_and(|to| ends((to, to)))
}

/// Where the third of a number's digits ends, and the letters, digits and punctuation behind it.
fn three_digits(number: &str) -> Option<(usize, usize)> {
    let from = number.len() - number.trim_start_matches(is_plus).len();
    let punctuated = number[from..].char_indices().take_while(|(_, sign)| is_digit(*sign) || is_punctuation(*sign));
    let (third, sign) = punctuated.filter(|(_, sign)| is_digit(*sign)).nth(2)?;
    let begin = from + third + sign.len_utf8();
    let goes_on = |sign: char| sign.is_ascii_alphabetic() || is_digit(sign) || is_punctuation(sign);
    let rest = number[begin..].trim_start_matches(goes_on);
    Some((begin, number.len() - rest.len()))
}

/// Where two digits at the front end.
fn two_digits(number: &str) -> Option<usize> {
    let mut signs = number.char_indices().take(2).take_while(|(_, sign)| is_digit(*sign));
    signs.nth(1).map(|(at, sign)| at + sign.len_utf8())
}

/// The number without its extension, and the extension.
pub(super) fn split_extension(number: &str) -> (&str, Option<&str>) {
    match extension_from(number, 0).filter(|(at, _)| is_viable(&number[..*at])) {
        Some((at, extension)) => (&number[..at], Some(extension)),
        None => (number, None),
    }
}

/// The first place from `from` on where nothing but an extension follows, and its digits.
fn extension_from(number: &str, from: usize) -> Option<(usize, &str)> {
    let plain = |sign: u8| sign.is_ascii_digit() || b" ()+-./".contains(&sign);
    if number.bytes().all(plain) {
        return None;
    }
    let mut places = number[from..].char_indices().map(|(at, _)| from + at);
    places.find_map(|at| Some((at, extension(&number[at..])?)))
}

/// The digits of an extension, if the text is one with its label.
fn extension(text: &str) -> Option<&str> {
    let label = text.trim_start_matches([' ', '\u{A0}', '\t', ',']);
    let labelled = said(label).and_then(|rest| behind(rest, LABELLED));
    let marked = || marked(label).and_then(|rest| behind(rest, MARKED));
    let commas = text.trim_start_matches([' ', '\u{A0}', '\t']);
    let dialled = || commas.strip_prefix(",,").and_then(|rest| behind(rest, DIALLED));
    let paused = || commas.starts_with(',').then(|| behind(commas.trim_start_matches(','), MARKED)).flatten();
    labelled.or_else(marked).or_else(dialled).or_else(paused)
}

/// What follows a word for an extension.
fn said(text: &str) -> Option<&str> {
    let latin = after(after(text, "eE").unwrap_or(text), "xX").and_then(|rest| after(rest, "tT"));
    if let Some(short) = latin {
        let accented = |rest| after(rest, "oOÓ").map(|rest| after(rest, "\u{301}").unwrap_or(rest)).or_else(|| after(rest, "ó"));
        let rest = word(short, &["eE", "nN", "sS", "iI"]).and_then(accented).unwrap_or(short);
        return Some(after(rest, "nN").unwrap_or(rest));
    }
    let wide = word(after(text, "ｅＥ").unwrap_or(text), &["ｘＸ", "ｔＴ"]).map(|rest| after(rest, "ｎＮ").unwrap_or(rest));
    wide.or_else(|| word(text, &["дД", "оО", "бБ"])).or_else(|| word(text, &["aA", "nN", "eE", "xX", "oO"]))
}

/// What follows a sign that may stand for an extension.
fn marked(text: &str) -> Option<&str> {
    let sign = after(text, "xXｘＸ＃~～");
    sign.or_else(|| word(text, &["iI", "nN", "tT"])).or_else(|| word(text, &["ｉＩ", "ｎＮ", "ｔＴ"]))
}

/// The digits at the end behind a label, at most so many.
fn behind(text: &str, most: usize) -> Option<&str> {
    let digits = after(text, ":.．").unwrap_or(text).trim_start_matches([' ', '\u{A0}', '\t', ',', '-']);
    let all = digits.chars().all(is_digit) && (1..=most).contains(&digits.chars().count());
    all.then_some(digits)
}

fn after<'a>(text: &'a str, signs: &str) -> Option<&'a str> {
    text.strip_prefix(|sign| signs.contains(sign))
}

fn word<'a>(text: &'a str, letters: &[&str]) -> Option<&'a str> {
    letters.iter().try_fold(text, |rest, signs| after(rest, signs))
}

/// The digits of a number in ASCII. Three letters or more are keys of the dial pad, fewer are nothing.
pub(super) fn dialled(number: &str) -> String {
    const KEYS: &[u8; 26] = b"22233344455566677778889999";
    let ascii = |value: u8| char::from(b'0' + value);
    if number.bytes().filter(u8::is_ascii_alphabetic).nth(2).is_none() {
        return number.chars().filter_map(digits::value).map(ascii).collect();
    }
    let letter = |sign: u8| KEYS.get(usize::from(sign.to_ascii_uppercase().wrapping_sub(b'A'))).copied();
    number.bytes().filter_map(|sign| if sign.is_ascii_digit() { Some(sign) } else { letter(sign) }).map(char::from).collect()
}

/// The number behind the signs that stand for an international prefix, if it has any.
pub(super) fn behind_plus(number: &str) -> Option<&str> {
    Some(number.trim_start_matches(is_plus)).filter(|rest| rest.len() < number.len())
}

fn is_plus(sign: char) -> bool {
    matches!(sign, '+' | '＋')
}

fn is_digit(sign: char) -> bool {
    digits::value(sign).is_some()
}

fn is_punctuation(sign: char) -> bool {
    let ascii = matches!(sign, '-' | 'x' | 'X' | '*' | ' ' | '(' | ')' | '.' | '[' | ']' | '/' | '~');
    let dash = matches!(sign, '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF0D}');
    let blank = matches!(sign, '\u{A0}' | '\u{200B}' | '\u{2060}' | '\u{3000}');
    ascii
        || dash
        || blank
        || matches!(sign, '\u{2053}' | '\u{223C}' | '\u{FF08}' | '\u{FF09}' | '\u{FF0E}' | '\u{FF0F}' | '\u{FF3B}' | '\u{FF3D}')
}
