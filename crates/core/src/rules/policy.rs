//! Rule F4: what a policy takes where the rules find no single answer. A date it needs and does not have is for a person.

use crate::call::Call;
use crate::choices::{ManyAssociations, ManyContacts};
use crate::contact::{Association, Contact};
use crate::settings::DigestSettings;
use crate::time::{HOUR, Millis};

/// The contact a policy takes of several; `None` when a person has to say.
pub(super) fn contact_of(contacts: &[Contact], policy: ManyContacts) -> Option<&Contact> {
    match policy {
        ManyContacts::Ask => None,
        ManyContacts::LatestActivity => {
            dated(contacts, |c| c.last_activity)?.into_iter().max_by_key(|(at, c)| (*at, &c.id)).map(|(_, c)| c)
        }
        ManyContacts::FirstByName => contacts.iter().min_by_key(|c| (c.name.trim().to_lowercase(), &c.id)),
        ManyContacts::CreatedFirst => dated(contacts, |c| c.created)?.into_iter().min_by_key(|(at, c)| (*at, &c.id)).map(|(_, c)| c),
    }
}

/// The association a policy takes of several open ones, which may be none; outer `None` when a person has to say.
pub(super) fn association_of(open: &[&Association], policy: ManyAssociations) -> Option<Option<Association>> {
    match policy {
        ManyAssociations::Ask => None,
        ManyAssociations::NewestOpen => {
            let newest = dated(open, |a| a.created)?.into_iter().max_by_key(|(at, a)| (*at, &a.id))?;
            Some(Some((*newest.1).clone()))
        }
        ManyAssociations::None => Some(None),
    }
}

/// All with their dates, or nothing when one has none.
fn dated<T>(all: &[T], date: impl Fn(&T) -> Option<Millis>) -> Option<Vec<(Millis, &T)>> {
    all.iter().map(|one| Some((date(one)?, one))).collect()
}

/// When a placeholder may be made by policy, so that a contact made by hand wins: once no digest looks at the call any more.
pub fn placeholder_at(call: &Call, digest: &DigestSettings) -> Option<Millis> {
    let ended = call.ended()?;
    call.other().can_be_looked_up().then_some(if digest.on { ended + 4 * HOUR } else { ended })
}

/// `<prefix> <caller id or number>`.
pub fn placeholder_name(prefix: &str, call: &Call) -> String {
    let other = call.other();
    let who = [call.other_name().unwrap_or_default().to_owned(), other.shown, other.key];
    let who = who.iter().map(|text| text.trim()).find(|text| !text.is_empty()).unwrap_or_default();
    format!("{} {who}", prefix.trim()).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{call, contact, fact};

    fn people(dates: [Option<Millis>; 3]) -> Vec<Contact> {
        let [ann, bob, zoe] = dates;
        let with = |name: &str, date| Contact { created: date, last_activity: date, ..contact(name, name) };
        vec![with("bob", bob), with("Zoe", zoe), with("Ann", ann)]
    }

    #[test]
    fn f4_one_of_several_contacts_is_taken_by_policy() {
        let table = [
            (ManyContacts::Ask, [Some(1), Some(2), Some(3)], None),
            (ManyContacts::LatestActivity, [Some(1), Some(3), Some(2)], Some("bob")),
            (ManyContacts::FirstByName, [None, None, None], Some("Ann")),
            (ManyContacts::CreatedFirst, [Some(3), Some(2), Some(1)], Some("Zoe")),
        ];
        for (policy, dates, expected) in table {
            assert_eq!(contact_of(&people(dates), policy).map(|c| c.name.as_str()), expected, "{policy:?}");
        }
    }

    #[test]
    fn f4_a_needed_date_missing_on_any_asks() {
        for missing in 0..3 {
            let mut dates = [Some(1), Some(2), Some(3)];
            dates[missing] = None;
            for policy in [ManyContacts::LatestActivity, ManyContacts::CreatedFirst] {
                assert_eq!(contact_of(&people(dates), policy), None, "{policy:?} {missing}");
            }
        }
    }

    #[test]
    fn f4_one_of_several_associations_is_taken_by_policy() {
        let deal = |id: &str, created| Association { field: "deals".into(), id: id.into(), title: id.into(), open: true, created };
        let taken = |created: [Option<Millis>; 2], policy| {
            let [old, new] = created;
            let (one, other) = (deal("7", old), deal("8", new));
            association_of(&[&one, &other], policy).map(|taken| taken.map(|a| a.id))
        };
        assert_eq!(taken([Some(1), Some(2)], ManyAssociations::Ask), None);
        assert_eq!(taken([Some(1), Some(2)], ManyAssociations::NewestOpen), Some(Some("8".into())));
        assert_eq!(taken([Some(1), None], ManyAssociations::NewestOpen), None, "a date is missing");
        assert_eq!(taken([None, None], ManyAssociations::None), Some(None));
    }

    #[test]
    fn f4_a_placeholder_waits_for_the_last_digest_or_for_nothing_where_there_is_none() {
        let ended = call().ended().unwrap();
        assert_eq!(placeholder_at(&call(), &DigestSettings::default()), Some(ended + 4 * HOUR));
        assert_eq!(placeholder_at(&call(), &DigestSettings { on: false, ..DigestSettings::default() }), Some(ended));
    }

    #[test]
    fn a11_no_placeholder_for_a_number_that_must_not_be_looked_up() {
        let mut withheld = call();
        withheld.facts.other = Some(fact(crate::number::PhoneNumber::withheld()));
        assert_eq!(placeholder_at(&withheld, &DigestSettings::default()), None);
    }

    #[test]
    fn f4_a_placeholder_is_called_by_prefix_and_caller_id_or_number() {
        let mut named = call();
        assert_eq!(placeholder_name("New", &named), "New 4155550101");
        named.facts.other_name = Some(fact("Ann A.".into()));
        assert_eq!([placeholder_name("New", &named), placeholder_name(" ", &named)], ["New Ann A.", "Ann A."]);
    }
}
