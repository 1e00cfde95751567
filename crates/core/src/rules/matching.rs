//! Rules A2, A3, F4 and F6: from what a look-up found to a decision, in this order: always-choice, exactly one, policy, ask.

use super::policy;
use crate::choices::{NoContact, Policies};
use crate::contact::{Association, Contact, ContactMatch, Remembered};
use crate::entry::{Conflict, Guess};
use crate::integration::{Field, Integration};

/// What to do with a call whose contact was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Log it there.
    Log {
        /// Who to.
        contact: Box<Contact>,
        /// With what.
        association: Option<Association>,
        /// What a policy guessed of it.
        guessed: Vec<Guess>,
    },
    /// A placeholder is made, once its time has come; until then a person has to say.
    Placeholder {
        /// The words before its name.
        prefix: String,
    },
    /// A person has to say.
    Hold {
        /// What.
        conflict: Conflict,
        /// Who it goes to, where that is certain.
        contact: Option<Box<Contact>>,
        /// What a policy guessed of that.
        guessed: Vec<Guess>,
    },
}

/// What a decision goes by, beside what was found.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The integration.
    pub integration: &'a Integration,
    /// The policies in force when the call ended (F5).
    pub policies: &'a Policies,
    /// What a person chose for the number before (F6).
    pub remembered: Option<&'a Remembered>,
}

/// What to do with a call for whose number this was found.
pub fn decide(found: &ContactMatch, given: Given<'_>) -> Decision {
    if let Some(always) = given.remembered.and_then(|remembered| remembered.without_asking(found)) {
        return decide_associations(always, given, Vec::new());
    }
    match found {
        ContactMatch::One(contact) => decide_associations(contact, given, Vec::new()),
        ContactMatch::None => match &given.policies.no_contact {
            NoContact::Placeholder { prefix } if given.integration.capabilities.create_contact => {
                match unanswered_of_new(given.integration) {
                    Some(field) => hold(Conflict::NeedsAnswer { field }),
                    None => Decision::Placeholder { prefix: prefix.clone() },
                }
            }
            NoContact::Placeholder { .. } | NoContact::Ask => hold(Conflict::NoContact),
        },
        ContactMatch::Many(contacts) => match policy::contact_of(contacts, given.policies.many_contacts) {
            Some(contact) => decide_associations(contact, given, vec![Guess::Contact(given.policies.many_contacts)]),
            None => hold(Conflict::ManyContacts),
        },
    }
}

fn hold(conflict: Conflict) -> Decision {
    Decision::Hold { conflict, contact: None, guessed: Vec::new() }
}

/// The second half of [`decide`], once the contact is certain: only open associations count, a single one is attached.
pub fn decide_associations(contact: &Contact, given: Given<'_>, mut guessed: Vec<Guess>) -> Decision {
    let open: Vec<&Association> = contact.associations.iter().filter(|a| a.open).collect();
    let policy = given.policies.many_associations;
    let taken = match open.as_slice() {
        [] => Ok(None),
        [single] => Ok(Some((*single).clone())),
        several => policy::association_of(several, policy).ok_or(Conflict::ManyAssociations),
    };
    if open.len() > 1 && taken.is_ok() {
        guessed.push(Guess::Association(policy));
    }
    let taken = taken.and_then(|association| match unanswered(association.as_ref(), contact, given.integration) {
        Some(_) if open.len() > 1 => Err(Conflict::ManyAssociations),
        Some(field) => Err(Conflict::NeedsAnswer { field }),
        None => Ok(association),
    });
    let contact = Box::new(contact.clone());
    match taken {
        Ok(association) => Decision::Log { contact, association, guessed },
        Err(conflict) => {
            guessed.retain(|guess| matches!(guess, Guess::Contact(_)));
            Decision::Hold { conflict, contact: Some(contact), guessed }
        }
    }
}

/// A required field of the contact that nothing answers (K6).
fn unanswered(association: Option<&Association>, contact: &Contact, integration: &Integration) -> Option<String> {
    let answered = |name: &str| association.is_some_and(|a| a.field == name);
    let open = |f: &&Field| f.needs_answer() && f.is_asked_of(&contact.kind) && !answered(&f.name);
    integration.fields().iter().find(open).map(|f| f.name.clone())
}

