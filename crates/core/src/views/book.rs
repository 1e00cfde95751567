//! The address book's list: a page of contacts by name, or those a search finds.

use super::search_words;
use crate::book::BookContact;
use crate::integration::IntegrationId;
use crate::order::{InOrder, OrdSet};
use crate::store::{Bound, Query, Store, index};

/// Contacts in one page.
pub const PAGE: usize = 60;
/// Numbers a search by digits looks through at most.
const NUMBERS: usize = 20_000;

/// A page by name, after the place of the last contact read.
pub fn page(book: &IntegrationId, after: Option<&str>) -> Query {
    let query = Query::all(Store::Contacts).by(index::NAME).starting_with(&format!("{}>", book.as_str())).limit(PAGE);
    match after {
        Some(place) => Query { from: Some(Bound { value: place.into(), open: true }), ..query },
        None => query,
    }
}

/// Its place in the list by name.
pub fn place(contact: &BookContact) -> String {
    format!("{}>{}>{}", contact.book.as_str(), contact.name.to_lowercase(), contact.id)
}

/// What to ask for a search; `None` when there is nothing to search for.
pub fn search(book: &IntegrationId, typed: &str) -> Option<Query> {
    let of_book = |value: &str| format!("{}>{value}", book.as_str());
    if is_number(typed) {
        return Some(Query::all(Store::Contacts).by(index::NUMBERS).starting_with(&of_book("")).limit(NUMBERS));
    }
    let longest = search_words(typed).into_iter().max_by_key(|word| word.chars().count())?;
    Some(Query::all(Store::Contacts).by(index::TERMS).starting_with(&of_book(&longest)).limit(500))
}

/// The hits among what the search found: each once, by name.
pub fn hits(typed: &str, found: Vec<BookContact>) -> Vec<BookContact> {
    let words = search_words(typed);
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let holds = |contact: &BookContact| {
        if is_number(typed) {
            let has = |shown: &str| shown.chars().filter(char::is_ascii_digit).collect::<String>().contains(&digits);
            return contact.numbers.iter().any(|n| has(&n.number.key) || has(&n.number.shown));
        }
        let own = search_words(&format!("{} {}", contact.name, contact.company));
        words.iter().all(|word| own.iter().any(|o| o.starts_with(word)))
    };
    let mut seen = OrdSet::new();
    let mut hits: Vec<BookContact> = found.into_iter().filter(|c| holds(c) && seen.insert(c.id.clone())).collect();
    hits.order_by_key(place);
    hits
}

fn is_number(typed: &str) -> bool {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    digits >= 2 && typed.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::testing::contact;
    use crate::store::{Batch, Durability, Memory, decode, encode};

    fn store() -> Memory {
        let mut memory = Memory::default();
        let people = [contact("Ann Alvarez", &["+16505550101"]), contact("Anna Berg", &[]), contact("Ben Okafor", &["+442079460000"])];
        let puts = people.iter().map(encode).collect();
        memory.commit(&Batch { puts, ..Batch::default() }, Durability::Relaxed).unwrap();
        memory
    }

    #[test]
    fn contacts_are_found_by_the_beginnings_of_their_words_and_by_any_part_of_a_number() {
        let memory = store();
        for (typed, names) in [
            ("ann", vec!["Ann Alvarez", "Anna Berg"]),
            ("ann alv", vec!["Ann Alvarez"]),
            ("5550", vec!["Ann Alvarez"]),
            ("+44 20", vec!["Ben Okafor"]),
            ("zoe", vec![]),
        ] {
            let query = search(&IntegrationId::address_book(), typed).unwrap();
            let found = memory.query(&query).iter().map(|row| decode(row).unwrap()).collect();
            let hits: Vec<_> = hits(typed, found).into_iter().map(|c| c.name).collect();
            assert_eq!(hits, names, "{typed}");
        }
        assert_eq!(search(&IntegrationId::address_book(), "…"), None);
    }

    #[test]
    fn pages_by_name_follow_one_another() {
        let memory = store();
        let book = IntegrationId::address_book();
        let first: BookContact = decode(&memory.query(&page(&book, None).limit(1))[0]).unwrap();
        let rest = memory.query(&page(&book, Some(&place(&first))));
        assert_eq!((first.name.as_str(), rest.len()), ("Ann Alvarez", 2));
    }
}
