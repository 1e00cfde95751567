//! The numbering plans of the world, as `cargo xtask numbers` lays them down in `plans.bin`.
//!
//! The file is libphonenumber's metadata, made small: which numbers there are is one automaton over digits that all countries share,
//! see [`automaton`]; trunk and international prefixes are a few steps each, see [`prefix`]; the rest are rows of fixed size, sorted by
//! what they are looked up by. Numbers are little-endian, places are counted from the beginning of what they lie in.
//!
//! | part    | one of them                                                                                               |
//! |---------|-----------------------------------------------------------------------------------------------------------|
//! | head    | how many regions and calling codes there are, how many bytes of states and of signs: 2 bytes each         |
//! | regions | name 2, calling code 2, all numbers 2, lengths 4, local lengths 4, prefixes 2 and 2, rule of the second 2 |
//! | codes   | calling code 2, main region 2, valid numbers 2, mark of an extension 2, formats at home 2, from abroad 2  |
//! | usual   | sets of digits and places of states that [`automaton`] has a byte for, 2 bytes each                       |
//! | states  | see [`automaton`]                                                                                         |
//! | signs   | see [`signs`]                                                                                             |
//! | pool    | texts and groups with their length before them, formats with their count, the steps of prefixes           |

mod automaton;
mod prefix;
mod signs;

pub(super) use prefix::Prefix;
pub(super) use signs::may_end_a_number;

/// Made from the metadata of the crate rlibphonenumber.
const PLANS: &[u8] = include_bytes!("plans.bin");

const HEAD: usize = 8;
const REGION: usize = 20;
const CODE: usize = 12;

const CODES: usize = HEAD + short(0) * REGION;
const USUAL: usize = CODES + short(2) * CODE;
const STATES: usize = USUAL + (automaton::USUALS + automaton::FAVOURITES) * 2;
const SIGNS: usize = STATES + short(4);
const POOL: usize = SIGNS + short(6);

const fn short(at: usize) -> usize {
    PLANS[at] as usize | (PLANS[at + 1] as usize) << 8
}

/// What lies in the pool at this place, without its length.
fn pooled(place: usize) -> &'static [u8] {
    let at = POOL + place;
    &PLANS[at + 1..][..usize::from(PLANS[at])]
}

