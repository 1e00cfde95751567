//! Who of an address book a call belongs to.

use super::BookContact;
use crate::contact::{Contact, ContactMatch};
use crate::number::PhoneNumber;
use crate::views::search_words;

/// The match among contacts that share the number's key, in the order given. Each contact counts once (F6).
///
/// Who has exactly this number and extension wins. A call that brings an extension falls back to the plain number, one that brings none
/// to whoever sits behind the number; a call from one extension is never somebody at another.
pub fn match_number(contacts: &[BookContact], number: &PhoneNumber) -> ContactMatch {
    if !number.can_be_looked_up() {
        return ContactMatch::None;
    }
    let having = |fits: &dyn Fn(Option<&str>) -> bool| {
        let has =
            |contact: &&BookContact| contact.numbers.iter().any(|n| n.number.key == number.key && fits(n.number.extension.as_deref()));
        ContactMatch::from_hits(contacts.iter().filter(has).map(BookContact::as_contact).collect())
    };
    let dialled = number.extension.as_deref();
    match having(&|extension| extension == dialled) {
        ContactMatch::None if dialled.is_some() => having(&|extension| extension.is_none()),
        ContactMatch::None => having(&|_| true),
        exact => exact,
    }
}

/// Those of an address book whose name or company has a word beginning like each word typed, in the order given.
pub fn match_name(contacts: &[BookContact], typed: &str) -> Vec<Contact> {
    let wanted = search_words(typed);
    let fits = |contact: &&BookContact| {
        let words = search_words(&format!("{} {}", contact.name, contact.company));
        wanted.iter().all(|wanted| words.iter().any(|word| word.starts_with(wanted.as_str())))
    };
    contacts.iter().filter(fits).map(BookContact::as_contact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::testing::{contact, number};

    /// `contacts` and the answer are written as `name=number[ number]`, an extension as `x12` behind its number.
    fn check(contacts: &[&str], dialled: &str, expected: &[&str]) {
        let contacts: Vec<BookContact> = contacts
            .iter()
            .map(|text| {
                let (name, numbers) = text.split_once('=').unwrap();
                contact(name, &numbers.split(' ').collect::<Vec<_>>())
            })
            .collect();
        let found = match_number(&contacts, &number(dialled));
        let names: Vec<&str> = found.contacts().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, expected, "{dialled}");
    }

    #[test]
    fn a2_one_contact_with_the_number_is_the_match() {
        check(&["Ann=+15550100", "Bob=+15550101"], "+15550100", &["Ann"]);
    }

    #[test]
    fn nobody_with_the_number_is_no_match() {
        check(&[], "+15550100", &[]);
        check(&["Bob=+15550101"], "+15550100", &[]);
    }

    #[test]
    fn a3_several_with_the_number_are_all_candidates() {
        check(&["Ann=+15550100", "Bob=+15550100"], "+15550100", &["Ann", "Bob"]);
    }

    #[test]
    fn f6_a_contact_found_twice_is_one() {
        check(&["Ann=+15550100 +15550100", "Ann=+15550100"], "+15550100", &["Ann"]);
    }

    #[test]
    fn the_exact_extension_wins_over_the_plain_number() {
        let office = ["Desk=+15550100", "Ann=+15550100x12", "Bob=+15550100x15"];
        check(&office, "+15550100x12", &["Ann"]);
        check(&office, "+15550100x99", &["Desk"]);
        check(&office, "+15550100", &["Desk"]);
        check(&office[1..], "+15550100", &["Ann", "Bob"]);
        check(&office[1..], "+15550100x99", &[]);
    }

    #[test]
    fn a11_a_withheld_number_matches_nobody() {
        let nobody = contact("Nobody", &[""]);
        assert_eq!(match_number(&[nobody], &PhoneNumber::withheld()), ContactMatch::None);
    }

    #[test]
    fn a_name_is_found_by_the_beginnings_of_its_words() {
        let book: Vec<BookContact> = ["Ann Alvarez", "Anna Berg", "Bob Ann"].iter().map(|name| contact(name, &[])).collect();
        let names = |typed| match_name(&book, typed).into_iter().map(|found| found.name).collect::<Vec<_>>();
        assert_eq!(names("ann"), ["Ann Alvarez", "Anna Berg", "Bob Ann"]);
        assert_eq!(names("ALV an"), ["Ann Alvarez"]);
        assert_eq!(names("nn"), [""; 0]);
    }
}
