//! Rules A2, A3 and the order of F4: from what a look-up found to a decision.

use crate::contact::{Association, Contact, ContactMatch};
use crate::entry::Conflict;
use crate::integration::{Integration, IntegrationKind};

/// What to do with a call whose contact was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Log it there.
    Log(Box<Contact>, Option<Association>),
    /// A person has to say.
    Hold(Conflict),
}

/// Exactly one contact with at most one open association logs at once; anything else asks.
pub fn decide(found: &ContactMatch, integration: &Integration) -> Decision {
    match found {
        ContactMatch::None => Decision::Hold(Conflict::NoContact),
        ContactMatch::Many(_) => Decision::Hold(Conflict::ManyContacts),
        ContactMatch::One(contact) => decide_associations(contact, integration),
    }
}

/// The second half of [`decide`], once the contact is certain: only open associations count, a single one is attached.
pub fn decide_associations(contact: &Contact, integration: &Integration) -> Decision {
    let open: Vec<&Association> = contact.associations.iter().filter(|a| a.open).collect();
    match open.as_slice() {
        [] => match unanswered(contact, integration) {
            Some(field) => Decision::Hold(Conflict::NeedsAnswer { field }),
            None => Decision::Log(Box::new(contact.clone()), None),
        },
        [single] => Decision::Log(Box::new(contact.clone()), Some((*single).clone())),
        _ => Decision::Hold(Conflict::ManyAssociations),
    }
}

/// A required field of the contact that nothing answers (K6).
fn unanswered(contact: &Contact, integration: &Integration) -> Option<String> {
    let IntegrationKind::AppConnect(server) = &integration.kind else { return None };
    let answered = |name: &str| contact.associations.iter().any(|a| a.field == name && a.open);
    server.fields.iter().find(|f| f.required && f.of_contact && !answered(&f.name)).map(|f| f.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{contact, integration};

    fn deal(id: &str, open: bool) -> Association {
        Association { field: "deals".into(), id: id.into(), title: format!("Deal {id}"), open, created: None }
    }

    fn with(associations: Vec<Association>) -> ContactMatch {
        ContactMatch::One(Box::new(Contact { associations, ..contact("1", "Ann") }))
    }

    #[test]
    fn a2_one_contact_and_no_association_is_logged_at_once() {
        let Decision::Log(contact, None) = decide(&with(vec![]), &integration()) else { panic!() };
        assert_eq!(contact.name, "Ann");
    }
    #[test]
    fn a2_a_single_open_association_is_attached() {
        let Decision::Log(_, Some(attached)) = decide(&with(vec![deal("7", true), deal("8", false)]), &integration()) else { panic!() };
        assert_eq!(attached.id, "7");
    }
    #[test]
    fn a2_closed_associations_do_not_count() {
        assert!(matches!(decide(&with(vec![deal("7", false), deal("8", false)]), &integration()), Decision::Log(_, None)));
    }
    #[test]
    fn a3_everything_else_asks() {
        let many = ContactMatch::Many(vec![contact("1", "Ann"), contact("2", "Bob")]);
        assert_eq!(decide(&ContactMatch::None, &integration()), Decision::Hold(Conflict::NoContact));
        assert_eq!(decide(&many, &integration()), Decision::Hold(Conflict::ManyContacts));
        assert_eq!(decide(&with(vec![deal("7", true), deal("8", true)]), &integration()), Decision::Hold(Conflict::ManyAssociations));
    }
    #[test]
    fn f6_one_contact_found_by_several_searches_is_one() {
        assert!(matches!(ContactMatch::from_hits(vec![contact("1", "Ann"), contact("1", "Ann")]), ContactMatch::One(_)));
    }
}
