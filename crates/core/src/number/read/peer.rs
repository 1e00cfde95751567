//! Every number is read as rlibphonenumber reads it, which runs the regular expressions of the metadata our tables are made of.

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber as Parsed, PhoneNumberFormat, PhoneNumberType, Region};

use super::{LONGEST_EXTENSION, digits_of, fill, national_digits, parse, parse_with, search_forms};
use crate::number::{NumberKind, PhoneNumber};

/// Texts made of each number, and texts made of nothing.
const MUTANTS: usize = 2;
const RANDOM: usize = 6_000;

const FORMATS: [&str; 2] = ["(###) ###-####", "## ## ## ## ##"];

/// What stands in and around numbers.
const PARTS: [&str; 58] = [
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "0",
    "1",
    "2",
    "9",
    "00",
    "011",
    "15",
    "44",
    "49",
    "+",
    "+",
    "+1",
    "+44",
    "+54 9",
    " ",
    " ",
    "-",
    "(",
    ")",
    "(0)",
    ".",
    "/",
    "~",
    "[",
    "x",
    "X",
    " x",
    " ext 7",
    "ext. ",
    "extensión 12",
    "anexo 3",
    "доб. 5",
    "int 4",
    ",",
    ",,",
    ":",
    ",,,1234567890",
    "abc",
    "FLOWERS",
    "é",
    "中",
    "٣",
    "๓",
    "＋",
    "３",
    "\u{AD}",
    "/ x5",
    "\\x",
];

/// Numbers drawn from a seed, the same in every run (xorshift).
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_digit(self.below(10) as u32, 10).unwrap()).collect()
    }

    /// The text with some signs put in, taken out or replaced.
    fn mutant(&mut self, text: &str) -> String {
        let mut signs: Vec<String> = text.chars().map(String::from).collect();
        for _ in 0..=self.below(3) {
            let at = self.below(signs.len() + 1);
            match self.below(4) {
                0 if at < signs.len() => drop(signs.remove(at)),
                1 if at < signs.len() => signs[at] = self.one(&PARTS).to_owned(),
                2 => signs.push(self.one(&PARTS).to_owned()),
                _ => signs.insert(at, self.one(&PARTS).to_owned()),
            }
        }
        signs.concat()
    }
}

fn regions() -> Vec<String> {
    let mut regions: Vec<String> = PHONE_NUMBER_UTIL.get_supported_regions().map(|region| region.as_region_str().to_string()).collect();
    regions.sort();
    regions
}

/// An example of each kind of number in each region, and of each service of the world.
fn examples() -> Vec<(String, Parsed)> {
    use PhoneNumberType::*;
    let kinds = [FixedLine, Mobile, TollFree, PremiumRate, SharedCost, VoIP, PersonalNumber, Pager, UAN, VoiceMail];
    let mut examples = Vec::new();
    for name in regions() {
        let region = Region::from_code(&name).unwrap();
        let of_kinds = kinds.iter().filter_map(|kind| PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, *kind).ok());
        examples.extend(of_kinds.chain(PHONE_NUMBER_UTIL.get_invalid_example_number(region).ok()).map(|number| (name.clone(), number)));
    }
    let mut codes: Vec<i32> = PHONE_NUMBER_UTIL.get_supported_global_network_calling_codes().collect();
    codes.sort_unstable();
    examples.extend(
        codes.iter().filter_map(|code| Some(("CH".to_owned(), PHONE_NUMBER_UTIL.get_example_number_for_non_geo_entity(*code).ok()?))),
    );
    examples
}

