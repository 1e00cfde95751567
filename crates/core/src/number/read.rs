//! Reads a number as phone systems, CRMs and people write it, and writes the forms a CRM is searched by.

use super::plan::Plan;
use super::service::{CALLER_ID_PREFIXES, NOBODY, is_emergency, is_service_code};
use super::subscriber::Subscriber;
use super::{NumberKind, PhoneNumber};
use crate::order::OrdSet;

/// The longest number that is taken for an extension of the own phone system.
const LONGEST_EXTENSION: usize = 6;

/// Reads `raw` as somebody in `region` (ISO 3166) means it. Never fails: what is no number is internal or withheld.
pub fn parse(raw: &str, region: &str) -> PhoneNumber {
    let home = Plan::of(region);
    parse_with(raw, region, |main, digits, extension| {
        let number = public(main, digits, home)?.settled();
        Some((number.e164(), for_eyes(&number, home, extension)))
    })
}

/// The same, where `subscriber` makes key and shown form of a main number, its digits and an extension, if it has an E.164 form.
fn parse_with(raw: &str, region: &str, subscriber: impl FnOnce(&str, &str, Option<&str>) -> Option<(String, String)>) -> PhoneNumber {
    let told = |kind, key, shown, extension| PhoneNumber { kind, key, shown, extension, raw: raw.into() };
    let address = Address::of(raw);
    if address.names_nobody() {
        return PhoneNumber { raw: raw.into(), ..PhoneNumber::withheld() };
    }
    let Address { main, extension, .. } = address;
    let digits = digits_of(&main);
    if main.contains(['*', '#']) {
        return told(NumberKind::Feature, main.clone(), main, None);
    }
    if let Some((key, shown)) = subscriber(&main, &digits, extension.as_deref()) {
        return told(NumberKind::Public, key, shown, extension);
    }
    if main.contains(char::is_alphabetic) {
        return told(NumberKind::Internal, main.to_lowercase(), main, extension);
    }
    if digits.is_empty() {
        return PhoneNumber { raw: raw.into(), ..PhoneNumber::withheld() };
    }
    let kind = match digits.len() {
        _ if main.starts_with('+') => NumberKind::Short,
        _ if is_emergency(&digits, region) => NumberKind::Emergency,
        _ if is_service_code(&digits, region) => NumberKind::Short,
        ..=LONGEST_EXTENSION => NumberKind::Internal,
        _ => NumberKind::Short,
    };
    told(kind, digits.clone(), digits, extension)
}

/// The national number's digits without a trunk prefix; for what has no E.164 form its own digits.
pub fn national_digits(number: &PhoneNumber) -> String {
    reparse(number).map_or_else(|| number.digits(), |n| n.national_digits().to_owned())
}

/// The forms a CRM is searched by, most telling first and each once: E.164, national as written and as digits, and the
/// agent's own `formats`, where each `#` is one digit of the national number from the left (I7). A format with more or
/// fewer `#` than the number has digits is left out. Empty for a number nobody may be asked for (A11).
pub fn search_forms(number: &PhoneNumber, formats: &[String]) -> Vec<String> {
    if !number.can_be_looked_up() {
        return Vec::new();
    }
    let mut forms = vec![number.key.clone()];
    if let Some(parsed) = reparse(number) {
        let (national, digits) = (parsed.at_home(), parsed.national_digits());
        forms.extend([digits_of(&national), digits.to_owned()]);
        forms.insert(1, national);
        forms.extend(formats.iter().filter_map(|format| fill(format, digits)));
    }
    let mut seen = OrdSet::new();
    forms.retain(|form| seen.insert(form.clone()));
    forms
}

fn fill(format: &str, digits: &str) -> Option<String> {
    if format.matches('#').count() != digits.len() {
        return None;
    }
    let mut left = digits.chars();
    Some(format.chars().map(|c| if c == '#' { left.next().unwrap_or('#') } else { c }).collect())
}

fn reparse(number: &PhoneNumber) -> Option<Subscriber<'_>> {
    (number.kind == NumberKind::Public).then(|| Subscriber::read(&number.key, None)).flatten()
}

fn for_eyes(number: &Subscriber, home: Option<Plan>, extension: Option<&str>) -> String {
    let written = if home.is_some_and(|home| number.is_at(home)) { number.at_home() } else { number.abroad() };
    match extension {
        Some(extension) => format!("{written} ext. {extension}"),
        None => written,
    }
}

