//! The HTML of a message: written so that no text of a person is markup, read as a person reads it, and changed only where its text
//! changes, so that what others marked up around it stays.

use std::ops::Range;

/// Text as HTML.
pub(super) fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\r' => safe.push_str("<br>"),
            sign => safe.push(sign),
        }
    }
    safe
}

/// HTML as a person reads it: a line for each block, and where in the HTML each sign stands.
pub(super) struct Readable<'a> {
    html: &'a str,
    /// What it reads as.
    pub text: String,
    /// Each sign and tag: where it begins in the text, and its place in the HTML.
    pieces: Vec<(usize, Range<usize>)>,
}

impl<'a> Readable<'a> {
    pub(super) fn of(html: &'a str) -> Self {
        let mut read = Self { html, text: String::new(), pieces: Vec::new() };
        let mut at = 0;
        while at < html.len() {
            let rest = &html[at..];
            let (sign, length) = match (tag(rest), entity(rest)) {
                (Some(tag), _) => (read.line_of(tag), tag.len()),
                (None, Some((sign, length))) => (Some(sign), length),
                (None, None) => {
                    let sign = rest.chars().next().unwrap_or_default();
                    (Some(if sign == '\n' || sign == '\r' { ' ' } else { sign }), sign.len_utf8())
                }
            };
            read.pieces.push((read.text.len(), at..at + length));
            read.text.extend(sign);
            at += length;
        }
        read
    }

    /// The line a tag ends, if it ends one.
    fn line_of(&self, tag: &str) -> Option<char> {
        const BLOCKS: [&str; 12] = ["p", "div", "li", "ul", "ol", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4"];
        let name = name(tag);
        let is_block = BLOCKS.contains(&name.trim_start_matches('/')) && !self.text.is_empty() && !self.text.ends_with('\n');
        (name == "br" || is_block).then_some('\n')
    }

    /// The HTML changed so that it reads as `new`. What reads the same stays as it is.
    pub(super) fn changed_to(&self, new: &str) -> String {
        let old = self.text.as_str();
        let same = |(one, other): &(char, char)| one == other;
        let above: usize = old.chars().zip(new.chars()).take_while(same).map(|(sign, _)| sign.len_utf8()).sum();
        let (old_rest, new_rest) = (&old[above..], &new[above..]);
        let below: usize = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same).map(|(sign, _)| sign.len_utf8()).sum();
        let (mut range, mut fresh) = (above..old.len() - below, new_rest[..new_rest.len() - below].to_owned());
        if range.is_empty() && fresh.ends_with('\n') && old[..above].ends_with('\n') {
            range = above - 1..above - 1;
            fresh = format!("\n{}", &fresh[..fresh.len() - 1]);
        }
        let place = self.place(range);
        let kept = self.tags_to_keep(&place);
        let text = html(&fresh);
        format!("{}{text}{kept}{}", &self.html[..place.start], &self.html[place.end..])
    }

    /// Where signs of the text stand. What is put in between two stands right behind the first, what comes below everything behind all
    /// tags.
    fn place(&self, text: Range<usize>) -> Range<usize> {
        if text.start == self.text.len() && self.text.ends_with('\n') {
            return self.html.len()..self.html.len();
        }
        let signs = || self.signs().filter(|(sign, _)| sign.start >= text.start && sign.end <= text.end);
        if let (Some((_, first)), Some((_, last))) = (signs().next(), signs().last()) {
            return first.start..last.end;
        }
        let before = self.signs().filter(|(sign, _)| sign.end <= text.start).last();
        let behind = before.map(|(_, place)| place.end).or_else(|| self.signs().next().map(|(_, place)| place.start)).unwrap_or_default();
        behind..behind
    }

    /// Each piece that is seen: its place in the text and in the HTML.
    fn signs(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
        let ends = self.pieces.iter().skip(1).map(|(from, _)| *from).chain([self.text.len()]);
        self.pieces.iter().zip(ends).filter(|((from, _), end)| from < end).map(|((from, place), end)| (*from..end, place.clone()))
    }

