//! Whether people a CRM found by a number have that number: what it was searched with finds more than was meant.

use callscribe_core::contact::Contact;
use callscribe_core::number::{NumberKind, PhoneNumber, parse};

/// Those of `hits` that have `number` or may have it; with its very extension only those, if there are any.
pub(crate) fn having(number: &PhoneNumber, hits: Vec<Contact>) -> Vec<Contact> {
    let closeness: Vec<Option<Closeness>> = hits.iter().map(|hit| closest(number, &hit.numbers)).collect();
    let best = closeness.iter().flatten().max().copied();
    hits.into_iter().zip(closeness).filter(|(_, close)| close.is_some() && *close == best).map(|(hit, _)| hit).collect()
}

/// How surely a contact's number is the one asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    /// The same line, another extension or none.
    Line,
    /// The same line and extension, or no number we could read, so that the server's word counts.
    Exact,
}

fn closest(number: &PhoneNumber, theirs: &[String]) -> Option<Closeness> {
    let written = theirs.iter().flat_map(|n| n.split([';', '/', '|', '\n'])).filter(|n| n.contains(|c: char| c.is_ascii_digit()));
    let judged: Vec<Option<Closeness>> = written.map(|raw| compare(number, raw)).collect();
    if judged.is_empty() { Some(Closeness::Exact) } else { judged.into_iter().flatten().max() }
}

/// Compares by key where `raw` is written internationally, else by the digits they share from the right.
fn compare(number: &PhoneNumber, raw: &str) -> Option<Closeness> {
    const SHORTEST_LOCAL: usize = 7;
    let theirs = parse(raw, "");
    let (mine_digits, their_digits) = (number.digits(), theirs.digits());
    let local = their_digits.trim_start_matches('0');
    let same = match (number.kind, theirs.kind) {
        (NumberKind::Public, NumberKind::Public) if raw.trim_start().starts_with('+') => number.key == theirs.key,
        (NumberKind::Public, _) => {
            let is_tail = mine_digits.ends_with(local) && local.len() >= SHORTEST_LOCAL;
            is_tail || number.key == theirs.key || local.len() < SHORTEST_LOCAL
        }
        _ => mine_digits == their_digits || number.key == theirs.key,
    };
    let close = match (&number.extension, &theirs.extension) {
        (mine, theirs) if mine == theirs => Some(Closeness::Exact),
        (Some(_), Some(_)) => None,
        _ => Some(Closeness::Line),
    };
    close.filter(|_| same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who_is_meant<'a>(asked: &str, hits: &[&'a str]) -> Vec<&'a str> {
        let contacts = hits.iter().map(|n| Contact { id: (*n).into(), numbers: vec![(*n).into()], ..Contact::default() });
        let kept = having(&parse(asked, "US"), contacts.collect());
        hits.iter().copied().filter(|n| kept.iter().any(|c| c.id == *n)).collect()
    }

    #[test]
    fn a_hit_is_kept_unless_its_number_is_surely_another() {
        let table: [(&str, &[&str], &[&str]); 9] = [
            (
                "+14155550101",
                &["(415) 555-0101", "415.555.0101", "14155550101", "555-0101"],
                &["(415) 555-0101", "415.555.0101", "14155550101", "555-0101"],
            ),
            ("+14155550101", &["+14155550102", "+4914155550101", "(212) 555-0101", "+1 415 555 01010"], &[]),
            ("+14155550101", &["", "see notes", "101"], &["", "see notes", "101"]),
            ("+14155550101", &["+1 212 555 0100 / +1 415 555 0101"], &["+1 212 555 0100 / +1 415 555 0101"]),
            ("+491711234567", &["0171 1234567", "0171-1234568"], &["0171 1234567"]),
            ("+14155550101", &["+14155550101 x12"], &["+14155550101 x12"]),
            ("+14155550101", &["+14155550101 x12", "+14155550101"], &["+14155550101"]),
            ("+14155550101 x12", &["+14155550101 x13"], &[]),
            ("+14155550101 x12", &["+14155550101 x12", "+14155550101", "+14155550101 x13"], &["+14155550101 x12"]),
        ];
        for (asked, hits, expected) in table {
            assert_eq!(who_is_meant(asked, hits), expected, "{asked}");
        }
    }

    #[test]
    fn an_internal_number_is_only_its_own_digits() {
        assert_eq!(who_is_meant("101", &["101", "1012", "+14155550101"]), ["101"]);
    }
}