fn check(wrong: &mut Vec<String>, raw: &str, region: &str) {
    let (got, wanted) = (parse(raw, region), expected::parse(raw, region));
    let formats = FORMATS.map(str::to_owned);
    let got = (search_forms(&got, &formats), national_digits(&got), got);
    let wanted = (expected::search_forms(&wanted, &formats), expected::national_digits(&wanted), wanted);
    if got != wanted {
        wrong.push(format!("{raw:?} in {region}:\n  {got:?}\n  {wanted:?}"));
    }
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} are read otherwise:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn every_example_of_a_number_is_read_as_by_libphonenumber_however_it_is_written() {
    let (examples, regions, mut draws, mut wrong) = (examples(), regions(), Draws(0x5EED), Vec::new());
    assert!(examples.len() > 1_000, "{}", examples.len());
    let homes: Vec<&str> = regions.iter().map(String::as_str).collect();
    for (home, number) in &examples {
        use PhoneNumberFormat::{E164, International, National};
        let national = number.get_national_significant_number();
        for text in [E164, International, National].map(|format| number.format_as(format).into_owned()).into_iter().chain([national]) {
            check(&mut wrong, &text, home);
            check(&mut wrong, &text, draws.one(&homes));
            for _ in 0..MUTANTS {
                let mutant = draws.mutant(&text);
                check(&mut wrong, &mutant, home);
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn any_digits_and_signs_are_read_as_by_libphonenumber() {
    let (regions, mut draws, mut wrong) = (regions(), Draws(0xD1A1), Vec::new());
    let homes: Vec<&str> = regions.iter().map(String::as_str).chain(["US", "GB", "DE", "", "??", "us", "001"]).collect();
    let codes: Vec<i32> = PHONE_NUMBER_UTIL.get_supported_calling_codes().collect();
    for n in 0..RANDOM {
        let (code, long, longer) = (codes[draws.below(codes.len())], draws.below(19), draws.below(15));
        let raw = match n % 6 {
            0 => format!("+{code}{}", draws.digits(long)),
            1 => format!("{}{}", draws.one(&["0", "00", "011", "8", "1", "00000000", ""]), draws.digits(long)),
            2 => format!("{}{code}{}", draws.one(&["0", "00", "011", "810", "+0"]), draws.digits(longer)),
            3 => (0..longer).map(|_| draws.one(&PARTS)).collect(),
            _ => {
                let plain = format!("{}{}", draws.one(&["+", "", "0"]), draws.digits(long));
                draws.mutant(&plain)
            }
        };
        let home = draws.one(&homes);
        check(&mut wrong, &raw, home);
    }
    assert_none(&wrong);
}

/// The reader with rlibphonenumber in the place of our tables.
mod expected {
    use super::*;

    pub(super) fn parse(raw: &str, region: &str) -> PhoneNumber {
        parse_with(raw, region, |main, digits, extension| {
            let number = settled(public(main, digits, region)?);
            Some((number.format_as(PhoneNumberFormat::E164).into_owned(), for_eyes(&number, region, extension)))
        })
    }

    fn settled(number: Parsed) -> Parsed {
        let key = number.format_as(PhoneNumberFormat::E164).into_owned();
        match PHONE_NUMBER_UTIL.parse(&key, None) {
            Ok(again) if again.format_as(PhoneNumberFormat::E164).len() < key.len() => settled(again),
            _ => number,
        }
    }

    pub(super) fn national_digits(number: &PhoneNumber) -> String {
        reparse(number).map_or_else(|| number.digits(), |n| n.get_national_significant_number())
    }

    pub(super) fn search_forms(number: &PhoneNumber, formats: &[String]) -> Vec<String> {
        if !number.can_be_looked_up() {
            return Vec::new();
        }
        let mut forms = vec![number.key.clone()];
        if let Some(parsed) = reparse(number) {
            let national = parsed.format_as(PhoneNumberFormat::National).into_owned();
            let digits = parsed.get_national_significant_number();
            forms.extend([digits_of(&national), digits.clone()]);
            forms.insert(1, national);
            forms.extend(formats.iter().filter_map(|format| fill(format, &digits)));
        }
        let mut seen = std::collections::BTreeSet::new();
        forms.retain(|form| seen.insert(form.clone()));
        forms
    }

    fn reparse(number: &PhoneNumber) -> Option<Parsed> {
        (number.kind == NumberKind::Public).then(|| PHONE_NUMBER_UTIL.parse(&number.key, None).ok()).flatten()
    }

    fn for_eyes(number: &Parsed, region: &str, extension: Option<&str>) -> String {
        let at_home = Region::from_code(region).ok().and_then(|r| PHONE_NUMBER_UTIL.get_country_code_for_region(r));
        let format = if at_home == Some(number.country_code) { PhoneNumberFormat::National } else { PhoneNumberFormat::International };
        let written = number.format_as(format);
        extension.map_or_else(|| written.to_string(), |e| format!("{written} ext. {e}"))
    }

    fn public(main: &str, digits: &str, region: &str) -> Option<Parsed> {
        let region = Region::from_code(region).ok();
        let plain = PHONE_NUMBER_UTIL.parse(main, region).ok();
        let international = main.starts_with('+');
        let is_whole = |n: &Parsed| digits_of(&n.format_as(PhoneNumberFormat::National)) == digits;
        if !international && main.chars().filter(|c| c.is_alphanumeric()).count() <= LONGEST_EXTENSION {
            return plain.filter(|n| digits.len() > 3 && n.is_valid() && is_whole(n));
        }
        if let Some(valid) = plain.clone().filter(Parsed::is_valid) {
            return Some(valid);
        }
        let bare = match digits {
            _ if international => None,
            d if d.starts_with("00") => Some(&d[2..]),
            d if d.starts_with("011") => Some(&d[3..]),
            d if d.len() >= 11 => Some(d),
            _ => None,
        };
        let abroad = bare.and_then(|d| PHONE_NUMBER_UTIL.parse(format!("+{d}"), None).ok()).filter(Parsed::is_valid);
        let possible = |n: &Parsed| n.is_possible_with_reason() == Ok(NumberLengthType::IsPossible);
        abroad.or_else(|| plain.filter(|n| (!main.contains(char::is_alphabetic) || n.is_valid()) && possible(n)))
    }
}
