//! I8: pages of contacts that open by themselves.

use callscribe_core::choices::{CallPop, Choices, PopMany};
use callscribe_core::command::{Command, Resolution};
use callscribe_core::contact::Contact;
use callscribe_core::crm::CrmReply;
use callscribe_core::engine::{Asked, Show};
use callscribe_core::entry::NewContact;
use callscribe_core::integration::IntegrationId;
use callscribe_core::time::{MINUTE, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, Script};
use callscribe_simulation::sample::{ANN, BOB, FIND, answered, ended, integration, rings};

fn page(name: &str) -> String {
    format!("https://crm.example/{name}")
}

/// Ann, who has a page, in a CRM with these choices.
fn with(choices: Choices) -> Rig {
    let mut rig = Rig::new();
    rig.crm().people[0].1.url = Some(page("ann"));
    rig.command(Command::SetChoices { integration: IntegrationId::new(CRM), choices: Box::new(choices) });
    rig
}

fn on(call_pop: CallPop) -> Choices {
    Choices { call_pop, ..Choices::default() }
}

/// What was shown, in words.
fn shown(rig: &Rig) -> Vec<String> {
    let words = |show: &Show| match show {
        Show::Pages(pages) => pages.join(" "),
        Show::Whose { names, .. } => format!("whose: {}", names.join(", ")),
        other => format!("{other:?}"),
    };
    rig.shown.iter().map(words).collect()
}

#[test]
fn i8_the_page_opens_once_at_its_moment() {
    for (pop, at_ring, at_answer) in [(CallPop::OnRing, 1, 1), (CallPop::OnAnswer, 0, 1), (CallPop::OnDial, 0, 0), (CallPop::Never, 0, 0)] {
        let mut rig = with(on(pop));
        rig.phone(rings(LINE, "a", ANN, rig.now));
        assert_eq!(rig.shown.len(), at_ring, "{pop:?}");
        rig.wait(5 * SECOND);
        rig.phone(answered(LINE, "a", rig.now));
        rig.phone(answered(LINE, "a", rig.now));
        rig.wait(5 * SECOND);
        rig.phone(ended(LINE, "a", rig.now));
        assert_eq!(rig.shown.len(), at_answer, "{pop:?}");
        rig.wait(MINUTE);
        assert_eq!((rig.shown.len(), rig.entry().as_str()), (at_answer, "Logged"), "{pop:?}");
    }
}

#[test]
fn i8_an_answer_of_the_crm_that_comes_too_late_opens_nothing() {
    for (late, pages) in [(30, 1), (31, 0)] {
        let mut rig = with(on(CallPop::OnRing));
        rig.next(Asked::Contacts, Script::Hangs);
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.wait(late * SECOND);
        rig.arrive();
        assert_eq!(rig.shown.len(), pages, "after {late} s");
    }
}

#[test]
fn i8_a_crash_opens_no_page_twice() {
    let mut rig = with(on(CallPop::OnRing));
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.crash();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    assert_eq!(shown(&rig), [page("ann")]);
}

#[test]
fn i8_the_same_page_opens_again_only_after_ten_seconds() {
    for (later, times) in [(9, 1), (10, 2)] {
        let mut rig = with(on(CallPop::OnRing));
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.wait(later * SECOND);
        rig.crash();
        rig.phone(rings(LINE, "b", ANN, rig.now));
        assert_eq!(rig.shown.len(), times, "{later} s later");
    }
}

#[test]
fn i8_each_integration_opens_its_own_page() {
    let mut rig = with(on(CallPop::OnRing));
    rig.connect(integration("second", FIND));
    rig.crm_of("second").people.push((ANN.into(), Contact { id: "x".into(), url: Some(page("second")), ..Contact::default() }));
    rig.phone(rings(LINE, "a", ANN, rig.now));
    assert_eq!(shown(&rig), [page("ann")], "the second one pops never");
    let choices = Box::new(on(CallPop::OnRing));
    rig.command(Command::SetChoices { integration: IntegrationId::new("second"), choices });
    rig.wait(10 * SECOND);
    rig.phone(rings(LINE, "b", ANN, rig.now));
    assert_eq!(shown(&rig), [page("ann"), page("ann"), page("second")]);
}

#[test]
fn i8_a_page_two_integrations_share_opens_once() {
    let mut rig = with(on(CallPop::OnAnswer));
    rig.connect(integration("second", FIND));
    rig.crm_of("second").people.push((ANN.into(), Contact { id: "x".into(), url: Some(page("ann")), ..Contact::default() }));
    rig.command(Command::SetChoices { integration: IntegrationId::new("second"), choices: Box::new(on(CallPop::OnAnswer)) });
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    assert_eq!(shown(&rig), [page("ann")]);
}

#[test]
fn i8_several_contacts_are_asked_about_or_opened() {
    for (pop_many, expected) in [
        (PopMany::Ask, vec!["whose: Ann, Anton".to_owned()]),
        (PopMany::OpenAll, vec![format!("{} {}", page("ann"), page("anton"))]),
        (PopMany::None, vec![]),
    ] {
        let mut rig = with(Choices { pop_many, ..on(CallPop::OnRing) });
        rig.crm()
            .people
            .push((ANN.into(), Contact { id: "2".into(), name: "Anton".into(), url: Some(page("anton")), ..Contact::default() }));
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.phone(answered(LINE, "a", rig.now));
        assert_eq!(shown(&rig), expected, "{pop_many:?}");
    }
}

#[test]
fn i8_the_page_of_a_contact_opens_once_it_was_made_by_hand() {
    for open_created in [false, true] {
        let mut rig = with(Choices { open_created, ..Choices::default() });
        rig.call_from(BOB, "a");
        rig.wait(MINUTE);
        let made = Contact { id: "new".into(), name: "Bob".into(), url: Some(page("bob")), ..Contact::default() };
        rig.next(Asked::CreateContact, Script::Says(CrmReply::ContactCreated(made)));
        rig.resolve("a", Resolution::NewContact(NewContact::named("Bob")));
        assert_eq!(rig.entry(), "Logged");
        assert_eq!(shown(&rig), if open_created { vec![page("bob")] } else { vec![] });
    }
}
