//! Rule I8: when a contact's page opens by itself, and which pages.

use super::is_open_link;
use crate::call::{Call, Direction};
use crate::choices::{CallPop, Choices, PopMany};
use crate::contact::Contact;
use crate::entry::{ContactChoice, LogEntry, LogStatus, StepKind};
use crate::time::{Millis, SECOND};

/// A moment that is longer past opens nothing any more.
const FRESH: Millis = 30 * SECOND;
/// The same page does not open twice within this time.
const SAME_PAGE: Millis = 10 * SECOND;
/// Pages of one call at most.
const PAGES: usize = 3;

/// What opens by itself for one integration of a running call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pop {
    /// Nothing now.
    Nothing,
    /// These pages.
    Open(Vec<String>),
    /// The agent is asked whose.
    Ask,
}

/// What opens for a running call whose contacts are known by now.
pub fn call_pop(call: &Call, entry: &LogEntry, choices: &Choices, now: Millis) -> Pop {
    let fresh = moment(call, choices.call_pop).is_some_and(|at| now - at <= FRESH);
    let kept_out = matches!(entry.status, LogStatus::Excluded(_) | LogStatus::Dismissed | LogStatus::Removed);
    if !fresh || kept_out || !call.is_running() {
        return Pop::Nothing;
    }
    match (&entry.contact, entry.candidates(), choices.pop_many) {
        (Some(ContactChoice::Known(contact)), ..) => open([contact.as_ref()]),
        (_, many, PopMany::Ask) if many.len() > 1 && many.iter().any(|contact| page(contact).is_some()) => Pop::Ask,
        (_, many, PopMany::Ask | PopMany::None) if many.len() > 1 => Pop::Nothing,
        (_, found, _) => open(found),
    }
}

/// Whether the page of a contact opens that was made here just now (C5): a person wanted it, and has not turned to something else.
pub fn opens_created(entry: &LogEntry, choices: &Choices, now: Millis) -> bool {
    let decided = entry.steps.iter().rev().find(|step| step.what == StepKind::PersonDecided);
    choices.open_created && !entry.makes_placeholder_by_policy() && decided.is_some_and(|step| now - step.at <= FRESH)
}

/// A contact's page, where it is one of the web.
pub fn page(contact: &Contact) -> Option<&str> {
    contact.url.as_deref().filter(|url| is_open_link(url))
}

/// Whether a page that opened at `then` may open again.
pub fn may_open_again(then: Millis, now: Millis) -> bool {
    (now - then).abs() >= SAME_PAGE
}

fn open<'a>(contacts: impl IntoIterator<Item = &'a Contact>) -> Pop {
    let pages: Vec<String> = contacts.into_iter().filter_map(page).take(PAGES).map(str::to_owned).collect();
    if pages.is_empty() { Pop::Nothing } else { Pop::Open(pages) }
}