    /// The tags in a place, unless as many of each name end there as begin.
    fn tags_to_keep(&self, place: &Range<usize>) -> String {
        let inside = self.pieces.iter().map(|(_, piece)| piece).filter(|piece| piece.start >= place.start && piece.end <= place.end);
        let tags: Vec<&str> = inside.filter_map(|piece| tag(&self.html[piece.clone()])).filter(|tag| name(tag) != "br").collect();
        let count = |wanted: &str| tags.iter().filter(|tag| name(tag) == wanted).count();
        let is_even =
            tags.iter().map(|tag| name(tag).trim_start_matches('/').to_owned()).all(|name| count(&name) == count(&format!("/{name}")));
        if is_even { String::new() } else { tags.concat() }
    }
}

/// The tag text begins with.
fn tag(text: &str) -> Option<&str> {
    let second = text.strip_prefix('<')?.chars().next()?;
    let end = text.find('>')?;
    (second.is_ascii_alphabetic() || second == '/' || second == '!').then(|| &text[..=end])
}

/// A tag's name in small letters, with its slash if it closes.
fn name(tag: &str) -> String {
    let inner = tag.trim_start_matches('<').trim_end_matches(['>', '/', ' ']);
    inner.split(|c: char| c.is_whitespace()).next().unwrap_or_default().to_ascii_lowercase()
}

/// The sign an entity at the beginning of text stands for, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 10;
    let end = text.starts_with('&').then(|| text.bytes().take(LONGEST).position(|byte| byte == b';'))??;
    let sign = match &text[1..end] {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        number => {
            let digits = number.strip_prefix('#')?;
            let code = digits.strip_prefix(['x', 'X']).map_or_else(|| digits.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            char::from_u32(code?)?
        }
    };
    Some((sign, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j5_what_a_person_typed_reads_as_typed() {
        let table = ["<b>x</b> & \"y\" 'z' &amp; &#39;", "one\ntwo\n\nfour", "$& 👩🏽‍💻 نور שלום", "5 < 6 > 4", "&", "a & b; c"];
        for text in table {
            assert_eq!(Readable::of(&html(text)).text, text);
        }
    }

    #[test]
    fn html_is_read_as_lines() {
        let table = [
            ("<p>one</p><p>two</p>", "one\ntwo\n"),
            ("<p dir=\"auto\">one<br>two</p><ul><li><b>A</b>: b</li><li>c</li></ul>", "one\ntwo\nA: b\nc\n"),
            ("<p><br></p><div>x</div>", "\nx\n"),
            ("a &lt;b&gt; &nbsp;c", "a <b> \u{a0}c"),
            ("5 < 6", "5 < 6"),
            ("a&unknown;b", "a&unknown;b"),
            ("<p>cut", "cut"),
            ("a &", "a &"),
        ];
        for (html, text) in table {
            assert_eq!(Readable::of(html).text, text, "{html}");
        }
    }

    #[test]
    fn b7_only_what_reads_differently_is_changed() {
        let table = [
            ("<p>first words</p><ul><li>A</li></ul>", "second words\nA\n", "<p>second words</p><ul><li>A</li></ul>"),
            (
                "<p>ours</p><p><b>their</b> <a href=\"x\">link</a></p>",
                "new\ntheir link\n",
                "<p>new</p><p><b>their</b> <a href=\"x\">link</a></p>",
            ),
            ("<p>one</p><p>two</p><p>three</p>", "new\nthree\n", "<p>new</p><p>three</p>"),
            ("<p>a</p><ul><li>B</li></ul>", "a\nB\nC\n", "<p>a</p><ul><li>B<br>C</li></ul>"),
            ("<ul><li>A</li></ul>", "A\n\nnew", "<ul><li>A</li></ul><br>new"),
            ("<p>a <b>b</b></p>", "a <b>\n", "<p>a <b>&lt;b&gt;</b></p>"),
            ("<p>x<b>y</p>z</b>", "new", "<p>new<b></p></b>"),
            ("", "new", "new"),
            ("<p>same</p>", "same\n", "<p>same</p>"),
        ];
        for (html, new, expected) in table {
            let changed = Readable::of(html).changed_to(new);
            assert_eq!(changed, expected, "{html}");
            assert_eq!(Readable::of(&changed).text.trim_end(), new.trim_end(), "{html} became {changed}");
        }
    }
}
