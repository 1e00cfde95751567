//! Text in CRMs that keep notes as HTML: ours goes in without becoming markup (J5), and of theirs only our own part is replaced (B7).

use std::ops::Range;

use callscribe_core::own_text::{OwnText, with_ours_replaced};

/// Text as HTML in which nothing is markup but its line breaks.
pub(super) fn to_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for sign in text.replace("\r\n", "\n").chars() {
        match sign {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' | '\r' => html.push_str("<br>"),
            sign => html.push(sign),
        }
    }
    html
}

/// What a person reads.
pub(super) fn to_text(html: &str) -> String {
    Read::of(html).text
}

/// Whether a person reads the same words in both.
pub(super) fn reads_the_same(one: &str, other: &str) -> bool {
    OwnText::of(&to_text(one)) == OwnText::of(&to_text(other))
}

/// The HTML `there` with our part of its text replaced by the text `new`. What others wrote keeps its markup wherever ours is a piece of its own.
pub(super) fn replaced(there: &str, ours: &[OwnText], new: &str) -> String {
    let read = Read::of(there);
    let after = with_ours_replaced(&read.text, ours, new);
    let head = common(read.text.chars(), after.chars());
    let (old_tail, new_tail) = (&read.text[head..], &after[head..]);
    let tail = common(old_tail.chars().rev(), new_tail.chars().rev());
    let fresh = &new_tail[..new_tail.len() - tail];
    let cut = &read.places[head..read.text.len() - tail];
    if fresh.is_empty() && cut.is_empty() {
        return there.to_owned();
    }
    let (from, to) = match (cut.first(), cut.last()) {
        (Some(first), Some(last)) => (first.start, last.end),
        _ => read.places[..head].last().map_or((0, 0), |before| (before.end, before.end)),
    };
    if only_breaks(&there[from..to]) { format!("{}{}{}", &there[..from], to_html(fresh), &there[to..]) } else { to_html(&after) }
}

/// `html` with `line` at its end, unless a person reads it there already.
pub(super) fn with_line(html: &str, line: &str) -> String {
    let there = to_text(html).lines().any(|told| told.trim() == line);
    if there || line.is_empty() { html.to_owned() } else { format!("{html}<p>{}</p>", to_html(line)) }
}

/// Bytes that two texts have in common at their beginning, in whole letters.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// Whether a piece of HTML can be taken out without breaking what stands around it.
fn only_breaks(html: &str) -> bool {
    html.match_indices('<').all(|(at, _)| html[at..].starts_with("<br"))
}

/// HTML as it is read, and where each byte of the text stands in it.
struct Read {
    text: String,
    places: Vec<Range<usize>>,
}

impl Read {
    fn of(html: &str) -> Self {
        let mut read = Self { text: String::new(), places: Vec::new() };
        let mut at = 0;
        while let Some(sign) = html[at..].chars().next() {
            let rest = &html[at..];
            let (told, length) = match sign {
                '<' => tag(rest),
                '&' => entity(rest),
                _ => None,
            }
            .unwrap_or((Some(sign), sign.len_utf8()));
            if let Some(told) = told.filter(|told| *told != '\n' || !read.text.is_empty() || sign != '<') {
                read.text.push(told);
                read.places.extend(std::iter::repeat_n(at..at + length, told.len_utf8()));
            }
            at += length;
        }
        read
    }
}

/// A tag at the beginning: what it is read as, and its length.
fn tag(html: &str) -> Option<(Option<char>, usize)> {
    let end = html.find('>')?;
    let name = html[1..end].trim_start_matches('/');
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next()?.to_ascii_lowercase();
    let opens = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let breaks = ["br", "p", "div", "li", "ul", "ol", "tr"].contains(&name.as_str());
    opens.then_some((breaks.then_some('\n'), end + 1))
}

/// An entity at the beginning: the letter it stands for, and its length.
fn entity(html: &str) -> Option<(Option<char>, usize)> {
    let end = html.find(';').filter(|end| *end <= 10)?;
    let letter = match &html[1..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        name => {
            let number = name.strip_prefix('#')?;
            let code = number.strip_prefix(['x', 'X']).map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            char::from_u32(code?)?
        }
    };
    Some((Some(letter), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j5_what_a_person_typed_is_read_as_it_was_typed() {
        for text in ["$& <b>bold</b> & \"'\n\n👩🏽‍💻 نور", "a < b;", "&lt;", "<br>"] {
            assert_eq!(to_text(&to_html(text)), text);
        }
        assert_eq!(to_html("<script>\r\n&"), "&lt;script&gt;<br>&amp;");
        assert_eq!(to_text("<p>a&nbsp;b&#x41;&#66;</p><div>5 < 6 &unknown; <3</div>"), "a bAB\n\n5 < 6 &unknown; <3\n");
    }

    #[test]
    fn b7_our_part_is_replaced_and_the_markup_of_others_stays() {
        let table = [
            ("one<br>two &lt;b&gt;", "new &", "new &amp;"),
            ("<p>one<br>two &lt;b&gt;</p>", "new", "new"),
            (
                "<p>one<br>two &lt;b&gt;</p><p><a href=\"https://x.example\">theirs</a></p>",
                "new",
                "<p>new</p><p><a href=\"https://x.example\">theirs</a></p>",
            ),
            ("<p><b>theirs</b></p><p>one<br/>two &lt;b&gt;</p>", "a\nb", "<p><b>theirs</b></p><p>a<br>b</p>"),
            ("<p><b>theirs</b> 1&amp;2</p>", "new", "<p><b>theirs</b> 1&amp;2</p><br>new"),
            ("<p>one</p><p>two &lt;b&gt;</p><p>theirs</p>", "new", "new<br><br>theirs<br>"),
            ("", "new", "new"),
        ];
        for (there, new, expected) in table {
            assert_eq!(replaced(there, &[OwnText::of("one\ntwo <b>")], new), expected, "{there}");
        }
    }

    #[test]
    fn b7_an_update_sent_twice_changes_nothing_more() {
        let ours = [OwnText::of("one"), OwnText::of("one and two")];
        for there in ["<p>one</p><p>theirs</p>", "theirs", "one"] {
            let once = replaced(there, &ours, "one and two");
            assert_eq!(replaced(&once, &ours, "one and two"), once, "{there}");
        }
    }

    #[test]
    fn a_line_is_said_once() {
        let once = with_line("<p>note</p>", "Result: <none>");
        assert_eq!(once, "<p>note</p><p>Result: &lt;none&gt;</p>");
        assert_eq!(with_line(&once, "Result: <none>"), once);
        assert_eq!(with_line("a", ""), "a");
    }
}