/// When the moment was that call pop waits for.
fn moment(call: &Call, pop: CallPop) -> Option<Millis> {
    match (pop, call.direction()) {
        (CallPop::OnRing, Direction::Inbound) | (CallPop::OnDial, Direction::Outbound) => Some(call.start()),
        (CallPop::OnAnswer, Direction::Inbound) => call.facts.answered.as_ref().map(|answered| answered.value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::ContactMatch;
    use crate::entry::{Exclusion, Guess, LogKey, NewContact, Step};
    use crate::testing::{NOON, call, contact, fact, integration};

    fn with_page(id: &str) -> Contact {
        Contact { url: Some(format!("https://crm.example/{id}")), ..contact(id, id) }
    }

    fn entry(found: ContactMatch) -> LogEntry {
        let mut entry = LogEntry::new(LogKey { call: call().id, integration: integration().id });
        entry.found = Some((NOON, found));
        entry
    }

    fn one() -> ContactMatch {
        ContactMatch::One(Box::new(with_page("ann")))
    }

    /// A call that rings at noon, was answered five seconds later where `answered`.
    fn rings(direction: Direction, answered: bool) -> Call {
        let mut call = call();
        call.facts.ended = None;
        call.facts.direction = Some(fact(direction));
        call.facts.answered = call.facts.answered.filter(|_| answered);
        call
    }

    fn pops(call: &Call, entry: &LogEntry, pop: CallPop, late: Millis) -> Pop {
        call_pop(call, entry, &Choices { call_pop: pop, ..Choices::default() }, NOON + late)
    }

    #[test]
    fn i8_the_page_opens_on_ring_on_answer_on_dial_or_never() {
        use CallPop::{Never, OnAnswer, OnDial, OnRing};
        use Direction::{Inbound, Outbound};
        let table = [
            (OnRing, Inbound, false, true),
            (OnRing, Inbound, true, true),
            (OnRing, Outbound, false, false),
            (OnAnswer, Inbound, false, false),
            (OnAnswer, Inbound, true, true),
            (OnAnswer, Outbound, true, false),
            (OnDial, Outbound, false, true),
            (OnDial, Inbound, true, false),
            (Never, Inbound, true, false),
            (Never, Outbound, true, false),
        ];
        for (pop, direction, answered, opens) in table {
            let expected = if opens { Pop::Open(vec!["https://crm.example/ann".into()]) } else { Pop::Nothing };
            assert_eq!(pops(&rings(direction, answered), &entry(one()), pop, SECOND), expected, "{pop:?} {direction:?} {answered}");
        }
    }

    #[test]
    fn i8_not_for_calls_older_than_half_a_minute_nor_for_those_that_are_over() {
        let table =
            [(CallPop::OnRing, 30 * SECOND, true), (CallPop::OnRing, 30 * SECOND + 1, false), (CallPop::OnAnswer, 30 * SECOND + 1, true)];
        for (pop, late, opens) in table {
            let popped = pops(&rings(Direction::Inbound, true), &entry(one()), pop, late);
            assert_eq!(popped != Pop::Nothing, opens, "{pop:?} after {late}");
        }
        assert_eq!(pops(&call(), &entry(one()), CallPop::OnRing, SECOND), Pop::Nothing, "it is over");
    }

    #[test]
    fn i8_of_several_contacts_all_open_at_most_three_or_it_is_asked_or_none() {
        let many = |n: usize| entry(ContactMatch::Many((0..n).map(|n| with_page(&format!("c{n}"))).collect()));
        let pops = |entry: &LogEntry, pop_many| {
            let choices = Choices { call_pop: CallPop::OnRing, pop_many, ..Choices::default() };
            match call_pop(&rings(Direction::Inbound, false), entry, &choices, NOON) {
                Pop::Open(pages) => pages.len().to_string(),
                other => format!("{other:?}"),
            }
        };
        for (n, pop_many, expected) in [
            (2, PopMany::Ask, "Ask"),
            (2, PopMany::None, "Nothing"),
            (2, PopMany::OpenAll, "2"),
            (5, PopMany::OpenAll, "3"),
            (1, PopMany::None, "1"),
        ] {
            assert_eq!(pops(&many(n), pop_many), expected, "{n} {pop_many:?}");
        }
        let chosen = LogEntry { contact: Some(ContactChoice::Known(Box::new(with_page("c1")))), ..many(2) };
        assert_eq!(pops(&chosen, PopMany::Ask), "1", "one was chosen");
        let without_pages = entry(ContactMatch::Many(vec![contact("a", "Ann"), contact("b", "Bob")]));
        assert_eq!(pops(&without_pages, PopMany::Ask), "Nothing");
    }

    #[test]
    fn i8_only_pages_of_the_web_open_and_none_of_a_call_that_is_kept_out() {
        for url in [None, Some("javascript:alert(1)"), Some("chrome://settings"), Some("file:///etc/passwd"), Some("https:///")] {
            let found = ContactMatch::One(Box::new(Contact { url: url.map(str::to_owned), ..contact("ann", "Ann") }));
            assert_eq!(pops(&rings(Direction::Inbound, false), &entry(found), CallPop::OnRing, 0), Pop::Nothing, "{url:?}");
        }
        let private = LogEntry { status: LogStatus::Excluded(Exclusion::NeverLog), ..entry(one()) };
        assert_eq!(pops(&rings(Direction::Inbound, false), &private, CallPop::OnRing, 0), Pop::Nothing);
    }

    #[test]
    fn i8_the_page_of_a_contact_opens_that_a_person_has_just_made() {
        let choices = Choices { open_created: true, ..Choices::default() };
        let mut made = entry(ContactMatch::None);
        assert!(!opens_created(&made, &choices, NOON), "nobody asked for it");
        made.steps = vec![Step { at: NOON, what: StepKind::PersonDecided }];
        assert_eq!([30 * SECOND, 30 * SECOND + 1].map(|late| opens_created(&made, &choices, NOON + late)), [true, false]);
        assert!(!opens_created(&made, &Choices::default(), NOON), "switched off");
        made.contact = Some(ContactChoice::New(NewContact::named("New")));
        made.guessed = vec![Guess::Placeholder];
        assert!(!opens_created(&made, &choices, NOON), "a policy made it");
    }

    #[test]
    fn i8_the_same_page_opens_again_after_ten_seconds() {
        assert_eq!(
            [0, 10 * SECOND - 1, 10 * SECOND, -10 * SECOND].map(|late| may_open_again(NOON, NOON + late)),
            [false, false, true, true]
        );
    }
}