/// A required field of a new contact of the default kind that nothing answers (K6).
fn unanswered_of_new(integration: &Integration) -> Option<String> {
    let kind = integration.contact_types().first().map_or("", |one| one.value.as_str());
    integration.contact_fields().iter().find(|f| f.needs_answer() && f.is_asked_of(kind)).map(|f| f.name.clone())
}

/// Whether a new policy would decide what waits with this conflict, so that "Apply to N" counts it (F5).
pub fn policy_acts_on(conflict: &Conflict, found: &ContactMatch, given: Given<'_>) -> bool {
    match conflict {
        Conflict::NoContact => matches!(decide(&ContactMatch::None, given), Decision::Placeholder { .. }),
        Conflict::ManyContacts => !matches!(decide(found, given), Decision::Hold { contact: None, .. }),
        Conflict::ManyAssociations => matches!(decide(found, given), Decision::Log { .. }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::{ManyAssociations, ManyContacts};
    use crate::integration::{FieldKind, IntegrationKind};
    use crate::testing::{contact, integration};

    fn deal(id: &str, open: bool) -> Association {
        Association { field: "deals".into(), id: id.into(), title: format!("Deal {id}"), open, created: None }
    }

    fn with(associations: Vec<Association>) -> ContactMatch {
        ContactMatch::One(Box::new(Contact { associations, ..contact("1", "Ann") }))
    }

    fn field(of_contact: bool, required: bool) -> Field {
        let (kind, of_kinds) = (FieldKind::Text, Vec::new());
        Field { name: "deals".into(), title: "Deal".into(), of_contact, required, kind, of_kinds, default: None }
    }

    fn two() -> ContactMatch {
        ContactMatch::Many(vec![contact("2", "Bob"), contact("1", "Ann")])
    }

    fn decided(found: &ContactMatch, policies: &Policies, remembered: Option<&Remembered>) -> Decision {
        decide(found, Given { integration: &integration(), policies, remembered })
    }

    fn asked(found: &ContactMatch) -> Decision {
        decided(found, &Policies::default(), None)
    }

    /// The contact, the association and what was guessed, in words.
    fn logged(decision: &Decision) -> Option<(&str, Option<&str>, usize)> {
        match decision {
            Decision::Log { contact, association, guessed } => {
                Some((&contact.name, association.as_ref().map(|a| a.id.as_str()), guessed.len()))
            }
            _ => None,
        }
    }

    fn conflict(decision: Decision) -> Conflict {
        let Decision::Hold { conflict, .. } = decision else { panic!("{decision:?}") };
        conflict
    }

    fn always(name: &str, then: &[&str]) -> Remembered {
        Remembered {
            integration: integration().id,
            number: "+1".into(),
            contact: Box::new(contact(if name == "Ann" { "1" } else { "9" }, name)),
            always: Some(then.iter().map(|id| (*id).to_owned()).collect()),
        }
    }

    #[test]
    fn a2_one_contact_and_no_association_is_logged_at_once() {
        assert_eq!(logged(&asked(&with(vec![]))), Some(("Ann", None, 0)));
    }
    #[test]
    fn a2_a_single_open_association_is_attached() {
        assert_eq!(logged(&asked(&with(vec![deal("7", true), deal("8", false)]))), Some(("Ann", Some("7"), 0)));
    }
    #[test]
    fn a2_closed_associations_do_not_count() {
        assert_eq!(logged(&asked(&with(vec![deal("7", false), deal("8", false)]))), Some(("Ann", None, 0)));
    }
    #[test]
    fn a3_everything_else_asks() {
        assert_eq!(conflict(asked(&ContactMatch::None)), Conflict::NoContact);
        assert_eq!(conflict(asked(&two())), Conflict::ManyContacts);
        assert_eq!(conflict(asked(&with(vec![deal("7", true), deal("8", true)]))), Conflict::ManyAssociations);
    }
    #[test]
    fn f4_a_policy_decides_where_the_rules_find_no_single_answer_and_its_guess_is_told() {
        let policies = Policies {
            no_contact: NoContact::Placeholder { prefix: "New".into() },
            many_contacts: ManyContacts::FirstByName,
            many_associations: ManyAssociations::None,
        };
        assert_eq!(decided(&ContactMatch::None, &policies, None), Decision::Placeholder { prefix: "New".into() });
        assert_eq!(logged(&decided(&two(), &policies, None)), Some(("Ann", None, 1)));
        assert_eq!(logged(&decided(&with(vec![deal("7", true), deal("8", true)]), &policies, None)), Some(("Ann", None, 1)));
        assert_eq!(logged(&decided(&with(vec![deal("7", true)]), &policies, None)), Some(("Ann", Some("7"), 0)), "exactly one comes first");
    }
    #[test]
    fn f4_no_placeholder_where_contacts_cannot_be_made() {
        let mut fixed = integration();
        fixed.capabilities.create_contact = false;
        let policies = Policies { no_contact: NoContact::Placeholder { prefix: String::new() }, ..Policies::default() };
        let given = Given { integration: &fixed, policies: &policies, remembered: None };
        assert_eq!(conflict(decide(&ContactMatch::None, given)), Conflict::NoContact);
    }
    #[test]
    fn f4_a_guessed_contact_whose_association_asks_is_kept_with_the_question() {
        let policies = Policies { many_contacts: ManyContacts::FirstByName, ..Policies::default() };
        let ann = Contact { associations: vec![deal("7", true), deal("8", true)], ..contact("1", "Ann") };
        let decision = decided(&ContactMatch::Many(vec![contact("2", "Bob"), ann]), &policies, None);
        let Decision::Hold { conflict: Conflict::ManyAssociations, contact: Some(ann), guessed } = decision else { panic!("{decision:?}") };
        assert_eq!((ann.name.as_str(), guessed), ("Ann", vec![Guess::Contact(ManyContacts::FirstByName)]));
    }
    #[test]
    fn f6_always_comes_before_everything_while_the_crm_finds_the_same_contacts() {
        for (found, then) in [(two(), vec!["1", "2"]), (with(vec![]), vec!["1"])] {
            assert_eq!(logged(&decided(&found, &Policies::default(), Some(&always("Ann", &then)))), Some(("Ann", None, 0)));
        }
        let someone_else = always("Zoe", &[]);
        assert_eq!(logged(&decided(&ContactMatch::None, &Policies::default(), Some(&someone_else))), Some(("Zoe", None, 0)));
    }
    #[test]
    fn f6_always_is_not_used_when_the_crm_finds_other_contacts_than_then() {
        for then in [vec!["1"], vec!["1", "2", "3"], vec![]] {
            assert_eq!(conflict(decided(&two(), &Policies::default(), Some(&always("Ann", &then)))), Conflict::ManyContacts, "{then:?}");
        }
        let only_chosen_once = Remembered { always: None, ..always("Ann", &[]) };
        assert_eq!(conflict(decided(&two(), &Policies::default(), Some(&only_chosen_once))), Conflict::ManyContacts);
    }
    #[test]
    fn f6_one_contact_found_by_several_searches_is_one() {
        assert!(matches!(ContactMatch::from_hits(vec![contact("1", "Ann"), contact("1", "Ann")]), ContactMatch::One(_)));
    }
    #[test]
    fn k6_a_required_field_no_policy_answers_asks() {
        let mut asking = integration();
        let IntegrationKind::AppConnect(server) = &mut asking.kind else { panic!() };
        server.fields.push(field(true, true));
        let none = Policies { many_associations: ManyAssociations::None, ..Policies::default() };
        let of = |found| conflict(decide(&found, Given { integration: &asking, policies: &none, remembered: None }));
        assert_eq!(of(with(vec![deal("7", true), deal("8", true)])), Conflict::ManyAssociations);
        let needs_a_deal = Conflict::NeedsAnswer { field: "deals".into() };
        assert_eq!(of(with(vec![])), needs_a_deal);
        let order = Association { field: "orders".into(), ..deal("7", true) };
        assert_eq!(of(with(vec![order])), needs_a_deal, "another field answers nothing");
        let answered = decide(&with(vec![deal("7", true)]), Given { integration: &asking, policies: &none, remembered: None });
        assert_eq!(logged(&answered), Some(("Ann", Some("7"), 0)));
    }
    #[test]
    fn k6_a_required_field_asks_unless_it_has_a_default_or_is_asked_of_others() {
        let required = field(false, true);
        let with_default = Field { default: Some("x".into()), ..required.clone() };
        let of_leads = Field { of_kinds: vec!["Lead".into()], ..required.clone() };
        let of_contacts = Field { of_kinds: vec!["Lead".into(), contact("1", "Ann").kind], ..required.clone() };
        for (field, asks) in [(required, true), (with_default, false), (of_leads, false), (of_contacts, true)] {
            let mut asking = integration();
            let IntegrationKind::AppConnect(server) = &mut asking.kind else { panic!() };
            server.fields.push(field);
            let decision = decide(&with(vec![]), Given { integration: &asking, policies: &Policies::default(), remembered: None });
            assert_eq!(matches!(decision, Decision::Hold { conflict: Conflict::NeedsAnswer { .. }, .. }), asks, "{asking:?}");
        }
    }
    #[test]
    fn k6_a_placeholder_is_not_made_where_a_new_contact_asks_what_nobody_answered() {
        let placeholder = NoContact::Placeholder { prefix: String::new() };
        let policies = Policies { no_contact: placeholder, ..Policies::default() };
        let required = field(false, true);
        let with_default = Field { default: Some("x".into()), ..required.clone() };
        for (field, asks) in [(required, true), (with_default, false)] {
            let mut asking = integration();
            let IntegrationKind::AppConnect(server) = &mut asking.kind else { panic!() };
            server.contact_fields.push(field);
            let decision = decide(&ContactMatch::None, Given { integration: &asking, policies: &policies, remembered: None });
            assert_eq!(matches!(decision, Decision::Hold { conflict: Conflict::NeedsAnswer { .. }, .. }), asks, "{decision:?}");
            assert_eq!(matches!(decision, Decision::Placeholder { .. }), !asks, "{decision:?}");
        }
    }
    #[test]
    fn k6_a_field_that_is_not_required_asks_nothing() {
        for of_contact in [true, false] {
            let mut asking = integration();
            let IntegrationKind::AppConnect(server) = &mut asking.kind else { panic!() };
            server.fields.push(field(of_contact, false));
            let decision = decide(&with(vec![]), Given { integration: &asking, policies: &Policies::default(), remembered: None });
            assert_eq!(logged(&decision), Some(("Ann", None, 0)), "{of_contact}");
        }
    }
    #[test]
    fn f5_apply_to_n_counts_what_the_new_policies_would_decide() {
        let ask = Policies::default();
        let decides = Policies {
            no_contact: NoContact::Placeholder { prefix: "New".into() },
            many_contacts: ManyContacts::FirstByName,
            many_associations: ManyAssociations::None,
        };
        let deals = || vec![deal("7", true), deal("8", true)];
        let with_deals = ContactMatch::Many(vec![Contact { associations: deals(), ..contact("1", "Ann") }, contact("2", "Bob")]);
        let table = [
            (Conflict::NoContact, ContactMatch::None, &decides, true),
            (Conflict::NoContact, ContactMatch::None, &ask, false),
            (Conflict::ManyContacts, two(), &decides, true),
            (Conflict::ManyContacts, two(), &ask, false),
            (Conflict::ManyContacts, two(), &Policies { many_contacts: ManyContacts::LatestActivity, ..decides.clone() }, false),
            (Conflict::ManyContacts, with_deals, &Policies { many_associations: ManyAssociations::Ask, ..decides.clone() }, true),
            (Conflict::ManyAssociations, with(deals()), &decides, true),
            (Conflict::ManyAssociations, with(deals()), &ask, false),
            (Conflict::NoNumber, two(), &decides, false),
        ];
        for (conflict, found, policies, acts) in table {
            let given = Given { integration: &integration(), policies, remembered: None };
            assert_eq!(policy_acts_on(&conflict, &found, given), acts, "{conflict:?}");
        }
    }
}