/// The row of a sorted part whose first two bytes, read as a number, are these.
fn row(from: usize, to: usize, size: usize, key: usize, read: impl Fn(usize) -> usize) -> Option<usize> {
    let (mut low, mut high) = (0, (to - from) / size);
    while low < high {
        let middle = (low + high) / 2;
        let at = from + middle * size;
        match read(at).cmp(&key) {
            std::cmp::Ordering::Equal => return Some(at),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// How numbers are made in one region, or for one service of the whole world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan(usize);

/// What the count of a number's digits says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// A whole number may have so many.
    Possible,
    /// So many reach somebody within an area only.
    Local,
    TooShort,
    TooLong,
    /// Shorter and longer ones there are.
    Between,
}

impl Plan {
    /// The plan of a region by its ISO 3166 code in any case; `None` for one that has none.
    pub(super) fn of(region: &str) -> Option<Self> {
        let &[first, second] = region.as_bytes() else { return None };
        let letters = |at: usize| usize::from(PLANS[at]) << 8 | usize::from(PLANS[at + 1]);
        let key = usize::from(first.to_ascii_uppercase()) << 8 | usize::from(second.to_ascii_uppercase());
        // The services of the world lie in front, with no name.
        (key != 0).then(|| row(HEAD, CODES, REGION, key, letters)).flatten().map(Self)
    }

    /// The calling code of its country.
    pub(super) fn code(self) -> Code {
        Code::of(short(self.0 + 2)).unwrap_or(Code(CODES))
    }

    /// Whether these digits look like a number of this region at all.
    pub(super) fn takes(self, digits: &[u8]) -> bool {
        automaton::takes(short(self.0 + 4), digits)
    }

    /// What so many digits are here.
    pub(super) fn length(self, digits: usize) -> Length {
        let mask = |at: usize| (short(at) | short(at + 2) << 16) as u32;
        let (possible, local) = (mask(self.0 + 6), mask(self.0 + 10));
        let this = u32::try_from(digits).ok().and_then(|digits| 1_u32.checked_shl(digits)).unwrap_or(0);
        match () {
            () if possible == 0 => Length::Between,
            () if local & this != 0 => Length::Local,
            () if possible & this != 0 => Length::Possible,
            () if this != 0 && this < possible & possible.wrapping_neg() => Length::TooShort,
            () if this == 0 || this > possible => Length::TooLong,
            () => Length::Between,
        }
    }

    /// What is dialled from here before a calling code.
    pub(super) fn international_prefix(self) -> Option<Prefix> {
        Prefix::at(short(self.0 + 14))
    }

    /// What is dialled here before a national number.
    pub(super) fn trunk_prefix(self) -> Option<Prefix> {
        Prefix::at(short(self.0 + 16))
    }

    /// What stands for the groups of a trunk prefix, where they belong to the number.
    pub(super) fn trunk_rule(self) -> &'static [u8] {
        pooled(short(self.0 + 18))
    }
}

/// A calling code, behind which the numbers of one or more regions lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code(usize);

impl Code {
    fn of(number: usize) -> Option<Self> {
        row(CODES, USUAL, CODE, number, short).map(Self)
    }

    /// The calling code digits begin with, and the digits behind it.
    pub(super) fn split(digits: &str) -> Option<(Self, &str)> {
        let at_front = |length| digits.split_at_checked(length).and_then(|(code, rest)| Some((Self::of(code.parse().ok()?)?, rest)));
        (1..=3).filter(|_| !digits.starts_with('0')).find_map(at_front)
    }

    /// The calling code as a number.
    pub(super) fn number(self) -> usize {
        short(self.0)
    }

    /// The plan of the region whose rules hold for every number of this code.
    pub(super) fn main(self) -> Plan {
        Plan(HEAD + short(self.0 + 2) * REGION)
    }

    /// Whether this national number is given to subscribers, or may be.
    pub(super) fn has(self, national: &[u8]) -> bool {
        automaton::takes(short(self.0 + 4), national)
    }

    /// What is written before an extension.
    pub(super) fn extension_mark(self) -> &'static str {
        std::str::from_utf8(pooled(short(self.0 + 6))).unwrap_or_default()
    }

    /// Writes a national number as at home, with what is dialled before it there.
    pub(super) fn write_at_home(self, national: &str, to: &mut String) {
        write(short(self.0 + 8), national, to);
    }

    /// Writes a national number as it stands behind the calling code.
    pub(super) fn write_abroad(self, national: &str, to: &mut String) {
        write(short(self.0 + 10), national, to);
    }
}

/// Groups a number by the first of the formats at this place that it fits; leaves it as it is where none does.
fn write(formats: usize, national: &str, to: &mut String) {
    const FORMAT: usize = 6;
    let at = POOL + formats;
    let fitting = (0..usize::from(PLANS[at])).map(|n| at + 1 + n * FORMAT).find_map(|format| {
        let beginning = short(format);
        let begins = beginning == 0 || automaton::takes(beginning, national.as_bytes());
        let groups = || groups(pooled(short(format + 2)), national);
        begins.then(groups).flatten().map(|groups| (groups, pooled(short(format + 4))))
    });
    let Some((groups, template)) = fitting else { return to.push_str(national) };
    for sign in template {
        match groups.get(usize::from(*sign).wrapping_sub(1)) {
            Some(group) => to.push_str(group),
            None => to.push(char::from(*sign)),
        }
    }
}

/// The number in groups of these sizes, the least in the high half of each byte and the most in the low one. Earlier groups take
/// as many digits as they can; `None` where the number has too few or too many.
fn groups<'a>(sizes: &[u8], national: &'a str) -> Option<[&'a str; 5]> {
    let least = |sizes: &[u8]| sizes.iter().map(|size| usize::from(size >> 4)).sum::<usize>();
    let mut left = national;
    let mut groups = [""; 5];
    for (n, size) in sizes.iter().enumerate() {
        let spare = left.len().checked_sub(least(&sizes[n..]))?;
        let take = usize::from(size >> 4) + spare.min(usize::from(size & 0xF) - usize::from(size >> 4));
        (groups[n], left) = left.split_at_checked(take)?;
    }
    left.is_empty().then_some(groups)
}