/// The subscriber's number `main` stands for, if it has an E.164 form.
fn public<'a>(main: &'a str, digits: &str, home: Option<Plan>) -> Option<Subscriber<'a>> {
    let plain = Subscriber::read(main, home);
    let international = main.starts_with('+');
    if !international && main.chars().filter(|c| c.is_alphanumeric()).count() <= LONGEST_EXTENSION {
        return plain.filter(|n| digits.len() > 3 && n.is_valid() && is_whole(n, digits));
    }
    if plain.as_ref().is_some_and(Subscriber::is_valid) {
        return plain;
    }
    let bare = match digits {
        _ if international => None,
        d if d.starts_with("00") => Some(&d[2..]),
        d if d.starts_with("011") => Some(&d[3..]),
        d if d.len() >= 11 => Some(d),
        _ => None,
    };
    let abroad = bare.and_then(Subscriber::read_abroad).filter(Subscriber::is_valid);
    abroad.or_else(|| plain.filter(|n| is_vanity_or_digits(main, n) && n.is_possible()))
}

/// Whether `digits` are the whole national number, as it is dialled from anywhere in its country.
fn is_whole(number: &Subscriber, digits: &str) -> bool {
    digits_of(&number.at_home()) == digits
}

/// Letters count as keys of the dial pad only in a number that is surely one.
fn is_vanity_or_digits(main: &str, number: &Subscriber) -> bool {
    !main.contains(char::is_alphabetic) || number.is_valid()
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What is left of a raw number once its wrapping is off.
struct Address {
    main: String,
    extension: Option<String>,
    is_uri: bool,
}

impl Address {
    fn of(raw: &str) -> Self {
        let text = fold(raw);
        let inside = text.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text.as_str(), |(inner, _)| inner);
        let scheme = ["sip:", "sips:", "tel:"].iter().find(|s| inside.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)));
        let bare = scheme.map_or(inside, |s| &inside[s.len()..]);
        let user = bare.split('@').next().unwrap_or_default();
        let mut parts = user.split(';');
        let number = parts.next().unwrap_or_default();
        let parameters: Vec<&str> = parts.collect();
        let parameter = |name: &str| parameters.iter().find_map(|p| p.strip_prefix(name)).filter(|value| !value.is_empty());
        let (main, behind) = split_extension(number);
        let main = CALLER_ID_PREFIXES.iter().find_map(|p| main.strip_prefix(p)).filter(|rest| !rest.is_empty()).unwrap_or(main);
        let context = parameter("phone-context=").filter(|c| c.starts_with('+')).unwrap_or_default();
        Self {
            main: format!("{context}{}", main.trim()),
            extension: parameter("ext=").map(digits_of).or(behind),
            is_uri: scheme.is_some() || bare.contains('@'),
        }
    }

    fn names_nobody(&self) -> bool {
        let word = self.main.to_lowercase();
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !"*#+".contains(c));
        word.is_empty() || NOBODY.contains(&word) || !self.is_uri && !word.contains(|c: char| c.is_ascii_digit() || "*#".contains(c))
    }
}

/// Splits `201 555 0123 ext. 7` into number and extension; the marks are `extension`, `ext`, `x`, `#` and commas.
fn split_extension(number: &str) -> (&str, Option<String>) {
    let before = number.trim_end_matches(|c: char| c.is_ascii_digit());
    let tail = &number[before.len()..];
    let before = before.trim_end_matches([' ', '.', ':', '=']);
    let mark = ["extension", "ext", "x", "#", ","].iter().find(|mark| {
        before.len().checked_sub(mark.len()).and_then(|at| before.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(mark))
    });
    let main = mark.map_or("", |mark| before[..before.len() - mark.len()].trim_end_matches([',', ' ', ';']));
    if tail.is_empty() || main.contains('*') || digits_of(main).len() < 3 { (number, None) } else { (main, Some(tail.into())) }
}

/// Any script's digits as ASCII, odd signs as their plain ones, invisible marks away.
fn fold(raw: &str) -> String {
    let plain = if raw.contains('%') { &raw.replace("%2B", "+").replace("%23", "#").replace("%2A", "*") } else { raw };
    let folded = plain.chars().filter_map(|c| match c {
        '\u{660}'..='\u{669}' => char::from_digit(c as u32 - 0x660, 10),
        '\u{6F0}'..='\u{6F9}' => char::from_digit(c as u32 - 0x6F0, 10),
        '\u{FF10}'..='\u{FF19}' => char::from_digit(c as u32 - 0xFF10, 10),
        '\u{966}'..='\u{96F}' => char::from_digit(c as u32 - 0x966, 10),
        '\u{FF0B}' => Some('+'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    });
    folded.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod peer;
#[cfg(test)]
mod tests;
